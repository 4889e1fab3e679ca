"""The rows of an XML file that holds records: one element per row, its parts are the columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from whomet.loaders.faults import TextFault
from whomet.loaders.parsed import DEEPEST, Position
from whomet.loaders.tabular.headers import NamesOfColumns
from whomet.loaders.tabular.rows import Cell, Layout, TableRow

_CHUNK = 1 << 16
_LONGEST = 1 << 20
"""Characters of one row."""


def xml_rows(stream: IO[bytes], layout: Layout) -> Iterator[TableRow]:
    """The rows of an XML text, read as a stream.

    A part `<country id="x">` is the column `country`, its attribute `country@id`, an attribute of
    the row `@role`; a part that is there several times is a list. Raises TextFault where the text
    is not XML, or has a document type, whose entities are not read.
    """
    reader = _Reader(layout)
    while data := stream.read(_CHUNK):
        reader.feed(data, False)
        yield from reader.taken()
    reader.feed(b"", True)
    yield from reader.taken()


class _Reader:
    def __init__(self, layout: Layout) -> None:
        self._element = layout.element
        self._names = NamesOfColumns(layout)
        self._parser = parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        parser.buffer_text = True
        self._rows: list[TableRow] = []
        self._depth = 0
        self._row_depth: int | None = None
        self._part: str | None = None
        self._number = 0

    def feed(self, data: bytes, at_end: bool) -> None:
        try:
            self._parser.Parse(data, at_end)
        except expat.ExpatError as error:
            place = error.lineno, error.offset + 1
            found = expat.ErrorString(error.code)
            raise TextFault("xml-syntax", place, "this is not XML", found, "XML") from None
        except (LookupError, ValueError) as error:
            problem = "the encoding that the file names is not known"
            fix = 'encoding="UTF-8"'
            raise TextFault("xml-syntax", (1, 1), problem, str(error), fix) from None

    def taken(self) -> list[TableRow]:
        """The rows that are complete; forgets them."""
        rows, self._rows = self._rows, []
        return rows

    def _here(self) -> Position:
        return self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise TextFault("too-deep", self._here(), "elements are nested too deep", None, "rows")
        if self._row_depth is None:
            if tag == self._element or (self._element is None and self._depth == 2):
                self._row_depth = self._depth
                self._line = self._here()[0]
                self._cells: dict[str, Cell] = {}
                self._places: dict[str, Position] = {}
                self._length = 0
                self._add_attributes("", attributes)
        elif self._depth == self._row_depth + 1:
            self._part = tag
            self._text: list[str] = []
            self._place = self._here()
            self._add_attributes(tag, attributes)

    def _end(self, _: str) -> None:
        if self._depth == self._row_depth:
            self._row_depth = None
            self._number += 1
            cells, places = self._cells, self._places
            row = TableRow(self._line, cells, "", ",", None, self._number, places)
            self._rows.append(row)
        elif self._part is not None and self._depth == (self._row_depth or 0) + 1:
            self._add(self._part, " ".join("".join(self._text).split()), self._place)
            self._part = None
        self._depth -= 1

    def _characters(self, text: str) -> None:
        if self._part is not None:
            self._length += len(text)
            if self._length > _LONGEST:
                limit = f"a row may have at most {_LONGEST >> 20} million characters"
                raise TextFault(
                    "too-large", (self._line, 1), limit, "a longer one", "a shorter one"
                )
            self._text.append(text)

    def _doctype(self, name: str, *_: object) -> None:
        problem = "a document type and its entities are not read"
        fix = "the file without it"
        raise TextFault("xml-doctype", self._here(), problem, f"<!DOCTYPE {name}", fix)

    def _add_attributes(self, tag: str, attributes: dict[str, str]) -> None:
        for name, value in attributes.items():
            self._measure(value)
            self._add(f"{tag}@{name}", value.strip(), self._here())

    def _measure(self, text: str) -> None:
        self._length += len(text)
        if self._length > _LONGEST:
            limit = f"a row may have at most {_LONGEST >> 20} million characters"
            raise TextFault("too-large", (self._line, 1), limit, "a longer row", "a shorter one")

    def _add(self, name: str, text: str, place: Position) -> None:
        column = self._names.of(name)
        self._places.setdefault(column, place)
        before = self._cells.get(column)
        if before is None:
            self._cells[column] = text
        elif isinstance(before, list):
            before.append(text)
        else:
            self._cells[column] = [before, text]
