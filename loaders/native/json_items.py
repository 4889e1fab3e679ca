"""JSON values as they come, so that an array or lines of any length are read in little memory."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import IO

from whomet.loaders.faults import TextFault
from whomet.loaders.files.decoding import LARGEST_FILE, decode
from whomet.loaders.native.json_text import ADVICE_ON_COLONS, ADVICE_ON_COMMAS, ADVICE_ON_KEYS
from whomet.loaders.parsed import Number

BLOCK = 1 << 20
_LONGEST_KEY = 1 << 16
_DEEPEST = 8
_BLANKS = re.compile(r"[ \t\n\r]*")
_BEGINNING = re.compile(r'\{\s*("(?:[^"\\\n]|\\.)*")\s*:')
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[][{}]', re.DOTALL)
_DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=Number)


@dataclass(frozen=True, slots=True)
class ItemText:
    """The text of one item, and where it begins in its file."""

    text: str
    line: int
    column: int


def items_of(stream: IO[bytes], largest: int = LARGEST_FILE) -> Iterator[ItemText]:
    """The text of each item of the array in `stream`, of at most `largest` code points.

    Objects that follow each other without an array, such as one alone or one per line, are items
    too. An item that is not JSON is given up to the end that its brackets show, or to where the
    next one begins as it does: parsing it says what is wrong. Raises TextFault where nothing
    further can be read.
    """
    window = _Window(stream)
    first = window.next_letter()
    if first == "{":
        while window.next_letter() == "{":
            yield window.item(largest)
            if window.next_letter() == ",":
                window.skip(1)
        if window.next_letter():
            raise window.fault("an object must begin here", "{")
        return
    if first != "[":
        raise window.fault("a list must begin here", "[")
    window.skip(1)
    if window.next_letter() == "]":
        return window.must_end()
    while True:
        yield window.item(largest)
        if window.cut:
            continue
        separator = window.next_letter()
        if separator == ",":
            window.skip(1)
        elif separator == "]":
            return window.must_end()
        else:
            raise window.fault(*ADVICE_ON_COMMAS)


def items_within(
    stream: IO[bytes], containers: Collection[str], largest: int = LARGEST_FILE
) -> Iterator[tuple[str | None, ItemText]]:
    """The items of the array in `stream`, or of those that the object there holds.

    An array, or another object with one, is held under one of the keys `containers`. Other values
    of such objects come with their key, items without. Objects that follow each other, one a line,
    are items too. Raises TextFault where nothing further can be read.
    """
    window = _Window(stream)
    if window.next_letter() == "{" and window.first_line_is_whole():
        while window.next_letter() == "{":
            yield None, window.item(largest)
    else:
        yield from _within(window, containers, largest, 0)
    if window.next_letter():
        raise window.fault("there is text after the end", "the end of the file")


def _within(
    window: _Window, containers: Collection[str], largest: int, depth: int
) -> Iterator[tuple[str | None, ItemText]]:
    opening = window.next_letter()
    if opening not in ("{", "["):
        raise window.fault("a list or an object must begin here", "[ or {")
    window.skip(1)
    closing = "}" if opening == "{" else "]"
    if window.next_letter() == closing:
        window.skip(1)
        return
    while True:
        if opening == "[":
            yield None, window.item(largest)
            if window.cut:
                continue
        else:
            key = window.key()
            inside = key in containers and window.next_letter() in ("{", "[") and depth < _DEEPEST
            if inside:
                yield from _within(window, containers, largest, depth + 1)
            else:
                yield key, window.item(largest)
        separator = window.next_letter()
        if separator not in (",", closing):
            raise window.fault(*ADVICE_ON_COMMAS)
        window.skip(1)
        if separator == closing:
            return


class _Window:
    """The part of the text that is held, and where it begins in the file."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self.text = ""
        self.index = 0
        self.line, self.column = 1, 1
        self.ended = False
        self.began = False
        self.cut = False
        """Whether the last item was cut off where the next one begins."""

    def fill(self, size: int = BLOCK) -> bool:
        """Read on; whether there was more."""
        if self.ended:
            return False
        data = self.stream.read(size)
        self.ended = not data
        begun, _ = self.decoder.getstate()  # the first bytes of a letter
        try:
            more = self.decoder.decode(data, final=self.ended)
        except UnicodeDecodeError:
            held = self.text[self.index :].encode("utf-8", "surrogatepass")
            decode(held + begun + data, self.line)
            raise
        if not self.began:
            self.began = True
            more = more.removeprefix("\ufeff")
        self.text = self.text[self.index :] + more
        self.index = 0
        return bool(more) or not self.ended

    def next_letter(self) -> str:
        """The next letter that is not blank, to which it moves; the empty text at the end."""
        while True:
            match = _BLANKS.match(self.text, self.index)
            self.skip((match.end() if match else self.index) - self.index)
            if self.index < len(self.text):
                return self.text[self.index]
            if not self.fill():
                return ""

    def skip(self, count: int) -> None:
        passed = self.text[self.index : self.index + count]
        lines = passed.count("\n")
        self.line += lines
        self.column = len(passed) - passed.rfind("\n") if lines else self.column + count
        self.index += count

    def first_line_is_whole(self) -> bool:
        """Whether the line on which it stands holds a whole object, as lines of JSON do."""
        line, ended, _ = self.text[self.index :].partition("\n")
        return bool(ended) and line.rstrip().endswith("}")

    def key(self) -> str:
        """The key that begins here, past its colon."""
        if self.next_letter() != '"':
            raise self.fault(*ADVICE_ON_KEYS)
        try:
            key = str(json.loads(self.item(_LONGEST_KEY).text))
        except ValueError:
            raise self.fault(*ADVICE_ON_KEYS) from None
        if self.next_letter() != ":":
            raise self.fault(*ADVICE_ON_COLONS)
        self.skip(1)
        return key

    def item(self, largest: int) -> ItemText:
        self.next_letter()
        self.cut = False
        size = BLOCK
        while True:
            end = self.end_of_item()
            if end is not None and (end < len(self.text) or self.ended):
                break
            if len(self.text) - self.index > largest:
                raise TextFault(
                    "too-large",
                    (self.line, self.column),
                    f"an item of the list may have at most {largest >> 20} MB",
                    "a larger one",
                    "one brief an item, with its closing bracket",
                )
            if not self.fill(size):
                end = end if end is not None else len(self.text)
                break
            size *= 2
        if self.cut:
            closed, end = end, self.next_like_this(end)
            self.cut = end < closed
        found = ItemText(self.text[self.index : end], self.line, self.column)
        self.skip(end - self.index)
        return found

    def end_of_item(self) -> int | None:
        """Where the item ends, None where that is not in the text that is held."""
        try:
            end = _DECODER.raw_decode(self.text, self.index)[1]
        except (ValueError, RecursionError):
            self.cut = True
            return self.closing_bracket()
        self.cut = False
        return end

    def next_like_this(self, end: int) -> int:
        """Where, before `end`, another item begins as this one does on a line of its own."""
        first = _BEGINNING.match(self.text, self.index)
        if first is None:
            return end
        line = self.text.rfind("\n", 0, self.index) + 1
        margin = self.text[line : self.index].removeprefix("[").removeprefix("\ufeff")
        if margin.strip():
            return end
        beginning = re.compile(rf"\n{margin}\{{\s*{re.escape(first[1])}\s*:")
        other = beginning.search(self.text, self.index, end)
        return end if other is None else other.start() + 1

    def closing_bracket(self) -> int | None:
        if self.text[self.index : self.index + 1] not in ("{", "["):
            comma = re.compile(r"[,\]]").search(self.text, self.index)
            return None if comma is None else comma.start()
        depth = 0
        for token in _TOKEN.finditer(self.text, self.index):
            letter = token[0]
            depth += letter in "{[" if len(letter) == 1 else 0
            depth -= letter in "}]" if len(letter) == 1 else 0
            if depth == 0:
                return token.end()
        return None

    def must_end(self) -> None:
        self.skip(1)
        if self.next_letter():
            raise self.fault("there is text after the end of the list", "the end of the file")

    def fault(self, problem: str, fix: str | None) -> TextFault:
        shown = self.text[self.index : self.index + 30].split("\n")[0].strip()
        found = f"“{shown}”" if shown else "the end"
        return TextFault("json-syntax", (self.line, self.column), problem, found, fix)
