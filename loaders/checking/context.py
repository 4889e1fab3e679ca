"""The state of a check, shared by its parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from whomet.loaders.checking.problems import Problems
from whomet.loaders.checking.rules import Rules
from whomet.ontology.records import ClaimRecord, Span


@dataclass(slots=True)
class CheckContext:
    """The text and the keys of a brief being checked.

    `classes` gives the class of every entity and event by key, None where it is not known (its
    error is reported at its own place); `all_keys_known` is false where there may be more keys.
    `used` are the keys of entities that something refers to; `places` where the quotes of entities
    occur as whole words; `claims` the events that are checked already, by key. With
    `ranges_are_periods` a long range of days says when an event was, not how long it lasted.
    """

    tables: Rules
    problems: Problems
    text: str
    published: date | None
    entities: dict[str, object]
    events: dict[str, object]
    classes: dict[str, str | None] = field(default_factory=dict)
    all_keys_known: bool = True
    used: set[str] = field(default_factory=set)
    places: dict[str, list[Span]] = field(default_factory=dict)
    claims: dict[str, ClaimRecord] = field(default_factory=dict)
    ranges_are_periods: bool = False
