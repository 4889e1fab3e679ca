"""A workbook for spreadsheets (extra `tables`): the rows on one sheet, what was asked on another.

Texts are never formulas or links. Lists are joined by "; "; the bounds of dates and days of
publication are dates where a spreadsheet has such days (from 1 March 1900), other dates EDTF.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import IO, TYPE_CHECKING, Any

from whomet.ontology.extras import require
from whomet.queries.errors import QuestionError
from whomet.queries.presentation.rows import Rows, rows_of, text
from whomet.queries.runner import QueryResult
from whomet.queries.show import Description

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

#: Maximum rows of a sheet and characters of a cell in Excel.
MOST_ROWS, LONGEST_CELL = 1_048_575, 32_767
#: Before this day spreadsheets count differently.
FIRST_DAY = date(1900, 3, 1)
DAYS = ("begin_earliest", "begin_latest", "end_earliest", "end_latest", "published")
_WIDEST = 60


def write(what: QueryResult | Description, stream: IO[Any], **_: object) -> tuple[str, ...]:
    """Write every row. QuestionError if there are more than a sheet holds."""
    require("tables", "the format xlsx", "xlsxwriter")
    from xlsxwriter import Workbook

    table = rows_of(what)
    rows = list(table.rows)
    if len(rows) > MOST_ROWS:
        raise QuestionError(
            f"a sheet holds {MOST_ROWS:,} rows, but there are {len(rows):,};"
            " narrow the question, or use csv"
        )
    made = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(made, {**plain, "in_memory": True}) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("Rows")
        sheet.write_row(0, 0, table.columns, bold)
        cut = sum(
            _write(sheet, number, column, name, row[name], day)
            for number, row in enumerate(rows, 1)
            for column, name in enumerate(table.columns)
        )
        _lay_out(sheet, table.columns, rows)
        about = book.add_worksheet("About")
        for number, (name, said) in enumerate(_about(what, table, len(rows))):
            about.write_string(number, 0, name, bold)
            about.write_string(number, 1, said[:LONGEST_CELL])
        about.set_column(0, 0, 14)
        about.set_column(1, 1, 100)
    # A text stream has bytes below it.
    (stream.buffer if hasattr(stream, "buffer") else stream).write(made.getvalue())
    if cut:
        cells = "1 cell was" if cut == 1 else f"{cut} cells were"
        return (f"{cells} cut at {LONGEST_CELL:,} characters, the most that a spreadsheet holds",)
    return ()


def _write(sheet: Worksheet, number: int, column: int, name: str, value: Any, day: object) -> bool:
    """Write a cell; whether its text had to be cut."""
    if isinstance(value, bool):
        sheet.write_boolean(number, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(number, column, value)
    elif name in DAYS and (of_value := _day(value)) is not None:
        sheet.write_datetime(number, column, of_value, day)
    elif written := text(value):
        sheet.write_string(number, column, written[:LONGEST_CELL])
        return len(written) > LONGEST_CELL
    return False


def _day(value: object) -> date | None:
    """The day that a text is, if spreadsheets have it."""
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found >= FIRST_DAY else None


def _lay_out(sheet: Worksheet, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep the names of the columns in sight, let the rows be filtered, and give each its room."""
    sheet.freeze_panes(1, 0)
    if columns:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    for column, name in enumerate(columns):
        longest = max([len(name), *(len(text(row[name])) for row in rows[:1000])])
        sheet.set_column(column, column, min(longest + 3, _WIDEST))


def _about(what: QueryResult | Description, table: Rows, shown: int) -> list[tuple[str, str]]:
    """What the rows are: the question, how names and periods were understood, and notes."""
    found = [("what", table.title)]
    if isinstance(what, QueryResult):
        found.append(("question", what.question.question))
        found += [("understood", said) for said in table.understood]
        total = max(what.total, shown)
        found.append(("rows", f"{shown:,} of {total:,}"))
        found += [("note", note) for note in what.notes]
    return found
