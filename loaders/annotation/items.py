"""The values in a file of an annotation tool: the items of an array, or one per line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from whomet.loaders.documents import Document
from whomet.loaders.faults import TextFault, located
from whomet.loaders.files.decoding import decode
from whomet.loaders.files.streams import rejoined
from whomet.loaders.native import json_text
from whomet.loaders.native.json_items import ItemText, items_of

LONGEST_LINE = 8 << 20


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """The value of an item, where it begins, and from a path in it to line and column."""

    value: Any
    line: int
    column: int
    positions: json_text.JsonPositions


def parsed_items(file: str, stream: IO[bytes]) -> Iterator[ParsedItem | Document]:
    """Each item of an array, or each of the objects that follow each other.

    One that is not JSON is a document that says so. Raises TextFault where nothing further can be
    read.
    """
    return (_parsed(file, item) for item in items_of(stream))


def parsed_lines(file: str, stream: IO[bytes]) -> Iterator[ParsedItem | Document]:
    """The same, of lines of any JSON value or of an array."""
    head = stream.read(64)
    stream = rejoined(head, stream)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
        yield from parsed_items(file, stream)
        return
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            problem = f"a line may have at most {LONGEST_LINE >> 20} MB"
            raise TextFault("too-large", (number, 1), problem, "a longer line")
        if line.isspace():
            continue
        try:
            text = decode(line.rstrip(b"\r\n"), number)
        except TextFault as fault:
            yield damaged(file, number, fault)
            continue
        yield _parsed(file, ItemText(text, number, 1))


def _parsed(file: str, item: ItemText) -> ParsedItem | Document:
    try:
        value = json_text.parse(item.text, item.line)
    except TextFault as fault:
        line, column = fault.position
        fault.position = line, column + (item.column - 1 if line == item.line else 0)
        return damaged(file, item.line, fault)
    positions = json_text.JsonPositions(item.text, item.line, item.column)
    return ParsedItem(value, item.line, item.column, positions)


def damaged(file: str, line: int, fault: TextFault) -> Document:
    """A document that says what is wrong with an item that cannot be read."""
    return Document(None, lambda *_: (1, 1), line, faults=(located(file, fault),))
