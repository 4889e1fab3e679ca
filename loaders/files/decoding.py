"""From bytes to text: UTF-8 without control characters, and positions in it."""

from __future__ import annotations

import re
from typing import IO

from whomet.loaders.faults import TextFault
from whomet.loaders.parsed import Position

LARGEST_FILE = 32 << 20
"""Bytes of a file that holds one brief."""

BOM = b"\xef\xbb\xbf"
_OTHER_UNICODE = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
# Tab, line feed and carriage return are text, and U+0085, which some editors write as a line end.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def position_at(text: str, index: int, first_line: int = 1) -> Position:
    """Line and column of the code point at `index`, where the text begins on line `first_line`."""
    before = text.rfind("\n", 0, index) + 1
    return first_line + text.count("\n", 0, index), index - before + 1


def decode(data: bytes, first_line: int = 1) -> str:
    """The text of UTF-8 bytes; a byte order mark on the first line is dropped. Raises TextFault."""
    if first_line == 1:
        for mark, name in _OTHER_UNICODE:
            if data.startswith(mark):
                raise TextFault(
                    "not-utf8", (1, 1), "the file is not UTF-8", name, "the file saved as UTF-8"
                )
        data = data.removeprefix(BOM)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        if b"\0" in data:
            raise _binary(data, first_line) from None
        before = data[: fault.start].decode("utf-8")
        raise TextFault(
            "not-utf8",
            position_at(before, len(before), first_line),
            "the file is not UTF-8",
            f"the byte 0x{data[fault.start]:02X}",
            "the file saved as UTF-8",
        ) from None
    match = _CONTROL.search(text)
    if match is not None:
        if "\0" in text:
            raise _binary(data, first_line)
        raise TextFault(
            "control-character",
            position_at(text, match.start(), first_line),
            "the text has a control character",
            f"U+{ord(match[0]):04X}",
            "the text without it",
        )
    return text


def _binary(data: bytes, first_line: int) -> TextFault:
    before = data[: data.index(b"\0")].decode("utf-8", "replace")
    return TextFault(
        "binary",
        position_at(before, len(before), first_line),
        "the file is not text",
        "the byte 0x00",
        "a brief as UTF-8 text",
    )


def whole_text(stream: IO[bytes], largest: int = LARGEST_FILE) -> str:
    """All of a stream as text. Raises TextFault: too large, or not UTF-8."""
    data = stream.read(largest + 1)
    if len(data) > largest:
        raise too_large(largest)
    return decode(data)


def too_large(largest: int = LARGEST_FILE) -> TextFault:
    """The fault of a file that is larger than one brief can be."""
    return TextFault(
        "too-large",
        (1, 1),
        f"a file with one brief may have at most {largest >> 20} MB",
        "a larger file",
        "one brief per file, or a .jsonl file, which may be of any size",
    )
