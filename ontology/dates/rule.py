"""Rules for date phrases, and the context that they resolve a phrase in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from whomet.ontology.dates.edtf import is_qualified
from whomet.ontology.dates.errors import DateError
from whomet.ontology.dates.spans import DaySpan, earliest_not_over, latest_begun, nearest

# Deep enough for "early on Tuesday morning of last week"; it also bounds the work.
_MAX_DEPTH = 3


@dataclass(frozen=True, slots=True)
class PhraseContext:
    """The publication day, the direction of a phrase, and how to resolve a nested phrase.

    `forward` is None where a phrase has no direction, because the event was cancelled.
    """

    published: date
    forward: bool | None
    read_part: Callable[[str, PhraseContext], str | None]
    depth: int = 0
    """How many phrases this one is nested in."""

    def part(self, text: str, *, qualified: bool = False) -> str | None:
        """The EDTF date of a nested phrase, already normalized; None if it is not understood.

        Nor if it is qualified ("about 15 August"), unless the caller keeps qualifiers.
        """
        if self.depth >= _MAX_DEPTH:
            return None
        edtf = self.read_part(text, replace(self, depth=self.depth + 1))
        return None if edtf is not None and is_qualified(edtf) and not qualified else edtf

    def choose(self, spans: Iterable[DaySpan]) -> DaySpan:
        """Pick one of several recurring spans: the latest begun, or looking forward the next.

        Without a direction, the nearest.
        """
        if self.forward is None:
            return nearest(spans, self.published)
        return (earliest_not_over if self.forward else latest_begun)(spans, self.published)

    def looking_forward(self) -> list[PhraseContext]:
        """Contexts that look forward from days before publication: one finds what is nearest."""
        return [
            replace(self, published=self.published - timedelta(days=days), forward=True)
            for days in (366, 183, 31, 15, 0)
        ]

    def ensure_direction(self, text: str) -> None:
        """Raise DateError if there is no direction, and so no day to count `text` from."""
        if self.forward is None:
            raise DateError(
                f"“{text}” counts from the day of publication, and what was cancelled may have "
                "been due before it or after it; write {phrase: …, edtf: YYYY-MM-DD}",
                readings=0,
            )


@dataclass(frozen=True, slots=True)
class Rule:
    """One form of date phrase.

    The regular expression `source` must match the complete normalized phrase. `read` returns EDTF,
    returns None to leave the phrase to later rules, or raises DateError if it is invalid.
    `example` is suggested for phrases similar to it. A rule `from_publication` counts from the
    publication day, as does every match with a group `step` (last, this, next).
    """

    name: str
    source: str
    read: Callable[[re.Match[str], PhraseContext], str | None]
    example: str
    from_publication: bool = False

    def resolve(self, text: str, context: PhraseContext) -> str | None:
        """The EDTF date of `text`, if the whole of it has this form and denotes a date."""
        match = self.match(text)
        if match is None:
            return None
        edtf = self.read(match, context)
        if edtf is not None and (self.from_publication or _has_step(match)):
            context.ensure_direction(text)
        return edtf

    def match(self, text: str) -> re.Match[str] | None:
        """The match, if the whole of `text` has this form."""
        return _compiled(self.source).fullmatch(text)


def _has_step(match: re.Match[str]) -> bool:
    return any(value for name, value in match.groupdict().items() if name.startswith("step"))


# Compiled on demand: most phrases need few rules, and compiling all would slow down a question.
_compiled = lru_cache(maxsize=None)(re.compile)
