"""Rules for date phrases, and the context that they resolve a phrase in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from whomet.ontology.dates.spans import DaySpan, earliest_not_over, latest_begun

# Deep enough for "early on Tuesday morning of last week"; it also bounds the work.
_MAX_DEPTH = 3


@dataclass(frozen=True, slots=True)
class PhraseContext:
    """The publication day, the direction of a phrase, and how to resolve a nested phrase."""

    published: date
    forward: bool
    read_part: Callable[[str, PhraseContext], str | None]
    depth: int = 0
    """How many phrases this one is nested in."""

    def part(self, text: str) -> str | None:
        """The EDTF date of a nested phrase, already normalized; None if it is not understood."""
        if self.depth >= _MAX_DEPTH:
            return None
        return self.read_part(text, replace(self, depth=self.depth + 1))

    def choose(self, spans: Iterable[DaySpan]) -> DaySpan:
        """Pick one of several recurring spans: the latest begun, or looking forward the next."""
        return (earliest_not_over if self.forward else latest_begun)(spans, self.published)


@dataclass(frozen=True, slots=True)
class Rule:
    """One form of date phrase.

    The regular expression `source` must match the whole normalized phrase. `read` returns EDTF,
    returns None to leave the phrase to later rules, or raises DateError if it is invalid.
    `example` is suggested for phrases similar to it.
    """

    name: str
    source: str
    read: Callable[[re.Match[str], PhraseContext], str | None]
    example: str

    def match(self, text: str) -> re.Match[str] | None:
        """The match, if the whole of `text` has this form."""
        return _compiled(self.source).fullmatch(text)


# Compiled on demand: most phrases need few rules, and compiling all would slow down a question.
_compiled = lru_cache(maxsize=None)(re.compile)
