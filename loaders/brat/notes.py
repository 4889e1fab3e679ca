"""Notes: settings such as `name=Mohammad Bagheri; aliases=Bagheri | The general`, or words.

brat has one line for the notes of an annotation. A setting is a key, = and a value, up to a `;`
that the next setting follows. Values of a list are parted by |. A backslash takes that meaning from
`;` and `|`, and \\n, \\r, \\t and \\u0020 are what they are in JSON. Words before the first setting
are words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from whomet.loaders.brat.standoff import Word

TOGETHER = "&"
"""Between the keys of those who said something together: `source=sana | presidency & ministry`."""

_KEY = re.compile(r"\s*([^\W\d]\w*)\s*=")
_UNIT = re.compile(r"\\u[0-9a-fA-F]{4}|\\.|.")
_MEANT = {"\\n": "\n", "\\r": "\r", "\\t": "\t", "\\\\": "\\", "\\;": ";", "\\|": "|"}
# What would end the line, or an item of it.
_SPECIAL = re.compile("[\\\\;|\n\r\t\x0b\x0c\x1c-\x1e\x85\u2028\u2029]|\\A\\s|\\s\\Z")
_WRITTEN = {text: sign for sign, text in _MEANT.items()}


@dataclass(frozen=True, slots=True)
class Setting:
    """A key with its value, as written, and the places of both."""

    key: Word
    value: Word

    @property
    def text(self) -> str:
        """The value without escapes."""
        return plain(self.value.text)

    @property
    def texts(self) -> list[str]:
        """The values of a list."""
        pieces = (plain(piece.strip()) for _, piece in _parts(self.value.text, "|"))
        return [piece for piece in pieces if piece]


def settings_of(note: Word) -> tuple[Word | None, list[Setting]]:
    """The words before the first setting of a note, if any, and its settings."""
    text = note.text
    line, column = note.position
    heads: list[tuple[int, re.Match[str]]] = []
    ends: list[int] = [0]
    for start, piece in _parts(text, ";"):
        if (head := _KEY.match(piece)) is not None:
            heads.append((start, head))
            ends.append(start)
        ends[-1] = start + len(piece)  # a piece without a key belongs to the one before it
    found = []
    for (start, head), end in zip(heads, ends[1:], strict=True):
        raw = text[start + head.end() : end]
        at = column + start + head.end() + len(raw) - len(raw.lstrip())
        key = Word(head[1], (line, column + start + head.start(1)))
        found.append(Setting(key, Word(raw.strip(), (line, at))))
    words = text[: ends[0]].strip()
    return (Word(words, note.position) if words else None), found


def _parts(text: str, sign: str) -> Iterator[tuple[int, str]]:
    """The parts of `text` between unescaped separators, with their offsets."""
    start = 0
    for unit in _UNIT.finditer(text):
        if unit[0] == sign:
            yield start, text[start : unit.start()]
            start = unit.end()
    yield start, text[start:]


def plain(text: str) -> str:
    """`text` without escapes; a backslash before anything else is a backslash."""
    return _UNIT.sub(_unescaped, text)


def _unescaped(unit: re.Match[str]) -> str:
    sign = unit[0]
    return chr(int(sign[2:], 16)) if len(sign) == 6 else _MEANT.get(sign, sign)


def written(settings: Iterable[tuple[str, str | list[str]]]) -> str:
    """A note with `settings`, on one line."""
    return "; ".join(
        f"{key}={' | '.join(map(escaped, value)) if isinstance(value, list) else escaped(value)}"
        for key, value in settings
    )


def escaped(text: str) -> str:
    """`text` escaped so that `plain` returns it, whatever comes before and after it."""
    return _SPECIAL.sub(lambda sign: _WRITTEN.get(sign[0]) or f"\\u{ord(sign[0]):04x}", text)
