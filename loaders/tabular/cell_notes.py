"""What a spreadsheet says of its cells beyond their values, which is all that calamine passes on.

A day that is shown as a month, as "Jan-23", is stored as the first of it. A formula that is an
error, or whose value no program has stored, has no value at all. Both are in the XML of the sheet.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

BLOCK = 1 << 20
MONTH, YEAR = len("2023-01"), len("2023")
_LARGEST_PART = 16 << 20
_MOST_REPEATED = 100
_ERRORS = (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, EOFError)

Place = tuple[int, int]
"""Row and column of a cell, from 1."""


@dataclass(slots=True)
class CellNotes:
    """What is known of some cells: `shown` is how much of a day in ISO 8601 the sheet shows.

    `broken` are cells that have no value, with what is there instead. `hidden` rows are not shown.
    """

    shown: dict[Place, int] = field(default_factory=dict)
    broken: dict[Place, str] = field(default_factory=dict)
    hidden: int = 0

    def day(self, place: Place, day: str) -> str:
        """A day, or the month or year that the sheet shows and that begins with it."""
        shown = self.shown.get(place)
        if shown is None or not day.endswith("-01" if shown == MONTH else "-01-01"):
            return day
        return day[:shown]


def notes_of(data: bytes, sheet: str) -> CellNotes:
    """The notes on a sheet of an .xlsx or .ods file; none of other files, or where it has none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "content.xml" in names:
                return _ods_notes(archive, sheet)
            if "xl/workbook.xml" in names:
                return _xlsx_notes(archive, sheet)
    except _ERRORS:
        pass
    return CellNotes()


# -- .xlsx

_ATTRIBUTE = re.compile(rb"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s([^>]*)>")
_FORMATS_OF_CELLS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT_OF_CELL = re.compile(rb"<(?:\w+:)?xf\s([^>]*)>")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*\bhidden=[\"'](?:1|true)[\"'][^>]*(?<!/)>")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*>([^<]*)<")
_HAS_VALUE = re.compile(rb"<(?:\w+:)?(?:v>[^<]|is\b)")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_NOT_A_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_MONTH_AND_YEAR = "17"
"""The number of the format mmm-yy, which no file has to define."""


def _xlsx_notes(archive: zipfile.ZipFile, sheet: str) -> CellNotes:
    notes = CellNotes()
    part = _part_of(archive, sheet)
    if part is None:
        return notes
    styles = _styles(archive)
    for rows in _pieces(archive, part, b"row>"):
        if b"hidden" in rows:
            notes.hidden += len(_HIDDEN_ROW.findall(rows))
        if not styles and b'"e"' not in rows and b"'e'" not in rows and b"f>" not in rows:
            continue
        for match in _CELL.finditer(rows):
            given = _attributes(match[1])
            place = _place(given.get("r", ""))
            if place is None:
                continue
            if (shown := styles.get(given.get("s", ""))) is not None:
                notes.shown[place] = shown
            content = match[2] or b""
            if given.get("t") == "e":
                value = _VALUE.search(content)
                notes.broken[place] = _plain(value[1]) if value else "#ERROR"
            elif given.get("t") == "str" or _HAS_VALUE.search(content):
                continue  # a formula may give an empty text
            elif (formula := _FORMULA.search(content)) is not None:
                notes.broken[place] = f"={_plain(formula[1])}"
    return notes


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The file of a sheet."""
    sheets = map(_attributes, _SHEET.findall(_read(archive, "xl/workbook.xml")))
    ids = [given.get("r:id") or given.get("id") for given in sheets if given.get("name") == sheet]
    related = map(_attributes, _RELATION.findall(_read(archive, "xl/_rels/workbook.xml.rels")))
    targets = {given.get("Id"): given.get("Target", "") for given in related}
    found = next((targets[id] for id in ids if id in targets), None)
    return None if found is None else posixpath.join("/xl", found).lstrip("/")


def _styles(archive: zipfile.ZipFile) -> dict[str, int]:
    """The numbers of formats of cells that show a month or a year, and how much they show."""
    styles = _read(archive, "xl/styles.xml")
    codes = {_MONTH_AND_YEAR: MONTH}
    for given in map(_attributes, _FORMAT.findall(styles)):
        if (shown := _shown(given.get("formatCode", ""))) is not None:
            codes[given.get("numFmtId", "")] = shown
    cells = _FORMATS_OF_CELLS.search(styles)
    found = {}
    for number, match in enumerate(_FORMAT_OF_CELL.findall(cells[0] if cells else b"")):
        if (shown := codes.get(_attributes(match).get("numFmtId", ""))) is not None:
            found[str(number)] = shown
    return found


def _shown(code: str) -> int | None:
    """How much of a day a format shows; None of one that shows the day, a time or no date."""
    letters = _NOT_A_DATE.sub("", code).partition(";")[0].lower()
    if any(letter in letters for letter in "dhs0#e"):
        return None
    return MONTH if "m" in letters else YEAR if "y" in letters else None


def _place(reference: str) -> Place | None:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


# -- .ods

_ODS = re.compile(
    rb"<table:table\s([^>]*)>"
    rb"|<table:table-row\b([^>]*)>"
    rb"|<table:(?:covered-)?table-cell\b([^>]*?)(?:/>|>(.*?)</table:(?:covered-)?table-cell>)",
    re.DOTALL,
)
_PARAGRAPH = re.compile(rb"<text:p\b[^>]*>(.*?)</text:p>", re.DOTALL)
_TAG = re.compile(rb"<[^>]*>")
_ODS_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)|Err:\d+")


def _ods_notes(archive: zipfile.ZipFile, sheet: str) -> CellNotes:
    notes = CellNotes()
    within = False
    row = next_row = column = next_column = 1
    for text in _pieces(archive, "content.xml", b"table-row>"):
        for match in _ODS.finditer(text):
            table, of_row, of_cell, content = match.groups()
            if table is not None:
                within = _attributes(table).get("table:name") == sheet
                next_row = 1
            elif of_cell is not None:
                given = _attributes(of_cell) if within else {}
                column = next_column
                next_column += _repeated(given, "columns")
                for place in _places(given, row, column):
                    _note_ods_cell(notes, place, given, content or b"")
            else:
                given = _attributes(of_row) if within else {}
                row, next_column = next_row, 1
                next_row += _repeated(given, "rows")
                hidden = given.get("table:visibility", "visible") != "visible"
                notes.hidden += hidden and _repeated(given, "rows") <= _MOST_REPEATED
    return notes


def _places(given: Mapping[str, str], row: int, column: int) -> Iterator[Place]:
    if given.get("office:value-type") == "date" or "table:formula" in given:
        for more in range(min(_repeated(given, "columns"), _MOST_REPEATED)):
            yield row, column + more


def _note_ods_cell(
    notes: CellNotes, place: Place, given: Mapping[str, str], content: bytes
) -> None:
    found = _PARAGRAPH.search(content)
    text = _plain(_TAG.sub(b"", found[1])).strip() if found else ""
    if "table:formula" in given and _ODS_ERROR.fullmatch(text):
        notes.broken[place] = text
    day = given.get("office:date-value", "")[:10]
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if day.endswith("-01") and numbers and 1 not in numbers:
        notes.shown[place] = MONTH if re.search(r"[^\W\d_]", text) or len(numbers) > 1 else YEAR


def _repeated(given: Mapping[str, str], what: str) -> int:
    count = given.get(f"table:number-{what}-repeated", "1")
    return int(count) if count.isdigit() else 1


# -- both


def _pieces(archive: zipfile.ZipFile, part: str, end: bytes) -> Iterator[bytes]:
    """The text of a part of an archive in pieces, each of which ends with `end`."""
    rest = b""
    with archive.open(part) as stream:
        while block := stream.read(BLOCK):
            whole, mark, rest = (rest + block).rpartition(end)
            if mark:
                yield whole + mark
    yield rest


def _read(archive: zipfile.ZipFile, part: str) -> bytes:
    with archive.open(part) as stream:
        return stream.read(_LARGEST_PART)


def _attributes(text: bytes) -> dict[str, str]:
    found = _ATTRIBUTE.findall(text)
    return {name.decode(): _plain(double or single) for name, double, single in found}


def _plain(text: bytes) -> str:
    return unescape(text.decode("utf-8", "replace"))
