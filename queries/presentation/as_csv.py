"""CSV (RFC 4180) in UTF-8, a line of column names first; lists joined by "; ".

A cell that a spreadsheet would run as a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
from typing import Any, TextIO

from whomet.queries.presentation.rows import rows_of, text
from whomet.queries.runner import QueryResult
from whomet.queries.show import Description

#: Characters that begin a formula, also in wide form, or hide one (OWASP, "CSV injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write(what: QueryResult | Description, stream: TextIO, **_: object) -> tuple[str, ...]:
    """Write every row."""
    table = rows_of(what)
    writer = csv.writer(stream)
    writer.writerow(table.columns)
    writer.writerows([cell(row[column]) for column in table.columns] for row in table.rows)
    return ()


def cell(value: Any) -> str:
    """A value as a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    written = text(value)
    if isinstance(value, str | list) and written.startswith(FORMULA):
        return f"'{written}"
    return written
