"""The rows of a table, each cell with its place in the file."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from whomet.loaders.faults import TextFault, quoted
from whomet.loaders.files.decoding import position_at
from whomet.loaders.native import json_text
from whomet.loaders.parsed import Number, Position
from whomet.loaders.tabular.encodings import TextLines

Cell = str | list[str]
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)


class DateCell(str):
    """A day that the spreadsheet knows as one, in ISO 8601; no format applies to it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the rows of a table are.

    `skip` rows come before that with the names of the columns; `sheet` is that of a spreadsheet,
    by its name or its number from 1; `aliases` lead from other names of columns to ours. With
    a `header` no row names the columns.
    """

    delimiter: str | None = None
    encoding: str | None = None
    skip: int = 0
    sheet: str | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)
    header: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its cells by column, and the text it was read from, to find their places in.

    `order` has the columns of a CSV row or of a spreadsheet, whose `text` is empty; it is None for
    a line of JSON. A cell that JSON has as a list is a list. `number` counts rows from 1, that
    with the names of the columns and blank ones included, as a spreadsheet shows it.
    """

    line: int
    cells: dict[str, Cell]
    text: str
    delimiter: str
    order: tuple[str, ...] | None
    number: int = 0

    def place(self, column: str | None) -> Position:
        """The position of the cell of a column, or of the row."""
        if column is None or column not in self.cells:
            return self.line, 1
        if self.order is None:
            return json_text.position_of(self.text, (column,), False, self.line)
        index = self.order.index(column)
        if not self.text:
            return self.line, index + 1
        return cell_place(self.text, index, self.delimiter, self.line)


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table, and warnings about it."""

    columns: tuple[str, ...]
    warnings: tuple[TextFault, ...] = ()


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that cannot be read; `cells` are those of it that are known."""

    fault: TextFault
    cells: Mapping[str, Cell] | None = None


@dataclass(slots=True)
class Passed:
    """What was passed over in a table: blank rows, and cells in columns without a name."""

    blank: int = 0
    others: int = 0
    first_blank: int = 0
    unnamed: int = 0
    first_unnamed: Position = (1, 1)

    def note_blank(self, line: int) -> None:
        """Count a blank row."""
        self.blank += 1
        self.first_blank = self.first_blank or line

    def note_unnamed(self, place: Position) -> None:
        """Count a filled cell in a column without a name."""
        if not self.unnamed:
            self.first_unnamed = place
        self.unnamed += 1

    def warnings(self) -> list[TextFault]:
        """A warning for each kind."""
        found = []
        if self.blank:
            rows = "1 blank row was" if self.blank == 1 else f"{self.blank} blank rows were"
            problem = f"{rows} passed over"
            found.append(TextFault("blank-rows", (self.first_blank, 1), problem))
        if self.others:
            rows = "1 row is" if self.others == 1 else f"{self.others} rows are"
            problem = f"{rows} not among those that the mapping takes"
            found.append(TextFault("other-rows", (1, 1), problem))
        if self.unnamed:
            cells = "1 cell" if self.unnamed == 1 else f"{self.unnamed} cells"
            problem = f"{cells} in columns without a name"
            fix = "a name for the column, or its number in the mapping, as {#5}"
            found.append(TextFault("unnamed-column", self.first_unnamed, problem, None, fix))
        return found


def csv_rows(
    lines: TextLines, layout: Layout, passed: Passed
) -> Iterator[TableRow | RowFault | Header]:
    """The rows of CSV text, and what is wrong with those that cannot be read; first the columns.

    Without a delimiter in `layout` it is that of a first line `sep=;`, else a tab, a semicolon or a
    bar, if the line with the columns has one and no comma. Raises TextFault where it must stop.
    """
    pending = iter(lines)
    first = next((line for line in pending if not line.isspace()), None)
    if first is None:
        return
    delimiter = layout.delimiter
    stated = _SEPARATOR_LINE.fullmatch(first)
    if stated is not None:
        delimiter = delimiter or stated[1]
        first = next(pending, "")
    for _ in range(layout.skip):
        first = next(pending, "")
    lines.taken[:] = [first]
    if delimiter is None:
        delimiter = _delimiter_of(first)
    reader = csv.reader(_chain(first, pending), delimiter=delimiter, strict=True)
    columns: tuple[str, ...] | None = None
    if layout.header:
        columns = tuple(layout.header)
        yield Header(columns)
    number = lines.number - 1
    while True:
        try:
            record = next(reader, None)
        except csv.Error as error:
            line, text = lines.row()
            raise _syntax(error, line, text) from None
        if record is None:
            return
        line, text = lines.row()
        number += 1
        if not any(cell and not cell.isspace() for cell in record):
            if record:
                passed.note_blank(line)
        elif columns is None:
            there = partial(_place_in, text, delimiter, line)
            columns, warnings = header_of(record, layout, there)
            yield Header(columns, warnings)
        else:
            yield _csv_row(record, columns, line, text, delimiter, number, passed)


def _csv_row(
    record: list[str],
    columns: tuple[str, ...],
    line: int,
    text: str,
    delimiter: str,
    number: int,
    passed: Passed,
) -> TableRow | RowFault:
    while len(record) > len(columns) and not record[-1].strip():
        record.pop()
    named = len(columns)
    while named and columns[named - 1] == f"#{named}":
        named -= 1
    if named <= len(record) < len(columns):
        record += [""] * (len(columns) - len(record))
    cells: dict[str, Cell] = {c: v.strip() for c, v in zip(columns, record, strict=False)}
    if len(record) != len(columns):
        place = cell_place(text, min(len(record), len(columns)), delimiter, line)
        problem = f"the row has {len(record)} cells and the table {len(columns)} columns"
        fix = "a cell for each column; one that holds the delimiter in double quotes"
        return RowFault(TextFault("cells-at-odds", place, problem, None, fix), cells)
    row = TableRow(line, cells, text, delimiter, columns, number)
    note_unnamed(row, passed)
    return row


def note_unnamed(row: TableRow, passed: Passed) -> None:
    """Count the cells of a row that are in columns without a name."""
    for column, cell in row.cells.items():
        if column.startswith("#") and cell:
            passed.note_unnamed(row.place(column))


def _delimiter_of(header: str) -> str:
    if "\t" in header:
        return "\t"
    return next((mark for mark in ";|" if mark in header and "," not in header), ",")


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def header_of(
    record: list[str], layout: Layout, place: Callable[[int], Position]
) -> tuple[tuple[str, ...], tuple[TextFault, ...]]:
    """The columns by what their cells say, blanks folded: `#5` where there is nothing.

    The second of two that are called Name is `Name#2`.
    """
    columns: list[str] = []
    warnings = []
    for index, cell in enumerate(record):
        name = " ".join(str(cell).split())
        name = layout.aliases.get(name, name) or f"#{index + 1}"
        if name in columns:
            number = 2
            while f"{name}#{number}" in columns:
                number += 1
            problem = f"two columns are called {quoted(name)}"
            fix = f"different names; in the mapping this one is {name}#{number}"
            warnings.append(TextFault("repeated-column", place(index), problem, None, fix))
            name = f"{name}#{number}"
        columns.append(name)
    unnamed = [index for index, name in enumerate(columns) if name == f"#{index + 1}"]
    if unnamed:
        count = "1 column has" if len(unnamed) == 1 else f"{len(unnamed)} columns have"
        problem = f"{count} no name and can be read by number only"
        fix = f"a name, or {{#{unnamed[0] + 1}}} in the mapping"
        warnings.append(TextFault("unnamed-column", place(unnamed[0]), problem, None, fix))
    return tuple(columns), tuple(warnings)


def _syntax(error: csv.Error, number: int, text: str) -> TextFault:
    message = str(error)
    problem, fix = f"the row cannot be read ({message})", "double quotes in a cell doubled"
    if "unexpected end of data" in message:
        problem, fix = "a cell begins with a quotation mark and does not end", "its closing mark"
    elif "larger than field limit" in message:
        problem = f"a cell may have {csv.field_size_limit()} characters"
        fix = "a shorter one; perhaps a quotation mark is not closed"
    found = quoted(text.split("\n")[0][:60].strip()) if text.strip() else None
    return TextFault("table-syntax", (number, 1), problem, found, fix)


def cell_place(text: str, index: int, delimiter: str, line: int) -> Position:
    """Where the cell of an index begins in the text of a CSV row."""
    within = False
    start = True
    for place, letter in enumerate(text):
        if index == 0:
            return position_at(text, place, line)
        if letter == '"' and (within or start):
            within = not within
        elif letter == delimiter and not within:
            index -= 1
            start = True
            continue
        start = start and within
    return position_at(text, len(text.rstrip("\r\n")), line)


def _place_in(text: str, delimiter: str, line: int, index: int) -> Position:
    return cell_place(text, index, delimiter, line)


def json_rows(lines: TextLines, layout: Layout) -> Iterator[TableRow | RowFault]:
    """The rows of lines of JSON, and what is wrong with those that cannot be read."""
    count = 0
    for text in lines:
        number, _ = lines.row()
        text = text.rstrip("\r\n")
        if not text or text.isspace():
            continue
        count += 1
        try:
            value = json_text.parse(text, number)
        except TextFault as fault:
            yield RowFault(fault)
            continue
        if not isinstance(value, dict):
            problem, fix = "a row is an object of columns", '{"column": "value"}'
            yield RowFault(TextFault("wrong-shape", (number, 1), problem, None, fix))
            continue
        yield _json_row(value, text, number, count, layout)


def _json_row(
    value: dict[str, object], text: str, line: int, number: int, layout: Layout
) -> TableRow | RowFault:
    cells: dict[str, Cell] = {}
    for column, cell in value.items():
        plain = _plain(cell)
        if plain is None:
            problem, fix = f"{quoted(column)} is not a plain value", "text, or a list of texts"
            place = json_text.position_of(text, (column,), False, line)
            return RowFault(TextFault("wrong-shape", place, problem, None, fix), cells)
        cells[layout.aliases.get(column, column)] = plain
    return TableRow(line, cells, text, ",", None, number)


def _plain(value: object) -> Cell | None:
    """The cell as text: a number as written, nothing as the empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Number | str):
        return str(value).strip()
    if isinstance(value, list):
        parts = [_plain(part) for part in value]
        texts = [part for part in parts if isinstance(part, str)]
        return texts if len(texts) == len(parts) else None
    return None
