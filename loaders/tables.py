"""What the vocabulary asks of a brief, compiled once into tables for the hot path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from whomet.ontology.vocabulary import EntityClass, EventClass, Role, Vocabulary, vocabulary


@dataclass(frozen=True, slots=True)
class RoleTable:
    """A role: the classes that may fill it, and how many."""

    role: Role
    range: frozenset[str]
    at_least: int
    at_most: int
    advised: int


@dataclass(frozen=True, slots=True)
class EventTable:
    """An event class: its roles and closed lists by key, and the roles it must or should have."""

    cls: EventClass
    roles: Mapping[str, RoleTable]
    attributes: Mapping[str, frozenset[str]]
    wanted: tuple[str, ...]
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class EntityTable:
    """An entity class: the keys its entities may have, and whether they may be `part_of` one."""

    cls: EntityClass
    keys: frozenset[str]
    contained: bool
    person: bool


@dataclass(frozen=True, slots=True)
class Tables:
    """All of a vocabulary that checking a brief needs."""

    vocabulary: Vocabulary
    entities: Mapping[str, EntityTable]
    events: Mapping[str, EventTable]
    common: Mapping[str, frozenset[str]]
    source: RoleTable
    reserved_schemes: frozenset[str]
    patterns: Mapping[str, re.Pattern[str]]


def _role_table(role: Role) -> RoleTable:
    most = role.max_count
    return RoleTable(
        role,
        frozenset(role.range),
        role.min_count,
        most if most is not None else 1 << 30,
        role.advised_count,
    )


def _event_table(cls: EventClass) -> EventTable:
    roles = {key: _role_table(role) for key, role in cls.roles.items()}
    return EventTable(
        cls,
        roles,
        {key: frozenset(attribute.values) for key, attribute in cls.attributes.items()},
        tuple(key for key, role in roles.items() if role.at_least or role.advised),
        frozenset(cls.keys),
    )


@lru_cache(maxsize=8)
def tables(of: Vocabulary | None = None) -> Tables:
    """The tables of a vocabulary; of the shipped one where none is given."""
    words = of if of is not None else vocabulary()
    return Tables(
        words,
        {
            name: EntityTable(cls, frozenset(cls.keys), cls.contained, "Person" in cls.labels)
            for name, cls in words.entities.items()
        },
        {name: _event_table(cls) for name, cls in words.events.items()},
        {key: frozenset(a.values) for key, a in words.common_attributes.items()},
        _role_table(words.source),
        frozenset(name.lower() for name in words.entities),
        {key: re.compile(pattern) for key, pattern in words.patterns.items()},
    )
