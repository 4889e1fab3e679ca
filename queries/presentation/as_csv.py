"""CSV (RFC 4180) in UTF-8, a line of column names first; lists joined by "; ".

A cell that a spreadsheet would run as a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
from typing import Any, cast

from whomet.queries.presentation.pieces import Pieces
from whomet.queries.presentation.rows import rows_of, text
from whomet.queries.runner import OpenAnswer, QueryResult
from whomet.queries.show import Description

#: Characters that begin a formula, also in wide form, or hide one (OWASP, "CSV injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Line:
    """A writer that returns the line that is written to it."""

    def write(self, line: str) -> str:
        return line


def pieces(what: QueryResult | OpenAnswer | Description, **_: object) -> Pieces:
    """Every row."""
    table = rows_of(what)
    writer = csv.writer(_Line())
    yield cast("str", writer.writerow(table.columns))
    for row in table.rows:
        yield cast("str", writer.writerow([cell(row[column]) for column in table.columns]))
    return ()


def cell(value: Any) -> str:
    """A value as a cell that no spreadsheet reads as a formula; numbers stay numbers."""
    written = text(value)
    if isinstance(value, str | list) and written.startswith(FORMULA):
        return f"'{written}"
    return written
