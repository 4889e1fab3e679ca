"""How names and periods were understood, which every form of an answer states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from whomet.ontology.dates.readable import readable
from whomet.queries.values import plain


@dataclass(frozen=True, slots=True)
class Understood:
    """The value that was `given` for a parameter, and how it was understood.

    A name has the shown `name`, `id` and `kind` (class) of what it refers to, and `how` it was
    found, unless by its id or its full shown name. A period has its `first` and `last` day, None
    for an open side.
    """

    parameter: str
    given: str
    name: str | None = None
    id: str | None = None
    kind: str | None = None
    how: str | None = None
    first: date | None = None
    last: date | None = None

    def to_json(self) -> dict[str, Any]:
        """As a JSON object, without what does not apply."""
        return {key: plain(value) for key, value in asdict(self).items() if value is not None}

    def __str__(self) -> str:
        return f"{self.parameter.rstrip('_').replace('_', '-')}: {self.meaning}"

    @property
    def meaning(self) -> str:
        """How it was understood, in words."""
        if self.name is None:
            days = self._days()
            return days if self.given in (days, str(self.first)) else f"'{self.given}' is {days}"
        facts = [fact for fact in (self.kind, self.id) if fact]
        named = f"{self.name} ({', '.join(facts)})" if facts else self.name
        told = f"{named}, found {self.how}" if self.how else named
        return told if self.given in (self.id, self.name) else f"'{self.given}' is {told}"

    @property
    def short(self) -> str:
        """How it was understood, without the given value: `Mohammad Bagheri (person:…), …`."""
        if self.name is None:
            return self._days()
        named = f"{self.name} ({self.id})" if self.id else self.name
        return f"{named}, found {self.how}" if self.how else named

    def _days(self) -> str:
        return _days(self.first, self.last)


def short_lines(understood: Sequence[Understood]) -> list[str]:
    """What was understood, for readers who see what was asked: a line each, one for the period."""
    sides = {each.parameter: each for each in understood if each.parameter in ("since", "until")}
    lines = [
        f"{each.parameter.rstrip('_').replace('_', '-')}: {each.short}"
        for each in understood
        if len(sides) < 2 or each.parameter not in sides
    ]
    if len(sides) == 2:
        lines.append(f"period: {_days(sides['since'].first, sides['until'].last)}")
    return lines


def _days(first: date | None, last: date | None) -> str:
    begin, end = (day.isoformat() if day else None for day in (first, last))
    if begin and end:
        return readable(begin if begin == end else f"{begin}/{end}")
    return f"{readable(begin)} and later" if begin else f"{readable(end)} and before"
