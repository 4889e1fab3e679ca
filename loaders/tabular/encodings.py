"""The lines of a table as text: UTF-8, the encoding that is stated, or one that is guessed."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from importlib.util import find_spec
from typing import IO

from whomet.loaders.faults import TextFault, quoted
from whomet.loaders.files.decoding import decode
from whomet.loaders.files.streams import rejoined, with_line_feeds
from whomet.loaders.tabular.guessing import USUAL, guessed
from whomet.ontology.extras import command

LONGEST_LINE = 8 << 20
SAMPLE = 1 << 18
"""Bytes from which an encoding is guessed."""

_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class TextLines:
    """The lines of a stream as text, and those taken since the last row.

    `guess` is a warning, once an encoding was guessed: at the first line that is not UTF-8, for
    the rest of the file. `unreadable` are faults of lines with control characters, or that are not
    UTF-8 as others before, by number.
    """

    def __init__(self, stream: IO[bytes], encoding: str | None = None) -> None:
        self.stream = stream
        self.encoding = encoding
        self.number = 0
        self.taken: list[str] = []
        self.guess: TextFault | None = None
        self.unreadable: dict[int, TextFault] = {}
        self._beyond_ascii = False

    def __iter__(self) -> Iterator[str]:
        if self.encoding is None:
            head = self.stream.read(2)
            self.stream = rejoined(head, self.stream)
            self.encoding = next((name for mark, name in _MARKS if head == mark), None)
            if self.encoding is None and len(head) == 2 and head.count(0) == 1:
                self.encoding = "utf-16-be" if head[0] == 0 else "utf-16-le"
                problem = f"the file has no mark of its encoding; it was read as {self.encoding}"
                fix = f"encoding: {self.encoding} in the mapping"
                self.guess = TextFault("guessed-encoding", (1, 1), problem, None, fix)
        self.stream = with_line_feeds(self.stream)
        if self.encoding is not None and codecs.lookup(self.encoding).name.startswith("utf-16"):
            yield from self._wide()
            return
        while line := self.stream.readline(LONGEST_LINE + 1):
            self.number += 1
            if len(line) > LONGEST_LINE:
                raise _too_long(self.number)
            text = self._decoded(line)
            self.taken.append(text)
            yield text

    def row(self) -> tuple[int, str]:
        """The number of the first of the lines taken, and all of them; forgets them."""
        text = "".join(self.taken)
        first = self.number - len(self.taken) + 1
        self.taken.clear()
        return first, text

    def _wide(self) -> Iterator[str]:
        """The lines of a text in UTF-16, in which a line feed is two bytes."""
        encoding = self.encoding or "utf-16"
        with io.TextIOWrapper(self.stream, encoding, newline="") as text:
            try:
                while line := text.readline(LONGEST_LINE + 1):
                    self.number += 1
                    if len(line) > LONGEST_LINE:
                        raise _too_long(self.number)
                    self.taken.append(line)
                    yield line
            except UnicodeDecodeError:
                raise _not(encoding, self.number + 1) from None

    def _decoded(self, line: bytes) -> str:
        if self.encoding is not None:
            try:
                return line.decode(self.encoding)
            except UnicodeDecodeError:
                raise _not(self.encoding, self.number) from None
        try:
            text = decode(line, self.number)
        except TextFault as fault:
            if fault.code in ("binary", "control-character") and self.number > 1:
                self.unreadable[self.number] = fault
                return self._decoded(line.translate(None, _CONTROLS))
            if fault.code == "not-utf8" and self._beyond_ascii:  # a line from another file
                fault.problem = "the line is not UTF-8, as lines before it are"
                fault.fix = "the line saved as UTF-8"
                self.unreadable[self.number] = _with_encoding(fault)
                return line.decode("utf-8", "replace")
            if fault.code != "not-utf8":
                raise _with_encoding(fault) from None
            self._guess(line, fault)
            return self._decoded(line)
        self._beyond_ascii = self._beyond_ascii or not text.isascii()
        return text

    def _guess(self, line: bytes, fault: TextFault) -> None:
        rest = self.stream.read(SAMPLE)
        self.stream = rejoined(rest, self.stream)
        sample = line + rest[: rest.rfind(b"\n") + 1]
        if find_spec("charset_normalizer") is None:
            fix = f"encoding: {USUAL} in the mapping, or `{command('tables')}` to have it guessed"
            raise TextFault(fault.code, fault.position, fault.problem, fault.found, fix)
        self.encoding = guessed(sample)
        if self.encoding is None:
            raise _with_encoding(fault)
        words = line.decode(self.encoding, "replace")
        at = next((i for i, letter in enumerate(words) if not letter.isascii()), 0)
        self.guess = TextFault(
            "guessed-encoding",
            (self.number, at + 1),
            f"the file is not UTF-8; it was read as {self.encoding}",
            quoted(words[max(0, at - 20) : at + 20].strip()),
            f"encoding: {self.encoding} in the mapping, or another one if this reads wrong",
        )


def _with_encoding(fault: TextFault) -> TextFault:
    fix = f"{fault.fix or 'UTF-8'}, or encoding: … in the mapping, such as {USUAL}"
    return TextFault(fault.code, fault.position, fault.problem, fault.found, fix)


def _not(encoding: str, line: int) -> TextFault:
    problem, fix = f"the line is not in {encoding}", "another encoding: in the mapping"
    return TextFault("not-utf8", (line, 1), problem, None, fix)


def _too_long(line: int) -> TextFault:
    limit = f"a line may have at most {LONGEST_LINE >> 20} MB"
    return TextFault("too-large", (line, 1), limit, "a longer line", "one row per line")
