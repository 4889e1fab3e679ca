"""The rows of a spreadsheet, .xlsx or .ods, read by python-calamine."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import chain, islice
from typing import IO, TYPE_CHECKING, Any

from whomet.loaders.faults import TextFault, quoted
from whomet.loaders.tabular.blocks import tabulated
from whomet.loaders.tabular.cell_notes import DAY_ZERO, CellNotes, notes_of
from whomet.loaders.tabular.headers import MOST_BEFORE, NamesOfColumns, Record
from whomet.loaders.tabular.rows import (
    EVERY,
    BrokenCell,
    DateCell,
    Header,
    Layout,
    NumberCell,
    Passed,
    RowFault,
    TableRow,
)
from whomet.ontology.extras import MissingExtra, require
from whomet.ontology.suggestions import nearest

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

ENDINGS = (".xlsx", ".ods", ".xls")
_TALLEST = 10_000
_SINCE_1904 = re.compile(rb'date1904="(?:1|true)"')
_DAYS = range(20_000, 80_000)
"""Numbers that may count days: from 1954 to 2119, where the first is 1899-12-30."""

LARGEST, LARGEST_UNPACKED = 64 << 20, 256 << 20
"""Maximum bytes of a spreadsheet, and of its parts when unpacked: it is held in memory."""


def spreadsheet_rows(
    stream: IO[bytes], layout: Layout, passed: Passed
) -> Iterator[TableRow | RowFault | Header]:
    """First the columns, then the rows. Lines are rows, and columns those of the sheet, from 1.

    Without sheets in `layout` it is the first one that has the columns; of several, each begins
    with its columns. Days are in ISO 8601 whatever the sheet shows. Raises TextFault where it
    cannot be read.
    """
    book, first_day, data = _book(stream)
    try:
        sheets = _sheets(book, layout, passed)
        passed.several = len(sheets) > 1
        for name in sheets:
            notes = notes_of(data, name)
            passed.hidden += notes.hidden
            passed.broken = passed.broken or bool(notes.broken)
            records = _records(book, name, layout.skip, first_day or notes.first_day, notes)
            for row in tabulated(records, layout, passed, ragged=True):
                yield replace(row, sheet=name) if isinstance(row, Header) else row
    except _errors() as error:
        raise _unreadable(error) from None


def _sheets(book: CalamineWorkbook, layout: Layout, passed: Passed) -> list[str]:
    """The sheets to read; those that are not read without being asked for are noted."""
    names = book.sheet_names
    if layout.sheets and EVERY not in layout.sheets:
        return list(dict.fromkeys(_chosen(names, wanted) for wanted in layout.sheets))
    if len(names) == 1:
        return [names[0]]
    hidden = _hidden(book)
    # What is shown comes first.
    ordered = sorted(names, key=lambda n: n in hidden)
    fitting = [n for n in ordered if _has_columns(book, n, layout)] or ordered[:1]
    shown = [n for n in fitting if n not in hidden]
    read = shown if EVERY in layout.sheets and shown else fitting[:1]
    passed.alike = [n for n in shown if n not in read] if layout.required else []
    others = [n for n in names if n not in read and n not in passed.alike]
    passed.sheets = [f"{n} (hidden)" if n in hidden else n for n in others]
    return read


def _hidden(book: CalamineWorkbook) -> frozenset[str]:
    """The sheets that the spreadsheet does not show."""
    from python_calamine import SheetVisibleEnum

    sheets = book.sheets_metadata
    return frozenset(s.name for s in sheets if s.visible != SheetVisibleEnum.Visible)


def _has_columns(book: CalamineWorkbook, name: str, layout: Layout) -> bool:
    """Whether one of the first rows of a sheet names the columns."""
    known = NamesOfColumns(layout)
    first = islice(_records(book, name, layout.skip), MOST_BEFORE)
    return any(not record.is_blank and known.fit(record.cells) for record in first)


def _records(
    book: CalamineWorkbook,
    name: str,
    skip: int,
    first_day: date | None = None,
    notes: CellNotes | None = None,
) -> Iterator[Record]:
    sheet = book.get_sheet_by_name(name)
    # Empty columns at the left of a sheet are left out.
    _, left = sheet.start or (0, 0)
    before = [""] * left
    notes = notes or CellNotes()
    spans = _spans(sheet.merged_cell_ranges or notes.merged)
    above: dict[int, str] = {}
    noted = _by_row(notes)
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = before + [_text(value, first_day) for value in values]
        for place in noted.get(number, ()):
            if place[1] <= len(cells):
                cells[place[1] - 1] = _noted(cells[place[1] - 1], place, notes)
        for column, (first, last) in spans.get(number, {}).items():
            if number == first and column < len(cells):
                above[column] = cells[column]
            elif number <= last and column < len(cells) and not cells[column]:
                cells[column] = above.get(column, "")
        if number > skip:
            yield Record(number, number, cells)


def _by_row(notes: CellNotes) -> dict[int, list[tuple[int, int]]]:
    """The places of the notes by their rows."""
    found: dict[int, list[tuple[int, int]]] = {}
    for place in chain(notes.shown, notes.broken):
        found.setdefault(place[0], []).append(place)
    return found


def _noted(cell: str, place: tuple[int, int], notes: CellNotes) -> str:
    """A cell as the sheet shows it."""
    if place in notes.broken:
        return BrokenCell(notes.broken[place])
    return DateCell(notes.day(place, cell)) if isinstance(cell, DateCell) else cell


def _spans(
    merged: Iterable[tuple[tuple[int, int], tuple[int, int]]],
) -> dict[int, dict[int, tuple[int, int]]]:
    """Of each row, from 1, the columns in which it is merged with others, and the rows of that.

    A cell that goes over several rows is said of each. One that goes over several columns, as a
    title does, is said of the first.
    """
    found: dict[int, dict[int, tuple[int, int]]] = {}
    for (first, column), (last, _) in merged:
        for row in range(first, last + 1) if last - first < _TALLEST else ():
            found.setdefault(row + 1, {})[column] = (first + 1, last + 1)
    return found


def _book(stream: IO[bytes]) -> tuple[CalamineWorkbook, date | None, bytes]:
    """The workbook, the day that it counts as 0, where that is known, and its bytes."""
    try:
        require("tables", "reading a spreadsheet", "python_calamine")
    except MissingExtra as error:
        raise TextFault("missing-extra", (1, 1), error.message.rstrip(".")) from None
    from python_calamine import CalamineWorkbook

    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        limit = f"a spreadsheet may have at most {LARGEST >> 20} MB"
        raise TextFault("too-large", (1, 1), limit, "a larger one", "the sheet as CSV")
    if (unpacked := _unpacked(data)) > LARGEST_UNPACKED:
        limit = f"a spreadsheet may unpack to at most {LARGEST_UNPACKED >> 20} MB"
        found = f"{unpacked >> 20:,} MB"
        raise TextFault("too-large", (1, 1), limit, found, "the sheet as CSV")
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data)), _first_day(data), data
    except _errors() as error:
        if not data.startswith((b"PK", b"\xd0\xcf\x11\xe0")) and b"\0" not in data[:4096]:
            problem = "this is no spreadsheet but text with the name of one"
            found = quoted(data[:60].decode("utf-8", "replace").split("\n")[0].strip())
            fix = "a name that ends in .csv, or the table saved as .xlsx"
            raise TextFault("table-syntax", (1, 1), problem, found, fix) from None
        raise _unreadable(error) from None


def _unpacked(data: bytes) -> int:
    """The size of all parts of an .xlsx or .ods file, as it says; 0 of other files."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError):
        return 0


def _first_day(data: bytes) -> date | None:
    """The day 0 of an .xlsx file, of which there are two; None of other files."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            book = archive.read("xl/workbook.xml")
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError):
        return None
    return date(1904, 1, 1) if _SINCE_1904.search(book) else DAY_ZERO


def _errors() -> tuple[type[Exception], ...]:
    from python_calamine import CalamineError

    return (CalamineError,)


def _unreadable(error: Exception) -> TextFault:
    problem = "the spreadsheet cannot be read"
    return TextFault("table-syntax", (1, 1), problem, str(error), "an .xlsx or .ods file")


def _chosen(names: list[str], wanted: str) -> str:
    if wanted in names:
        return wanted
    if wanted.isascii() and wanted.isdigit() and 0 < int(wanted) <= len(names):
        return names[int(wanted) - 1]
    fix = nearest(wanted, names) or f"one of {', '.join(names[:20])}"
    raise TextFault("unknown-sheet", (1, 1), "there is no such sheet", quoted(wanted), fix)


def _text(value: Any, first_day: date | None = None) -> str:
    """A cell as text: whole numbers without a point, days in ISO 8601."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, date):
        day, _, moment = value.isoformat().partition("T")
        # The day 0 is a time of no day, or an empty cell that a formula names.
        is_zero = day == (first_day or DAY_ZERO).isoformat()
        return (moment or "00:00:00") if is_zero else DateCell(day)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        number = int(value)
        if first_day is None or number not in _DAYS:
            return str(number)
        return NumberCell(number, (first_day + timedelta(days=number)).isoformat())
    if isinstance(value, time | timedelta):
        return str(value)
    return "" if value is None else str(value)
