"""The rows of a spreadsheet, .xlsx or .ods, read by python-calamine."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from whomet.loaders.faults import TextFault, quoted
from whomet.loaders.tabular.headers import MOST_BEFORE, NamesOfColumns, Record, tabulated
from whomet.loaders.tabular.rows import DateCell, Header, Layout, Passed, RowFault, TableRow
from whomet.ontology.extras import MissingExtra, require
from whomet.ontology.suggestions import nearest

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

ENDINGS = (".xlsx", ".ods", ".xls")
LARGEST = 64 << 20
"""Maximum bytes of a spreadsheet, which is read completely into memory."""


def spreadsheet_rows(
    stream: IO[bytes], layout: Layout, passed: Passed
) -> Iterator[TableRow | RowFault | Header]:
    """First the columns, then the rows. Lines are rows, and columns those of the sheet, from 1.

    Without a sheet in `layout` it is the first one that has the columns. Days are in ISO 8601
    whatever the sheet shows. Raises TextFault where it cannot be read.
    """
    book = _book(stream)
    names = book.sheet_names
    name = _chosen(names, layout.sheet)
    try:
        if layout.sheet is None and len(names) > 1:
            name = next((n for n in names if _has_columns(book, n, layout)), name)
            passed.sheets = [n for n in names if n != name]
        yield from tabulated(_records(book, name, layout.skip), layout, passed, ragged=True)
    except _errors() as error:
        raise _unreadable(error) from None


def _has_columns(book: CalamineWorkbook, name: str, layout: Layout) -> bool:
    """Whether one of the first rows of a sheet names the columns."""
    known = NamesOfColumns(layout)
    first = islice(_records(book, name, layout.skip), MOST_BEFORE)
    return any(not record.is_blank and known.fit(record.cells) for record in first)


def _records(book: CalamineWorkbook, name: str, skip: int) -> Iterator[Record]:
    sheet = book.get_sheet_by_name(name)
    # Empty columns at the left of a sheet are left out.
    before = [""] * (sheet.start or (0, 0))[1]
    for number, values in enumerate(sheet.iter_rows(), 1):
        if number > skip:
            yield Record(number, number, before + [_text(value) for value in values])


def _book(stream: IO[bytes]) -> CalamineWorkbook:
    try:
        require("tables", "reading a spreadsheet", "python_calamine")
    except MissingExtra as error:
        raise TextFault("missing-extra", (1, 1), error.message.rstrip(".")) from None
    from python_calamine import CalamineWorkbook

    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        limit = f"a spreadsheet may have at most {LARGEST >> 20} MB"
        raise TextFault("too-large", (1, 1), limit, "a larger one", "the sheet as CSV")
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except _errors() as error:
        raise _unreadable(error) from None


def _errors() -> tuple[type[Exception], ...]:
    from python_calamine import CalamineError

    return (CalamineError,)


def _unreadable(error: Exception) -> TextFault:
    problem = "the spreadsheet cannot be read"
    return TextFault("table-syntax", (1, 1), problem, str(error), "an .xlsx or .ods file")


def _chosen(names: list[str], wanted: str | None) -> str:
    if wanted is None:
        return names[0]
    if wanted in names:
        return wanted
    if wanted.isascii() and wanted.isdigit() and 0 < int(wanted) <= len(names):
        return names[int(wanted) - 1]
    fix = nearest(wanted, names) or f"one of {', '.join(names[:20])}"
    raise TextFault("unknown-sheet", (1, 1), "there is no such sheet", quoted(wanted), fix)


def _text(value: Any) -> str:
    """A cell as text: whole numbers without a point, days in ISO 8601."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, datetime):
        return DateCell(value.date().isoformat())
    if isinstance(value, date):
        return DateCell(value.isoformat())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, time | timedelta):
        return str(value)
    return "" if value is None else str(value)
