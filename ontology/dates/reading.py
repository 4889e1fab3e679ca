"""What a rule for a phrase is, and what it is given."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from whomet.ontology.dates.spans import DaySpan, begun, coming

# "early on Tuesday morning of last week" is as deep as people go; it bounds the work, too.
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """The day against which a phrase is read, where it looks, and how to read a part of it."""

    published: date
    forward: bool
    read_part: Callable[[str, Reading], str | None]
    depth: int = 0
    """How many phrases this one is inside of."""

    def part(self, text: str) -> str | None:
        """EDTF of a shorter phrase inside this one, already plain; None if not understood."""
        if self.depth >= _DEEPEST:
            return None
        return self.read_part(text, replace(self, depth=self.depth + 1))

    def choose(self, spans: Iterable[DaySpan]) -> DaySpan:
        """Which of the spans that come back is meant when nothing is said: the past, or ahead."""
        return (coming if self.forward else begun)(spans, self.published)


@dataclass(frozen=True, slots=True)
class Rule:
    """One form of date phrase.

    The pattern is matched against the whole plain phrase; `read` returns EDTF, or None to leave it
    to the rules that follow, or raises DateError for what is understood but cannot be.
    `example` is what is suggested to somebody who wrote something near it.
    """

    name: str
    source: str
    read: Callable[[re.Match[str], Reading], str | None]
    example: str

    def match(self, text: str) -> re.Match[str] | None:
        """The match of the whole of `text`, if it has this form."""
        return _compiled(self.source).fullmatch(text)


# Compiling all rules takes longer than a whole question may; most phrases need a few of them.
_compiled = lru_cache(maxsize=None)(re.compile)
