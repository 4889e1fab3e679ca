"""Templates: text with `{column}` in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}\n]+)\}|[{}]")


@dataclass(frozen=True, slots=True)
class Field:
    """A column whose cell goes here."""

    column: str


@dataclass(frozen=True, slots=True)
class Template:
    """Text and fields in order, and the columns that it uses, each once."""

    pieces: tuple[str | Field, ...]
    columns: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Kept, because it is asked for in each row.
        columns = dict.fromkeys(p.column for p in self.pieces if isinstance(p, Field))
        object.__setattr__(self, "columns", tuple(columns))

    @property
    def constant(self) -> str | None:
        """What it always gives, if it uses no column."""
        return None if self.columns else "".join(str(piece) for piece in self.pieces)


class BraceError(ValueError):
    """A brace that begins or ends no field."""


def template(text: str) -> Template:
    """The template that `text` writes; `{{` and `}}` are braces. Raises BraceError."""
    pieces: list[str | Field] = []
    last = 0
    for match in _PIECE.finditer(text):
        pieces.append(text[last : match.start()])
        last = match.end()
        if match[1] is not None:
            pieces.append(Field(match[1].strip()))
        elif len(match[0]) == 2:
            pieces.append(match[0][0])
        else:
            raise BraceError
    pieces.append(text[last:])
    return Template(tuple(piece for piece in pieces if piece != ""))
