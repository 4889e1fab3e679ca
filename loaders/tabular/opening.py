"""The rows of a table, whatever it is: text with a delimiter, JSON lines, a spreadsheet or XML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from whomet.loaders.faults import TextFault
from whomet.loaders.files.endings import ending_of
from whomet.loaders.files.source import InputSource
from whomet.loaders.files.streams import rejoined
from whomet.loaders.tabular.delimited import csv_rows
from whomet.loaders.tabular.encodings import TextLines
from whomet.loaders.tabular.json_lines import json_rows
from whomet.loaders.tabular.rows import Header, Layout, Passed, RowFault, TableRow
from whomet.loaders.tabular.spreadsheets import ENDINGS, spreadsheet_rows
from whomet.loaders.tabular.xml_rows import xml_rows

Rows = Iterator[TableRow | RowFault | Header]
_SPREADSHEET = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx, .ods and .xls begin, whatever they are called."""


@dataclass(frozen=True, slots=True)
class OpenedTable:
    """The rows of a table; where each has columns of its own (`varies`) there is no header."""

    rows: Rows
    varies: bool = False
    lines: TextLines | None = None

    @property
    def guess(self) -> TextFault | None:
        """The warning about a guessed encoding, once the rows are read."""
        return None if self.lines is None else self.lines.guess


def opened(source: InputSource, stream: IO[bytes], layout: Layout, passed: Passed) -> OpenedTable:
    """The table in `stream`, by the name of its source or else by how it begins."""
    ending = ending_of(source.name)
    if ending in ENDINGS:
        return OpenedTable(spreadsheet_rows(stream, layout, passed))
    head = stream.read(64)
    stream = rejoined(head, stream)
    if head.startswith(_SPREADSHEET):
        return OpenedTable(spreadsheet_rows(stream, layout, passed))
    known = ending in (".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".xml")
    head = b"" if known else head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if ending == ".xml" or head.startswith(b"<?xml"):
        return OpenedTable(xml_rows(stream, layout), varies=True)
    lines = TextLines(stream, layout.encoding)
    if ending in (".jsonl", ".ndjson") or head.startswith(b"{"):
        return OpenedTable(json_rows(lines, layout), True, lines)
    return OpenedTable(csv_rows(lines, layout, passed), False, lines)
