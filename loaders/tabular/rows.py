"""The rows of a table, each cell with its place in the file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from whomet.loaders.faults import TextFault, quoted
from whomet.loaders.files.decoding import decode, position_at
from whomet.loaders.native import json_text
from whomet.loaders.parsed import Number, Position

LONGEST_LINE = 8 << 20
Cell = str | list[str]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its cells by column, and the text it was read from, to find their places in.

    `order` has the columns of a CSV row; it is None for a line of JSON. A cell that JSON has as a
    list is a list.
    """

    line: int
    cells: dict[str, Cell]
    text: str
    delimiter: str
    order: tuple[str, ...] | None

    def place(self, column: str | None) -> Position:
        """The position of the cell of a column, or of the row."""
        if column is None or column not in self.cells:
            return self.line, 1
        if self.order is None:
            return json_text.position_of(self.text, (column,), False, self.line)
        return _cell_place(self.text, self.order.index(column), self.delimiter, self.line)


class TableLines:
    """The lines of a stream as text, and those taken since the last row."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.number = 0
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        while line := self.stream.readline(LONGEST_LINE + 1):
            self.number += 1
            if len(line) > LONGEST_LINE:
                limit = f"a line may have at most {LONGEST_LINE >> 20} MB"
                raise TextFault(
                    "too-large", (self.number, 1), limit, "a longer line", "one row a line"
                )
            text = decode(line, self.number)
            self.taken.append(text)
            yield text

    def row(self) -> tuple[int, str]:
        """The number of the first of the lines taken, and all of them; forgets them."""
        text = "".join(self.taken)
        first = self.number - len(self.taken) + 1
        self.taken.clear()
        return first, text


def rows(
    stream: IO[bytes], json_lines: bool, delimiter: str | None
) -> Iterator[TableRow | TextFault | tuple[str, ...]]:
    """The rows, what is wrong with those that cannot be read, and first the columns of a CSV.

    `delimiter` None means a comma, or what the first line has: a tab, else a semicolon, if it has
    no comma. Raises TextFault where reading must stop.
    """
    lines = TableLines(stream)
    return _json_rows(lines) if json_lines else _csv_rows(lines, delimiter)


def _csv_rows(
    lines: TableLines, delimiter: str | None
) -> Iterator[TableRow | TextFault | tuple[str, ...]]:
    pending = iter(lines)
    first = next((line for line in pending if not line.isspace()), None)
    if first is None:
        return
    lines.taken[:] = [first]
    if delimiter is None:
        delimiter = "\t" if "\t" in first else ";" if ";" in first and "," not in first else ","
    reader = csv.reader(_chain(first, pending), delimiter=delimiter, strict=True)
    columns: tuple[str, ...] | None = None
    while True:
        try:
            record = next(reader, None)
        except csv.Error as error:
            number, text = lines.row()
            raise _syntax(error, number, text) from None
        if record is None:
            return
        number, text = lines.row()
        if not record or text.isspace():
            continue
        if columns is None:
            columns = _header(record, number, text, delimiter)
            yield columns
        elif len(record) != len(columns):
            place = _cell_place(text, min(len(record), len(columns)), delimiter, number)
            yield TextFault(
                "cells-at-odds",
                place,
                f"the row has {len(record)} cells and the table {len(columns)} columns",
                None,
                "a cell for each column; one that holds the delimiter in double quotes",
            )
        else:
            cells: dict[str, Cell] = {c: v.strip() for c, v in zip(columns, record, strict=True)}
            yield TableRow(number, cells, text, delimiter, columns)


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _header(record: list[str], number: int, text: str, delimiter: str) -> tuple[str, ...]:
    columns = tuple(name.strip() for name in record)
    for index, name in enumerate(columns):
        if not name or name in columns[:index]:
            problem = f"two columns are called {quoted(name)}" if name else "a column has no name"
            place = _cell_place(text, index, delimiter, number)
            raise TextFault("table-syntax", place, problem, None, "a different name for each")
    return columns


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


def _cell_place(text: str, index: int, delimiter: str, line: int) -> Position:
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


def _json_rows(lines: TableLines) -> Iterator[TableRow | TextFault]:
    for text in lines:
        number, _ = lines.row()
        if not text or text.isspace():
            continue
        try:
            value = json_text.parse(text, number)
        except TextFault as fault:
            yield fault
            continue
        if not isinstance(value, dict):
            problem, fix = "a row is an object of columns", '{"column": "value"}'
            yield TextFault("wrong-shape", (number, 1), problem, None, fix)
            continue
        cells: dict[str, Cell] = {}
        row = TableRow(number, cells, text, ",", None)
        for column, cell in value.items():
            plain = _plain(cell)
            if plain is None:
                problem, fix = f"{quoted(column)} is not a plain value", "text, or a list of texts"
                place = json_text.position_of(text, (column,), False, number)
                yield TextFault("wrong-shape", place, problem, None, fix)
                break
            cells[column] = plain
        else:
            yield row


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
