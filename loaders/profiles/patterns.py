"""Patterns over names of files: text with `{field}` in it, matched in linear time.

They are not regular expressions, because those of others can run away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FIELD = re.compile(r"\{([A-Za-z_]\w*)(?::([1-9]\d?))?\}")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a pattern: `size` characters, or all up to the text that follows it."""

    name: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """Literal texts and fields in order; no two fields without a size follow each other.

    `text` is how it is written.
    """

    pieces: tuple[str | Field, ...]
    text: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(piece.name for piece in self.pieces if isinstance(piece, Field))

    def match(self, text: str) -> dict[str, str] | None:
        """The fields of `text`, or None where it does not fit.

        A field without a size ends where the text after it occurs first; the last one at the end.
        No choice is taken back, so that the time is linear.
        """
        found: dict[str, str] = {}
        place = 0
        for number, piece in enumerate(self.pieces):
            if isinstance(piece, str):
                if not text.startswith(piece, place):
                    return None
                place += len(piece)
                continue
            if piece.size is not None:
                end = place + piece.size
            elif number + 1 == len(self.pieces):
                end = len(text)
            else:
                following = self.pieces[number + 1]
                end = text.find(following, place + 1) if isinstance(following, str) else -1
            if end <= place or end > len(text):
                return None
            found[piece.name] = text[place:end]
            place = end
        return found if place == len(text) else None


class PatternError(ValueError):
    """A pattern that cannot be matched; the message says why."""


def pattern(text: str) -> Pattern:
    """The pattern that `text` writes: `{name}`, or `{year:4}` for four characters.

    Raises PatternError.
    """
    pieces: list[str | Field] = []
    last = 0
    for match in _FIELD.finditer(text):
        if literal := text[last : match.start()]:
            pieces.append(literal)
        field = Field(match[1], int(match[2]) if match[2] else None)
        before = pieces[-1] if pieces else ""
        if isinstance(before, Field) and before.size is None:
            raise PatternError(f"{{{before.name}}} needs a size, or text after it")
        pieces.append(field)
        last = match.end()
    if literal := text[last:]:
        pieces.append(literal)
    if any("{" in piece or "}" in piece for piece in pieces if isinstance(piece, str)):
        raise PatternError("a brace is not closed, or holds no name")
    names = [piece.name for piece in pieces if isinstance(piece, Field)]
    if len(set(names)) < len(names):
        raise PatternError("two fields have one name")
    return Pattern(tuple(pieces), text)
