"""The rows of text with a delimiter: CSV, TSV and the like."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Literal

from whomet.loaders.faults import TextFault, quoted
from whomet.loaders.tabular.blocks import tabulated
from whomet.loaders.tabular.encodings import TextLines
from whomet.loaders.tabular.headers import NamesOfColumns, Record
from whomet.loaders.tabular.rows import Header, Layout, Passed, RowFault, TableRow

_MARKS = ",;|"
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)


def csv_rows(
    lines: TextLines, layout: Layout, passed: Passed
) -> Iterator[TableRow | RowFault | Header]:
    """The rows of CSV text, and what is wrong with those that cannot be read; first the columns.

    Without a delimiter in `layout` it is that of a first line `sep=;`, else a tab if the line has
    one, else the mark by which it names the columns, or the commonest. Raises TextFault where it
    must stop.
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
        delimiter = _delimiter_of(first, layout)
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if layout.quoted else csv.QUOTE_NONE
    reader = csv.reader(_chain(first, pending), delimiter=delimiter, strict=True, quoting=quoting)
    yield from tabulated(_records(reader, lines), layout, passed, delimiter)


def _records(reader: Iterator[list[str]], lines: TextLines) -> Iterator[Record]:
    number = lines.number - 1
    while True:
        fault = None
        try:
            record = next(reader, None)
        except csv.Error as error:
            line, text = lines.row()
            fault = _syntax(error, line, text)
            if "expected after" not in str(error):
                raise fault from None
            record = []  # the reader goes on with the next line
        else:
            line, text = lines.row()
        if record is None:
            return
        number += 1
        if lines.unreadable:
            fault = next((lines.unreadable[n] for n in lines.unreadable if n >= line), fault)
            lines.unreadable.clear()
        yield Record(line, number, record if fault is None else [], text, fault)


def _delimiter_of(header: str, layout: Layout) -> str:
    if "\t" in header:
        return "\t"
    names = NamesOfColumns(layout)
    for mark in _MARKS if layout.required else "":
        if names.fit(_cells(header, mark)):
            return mark
    return max(_MARKS, key=header.count)


def _cells(header: str, mark: str) -> list[str]:
    """The cells of a header, without any where it cannot be read, which is told later."""
    try:
        return next(csv.reader([header], delimiter=mark), [])
    except csv.Error:
        return []


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _syntax(error: csv.Error, number: int, text: str) -> TextFault:
    message = str(error)
    problem, fix = f"the row cannot be read ({message})", "double quotes in a cell doubled"
    if "unexpected end of data" in message:
        problem = "a cell begins with a quotation mark and does not end"
        fix = "its closing mark; all that follows was taken for a part of the cell"
    elif "larger than field limit" in message:
        problem = f"a cell may have {csv.field_size_limit()} characters"
        fix = "a shorter one; perhaps a quotation mark is not closed; what follows was not read"
    found = quoted(text.split("\n")[0][:60].strip()) if text.strip() else None
    return TextFault("table-syntax", (number, 1), problem, found, fix)
