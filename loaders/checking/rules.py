"""The rules of the vocabulary for a brief, compiled once into tables for speed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from whomet.ontology.vocabulary import EntityClass, EventClass, Role, Vocabulary, default_vocabulary


@dataclass(frozen=True, slots=True)
class RoleRules:
    """A role: the classes that may fill it, and how many."""

    role: Role
    range: frozenset[str]
    at_least: int
    at_most: int
    advised: int


@dataclass(frozen=True, slots=True)
class EventRules:
    """An event class: its roles and closed lists by key, and the roles it must or should have."""

    cls: EventClass
    roles: Mapping[str, RoleRules]
    attributes: Mapping[str, frozenset[str]]
    wanted: tuple[str, ...]
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class EntityRules:
    """An entity class: the keys its entities may have, and whether they may be `part_of` one."""

    cls: EntityClass
    keys: frozenset[str]
    contained: bool
    person: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """All of a vocabulary that checking a brief needs."""

    vocabulary: Vocabulary
    entities: Mapping[str, EntityRules]
    events: Mapping[str, EventRules]
    common: Mapping[str, frozenset[str]]
    source: RoleRules
    reserved_schemes: frozenset[str]
    patterns: Mapping[str, re.Pattern[str]]


def _role_rules(role: Role) -> RoleRules:
    most = role.max_count
    return RoleRules(
        role,
        frozenset(role.range),
        role.min_count,
        most if most is not None else 1 << 30,
        role.advised_count,
    )


def _event_rules(cls: EventClass) -> EventRules:
    roles = {key: _role_rules(role) for key, role in cls.roles.items()}
    return EventRules(
        cls,
        roles,
        {key: frozenset(attribute.values) for key, attribute in cls.attributes.items()},
        tuple(key for key, role in roles.items() if role.at_least or role.advised),
        frozenset(cls.keys),
    )


@lru_cache(maxsize=8)
def rules(of: Vocabulary | None = None) -> Rules:
    """The tables of a vocabulary; of the shipped one where none is given."""
    vocabulary = of if of is not None else default_vocabulary()
    return Rules(
        vocabulary,
        {
            name: EntityRules(cls, frozenset(cls.keys), cls.contained, "Person" in cls.labels)
            for name, cls in vocabulary.entities.items()
        },
        {name: _event_rules(cls) for name, cls in vocabulary.events.items()},
        {key: frozenset(a.values) for key, a in vocabulary.common_attributes.items()},
        _role_rules(vocabulary.source),
        frozenset(name.lower() for name in vocabulary.entities),
        {key: re.compile(pattern) for key, pattern in vocabulary.patterns.items()},
    )
