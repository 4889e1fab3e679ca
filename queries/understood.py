"""How a name or a period was understood, which every form of an answer tells."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from whomet.ontology.dates.readable import readable
from whomet.queries.values import plain


@dataclass(frozen=True, slots=True)
class Understood:
    """What was `given` for a parameter, and what it was taken for.

    A name has the shown `name`, `id` and `kind` (class) of what it stands for, and `how` it was
    found where that was not by its id or its whole shown name. A period has its `first` and `last`
    day; an open side is None.
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
        """What it was taken for, in words."""
        if self.name is None:
            days = self._days()
            return days if self.given in (days, str(self.first)) else f"'{self.given}' is {days}"
        facts = [fact for fact in (self.kind, self.id) if fact]
        named = f"{self.name} ({', '.join(facts)})" if facts else self.name
        told = f"{named}, found {self.how}" if self.how else named
        return told if self.given in (self.id, self.name) else f"'{self.given}' is {told}"

    def _days(self) -> str:
        first, last = (day.isoformat() if day else None for day in (self.first, self.last))
        if first and last:
            return readable(first if first == last else f"{first}/{last}")
        return f"{readable(first)} and later" if first else f"{readable(last)} and before"
