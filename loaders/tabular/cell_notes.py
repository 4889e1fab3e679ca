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
from datetime import date
from typing import Protocol
from xml.parsers import expat

BLOCK = 1 << 20
DAY_ZERO = date(1899, 12, 30)
"""What spreadsheets count as the day 0, unless they say another."""
MONTH, YEAR = len("2023-01"), len("2023")
_LONGEST = 1000
"""Characters of a cell that are looked at."""
_LONGEST_TAG = 8 << 20
"""Bytes that have no end of a tag; the time for them grows with their square."""
_MOST_REPEATED = 100
_ERRORS = (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, EOFError)

Place = tuple[int, int]
"""Row and column of a cell."""
Attributes = Mapping[str, str]


@dataclass(slots=True)
class CellNotes:
    """What is known of some cells: `shown` is how much of a day in ISO 8601 the sheet shows.

    `broken` are cells that have no value, with what is there instead. `hidden` rows are not shown.
    `merged` are the first and the last row and column, from 0, of cells merged over several rows in
    an .ods file, and `first_day` is what it counts as 0.
    """

    shown: dict[Place, int] = field(default_factory=dict)
    broken: dict[Place, str] = field(default_factory=dict)
    hidden: int = 0
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    first_day: date | None = None

    def day(self, place: Place, day: str) -> str:
        """A day, or the month or year that the sheet shows and that begins with it."""
        shown = self.shown.get(place)
        if shown is None or not day.endswith("-01" if shown == MONTH else "-01-01"):
            return day
        return day[:shown]


def notes_of(data: bytes, sheet: str) -> CellNotes:
    """The notes on a sheet of an .xlsx or .ods file; none of other files, or where it has none."""
    notes = CellNotes()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "content.xml" in names:
                notes.first_day = DAY_ZERO
                _read(archive, "content.xml", _OdsSheet(notes, sheet))
            elif "xl/workbook.xml" in names and (part := _part_of(archive, sheet)) is not None:
                styles = _Styles()
                _read(archive, "xl/styles.xml", styles)
                _read(archive, part, _XlsxSheet(notes, styles.shown))
    except _ERRORS:
        pass  # what is wrong with the file is told by whoever reads its values
    return notes


class _Handler(Protocol):
    """What is called for the elements of an XML text; of text there are `_LONGEST` characters."""

    def start(self, tag: str, given: Attributes) -> None: ...
    def end(self, tag: str, text: str) -> None: ...


def _read(archive: zipfile.ZipFile, part: str, handler: _Handler) -> None:
    """Read a part of an archive as a stream, up to the first error; `text` is that of an element
    without elements in it.
    """
    text: list[str] = []
    room = _LONGEST

    def start(tag: str, given: dict[str, str]) -> None:
        nonlocal room
        text.clear()
        room = _LONGEST
        handler.start(tag, given)

    def end(tag: str) -> None:
        handler.end(tag, "".join(text))

    def characters(found: str) -> None:
        nonlocal room
        if room > 0:
            text.append(found[:room])
            room -= len(found)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = _refuse
    parser.buffer_text = True
    with archive.open(part) as stream:
        try:
            fed = 0
            while (block := stream.read(BLOCK)) and fed - parser.CurrentByteIndex < _LONGEST_TAG:
                parser.Parse(block, False)
                fed += len(block)
        except (expat.ExpatError, LookupError, ValueError):
            return


def _refuse(*_: object) -> None:
    raise ValueError("a document type, which no spreadsheet has")


def _plain(name: str) -> str:
    """The name of a tag or attribute without its prefix."""
    return name.rpartition(":")[2]


# -- .xlsx

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_NOT_A_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_MONTH_AND_YEAR = "17"
"""The number of the format mmm-yy, which no file has to define."""


class _Elements:
    """The attributes of all elements of one name."""

    def __init__(self, tag: str) -> None:
        self.found: list[Attributes] = []
        self._tag = tag

    def start(self, tag: str, given: Attributes) -> None:
        if _plain(tag) == self._tag:
            self.found.append({_plain(name): value for name, value in given.items()})

    def end(self, tag: str, text: str) -> None:
        pass


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The file of a sheet."""
    sheets, related = _Elements("sheet"), _Elements("Relationship")
    _read(archive, "xl/workbook.xml", sheets)
    _read(archive, "xl/_rels/workbook.xml.rels", related)
    ids = [given.get("id") for given in sheets.found if given.get("name") == sheet]
    targets = {given.get("Id"): given.get("Target", "") for given in related.found}
    found = next((targets[id] for id in ids if id in targets), None)
    return None if found is None else posixpath.join("/xl", found).lstrip("/")


class _Styles:
    """The numbers of formats of cells that show a month or a year, and how much they show."""

    def __init__(self) -> None:
        self.shown: dict[str, int] = {}
        self._codes = {_MONTH_AND_YEAR: MONTH}
        self._number: int | None = None

    def start(self, tag: str, given: Attributes) -> None:
        name = _plain(tag)
        if name == "numFmt" and (shown := _shown(given.get("formatCode", ""))) is not None:
            self._codes[given.get("numFmtId", "")] = shown
        elif name == "cellXfs":
            self._number = 0
        elif name == "xf" and self._number is not None:
            if (shown := self._codes.get(given.get("numFmtId", ""))) is not None:
                self.shown[str(self._number)] = shown
            self._number += 1

    def end(self, tag: str, text: str) -> None:
        if _plain(tag) == "cellXfs":
            self._number = None


def _shown(code: str) -> int | None:
    """How much of a day a format shows; None of one that shows the day, a time or no date."""
    letters = _NOT_A_DATE.sub("", code).partition(";")[0].lower()
    if any(letter in letters for letter in "dhs0#e"):
        return None
    return MONTH if "m" in letters else YEAR if "y" in letters else None


class _XlsxSheet:
    def __init__(self, notes: CellNotes, styles: Mapping[str, int]) -> None:
        self._notes = notes
        self._styles = styles
        self._hidden = False
        self._given: Attributes = {}
        self._value = self._formula = ""
        self._inline = False

    def start(self, tag: str, given: Attributes) -> None:
        name = _plain(tag)
        if name == "c":
            self._given, self._value, self._formula, self._inline = given, "", "", False
            self._notes.hidden += self._hidden
            self._hidden = False
        elif name == "is":
            self._inline = True
        elif name == "row":
            self._hidden = given.get("hidden") in ("1", "true")

    def end(self, tag: str, text: str) -> None:
        name = _plain(tag)
        if name == "v":
            self._value = text
        elif name == "f":
            self._formula = text
        elif name == "c" and (place := _place(self._given.get("r", ""))) is not None:
            if (shown := self._styles.get(self._given.get("s", ""))) is not None:
                self._notes.shown[place] = shown
            type = self._given.get("t")
            if type == "e":
                self._notes.broken[place] = self._value or "#ERROR"
            # A formula may give an empty text.
            elif self._formula and not (self._value or self._inline or type == "str"):
                self._notes.broken[place] = f"={self._formula}"


def _place(reference: str) -> Place | None:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


# -- .ods

_ODS_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)|Err:\d+")
_CELLS = ("table:table-cell", "table:covered-table-cell")


class _OdsSheet:
    def __init__(self, notes: CellNotes, sheet: str) -> None:
        self._notes = notes
        self._sheet = sheet
        self._within = False
        self._row = self._next_row = self._column = self._next_column = 1
        self._rows = 1
        self._given: Attributes = {}
        self._text: str | None = None

    def start(self, tag: str, given: Attributes) -> None:
        if tag == "table:null-date" and "table:date-value" in given:
            self._notes.first_day = date.fromisoformat(given["table:date-value"])
        elif tag == "table:table":
            self._within = given.get("table:name") == self._sheet
            self._next_row = 1
        elif not self._within:
            return
        elif tag == "table:table-row":
            self._row, self._next_column = self._next_row, 1
            self._rows = _repeated(given, "rows")
            self._next_row += self._rows
            hidden = given.get("table:visibility", "visible") != "visible"
            self._notes.hidden += self._rows if hidden and self._rows <= _MOST_REPEATED else 0
        elif tag in _CELLS:
            self._given, self._text = given, None
            self._column = self._next_column
            self._next_column += _repeated(given, "columns")
            if (rows := _count(given, "table:number-rows-spanned")) > 1:
                first = self._row - 1, self._column - 1
                self._notes.merged.append((first, (first[0] + rows - 1, first[1])))

    def end(self, tag: str, text: str) -> None:
        if not self._within:
            return
        if tag == "text:p" and self._text is None:
            self._text = text.strip()
        elif tag in _CELLS:
            for place in self._places():
                self._note(place, self._text or "")

    def _places(self) -> Iterator[Place]:
        given = self._given
        if given.get("office:value-type") == "date" or "table:formula" in given:
            rows = range(min(self._rows, _MOST_REPEATED))
            for more in range(min(_repeated(given, "columns"), _MOST_REPEATED)):
                for below in rows:
                    yield self._row + below, self._column + more

    def _note(self, place: Place, text: str) -> None:
        if "table:formula" in self._given and _ODS_ERROR.fullmatch(text):
            self._notes.broken[place] = text
        day = self._given.get("office:date-value", "")[:10]
        numbers = [int(number) for number in re.findall(r"\d+", text)]
        if day.endswith("-01") and numbers and 1 not in numbers:
            named = len(numbers) > 1 or re.search(r"[^\W\d_]", text)
            self._notes.shown[place] = MONTH if named else YEAR


def _repeated(given: Attributes, what: str) -> int:
    return _count(given, f"table:number-{what}-repeated")


def _count(given: Attributes, name: str) -> int:
    count = given.get(name, "1")
    return int(count) if count.isdecimal() and len(count) < 10 else 1
