"""A workbook for spreadsheets (extra `tables`): the rows on one sheet, what was asked on another.

Texts are never formulas or links. Lists are joined by "; "; the bounds of dates and days of
publication are dates where a spreadsheet has such days (from 1 March 1900), other dates EDTF.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from whomet.ontology.extras import require
from whomet.queries.errors import QuestionError
from whomet.queries.presentation.rows import Rows, rows_of, text
from whomet.queries.runner import OpenAnswer, QueryResult
from whomet.queries.show import Description

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

#: Maximum rows of a sheet and characters of a cell in Excel.
MOST_ROWS, LONGEST_CELL = 1_048_575, 32_767
#: Before this day spreadsheets count differently.
FIRST_DAY = date(1900, 3, 1)
DAYS = ("begin_earliest", "begin_latest", "end_earliest", "end_latest", "published")
_WIDEST = 60
#: Rows by which the widths of the columns are chosen.
_MEASURED = 1000


def write(
    what: QueryResult | OpenAnswer | Description, stream: IO[Any], **_: object
) -> tuple[str, ...]:
    """Write every row as it comes. QuestionError if there are more than a sheet holds.

    Until the last row they are in files of the system's temporary folder.
    """
    require("tables", "the format xlsx", "xlsxwriter")
    from xlsxwriter import Workbook

    table = rows_of(what)
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with TemporaryFile() as made:
        with Workbook(made, {**plain, "constant_memory": True}) as book:
            bold = book.add_format({"bold": True})
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            sheet = book.add_worksheet("Rows")
            sheet.write_row(0, 0, table.columns, bold)
            longest = [len(name) for name in table.columns]
            shown = cut = 0
            for shown, row in enumerate(table.rows, 1):
                if shown > MOST_ROWS:
                    raise QuestionError(
                        f"a sheet holds {MOST_ROWS:,} rows, but there are more;"
                        " narrow the question, or use csv"
                    )
                for column, name in enumerate(table.columns):
                    cut += _write(sheet, shown, column, name, row[name], day)
                    if shown <= _MEASURED:
                        longest[column] = max(longest[column], len(text(row[name])))
            _lay_out(sheet, longest, shown)
            about = book.add_worksheet("About")
            for number, (name, said) in enumerate(_about(what, table, shown)):
                about.write_string(number, 0, name, bold)
                about.write_string(number, 1, said[:LONGEST_CELL])
            about.set_column(0, 0, 14)
            about.set_column(1, 1, 100)
        made.seek(0)
        # A text stream has bytes below it.
        shutil.copyfileobj(made, stream.buffer if hasattr(stream, "buffer") else stream)
    if cut:
        cells = "1 cell was" if cut == 1 else f"{cut} cells were"
        return (f"{cells} cut at {LONGEST_CELL:,} characters, the most that a spreadsheet holds",)
    return ()


def _write(sheet: Worksheet, number: int, column: int, name: str, value: Any, day: object) -> bool:
    """Write a cell; returns whether its text had to be cut."""
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
    """The day that a text names, if spreadsheets can represent it."""
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found >= FIRST_DAY else None


def _lay_out(sheet: Worksheet, longest: Sequence[int], rows: int) -> None:
    """Freeze the names of the columns, add filters, and set the widths of the columns.

    `longest` has the length of the longest text of each column.
    """
    sheet.freeze_panes(1, 0)
    if longest:
        sheet.autofilter(0, 0, rows, len(longest) - 1)
    for column, length in enumerate(longest):
        sheet.set_column(column, column, min(length + 3, _WIDEST))


def _about(
    what: QueryResult | OpenAnswer | Description, table: Rows, shown: int
) -> list[tuple[str, str]]:
    """What the rows are: the question, how names and periods were understood, and notes."""
    found = [("what", table.title)]
    if not isinstance(what, Description):
        found.append(("question", what.question.question))
        found += [("understood", said) for said in table.understood]
        total = max(what.total, shown)
        found.append(("rows", f"{shown:,} of {total:,}"))
        found += [("note", note) for note in what.notes]
    return found
