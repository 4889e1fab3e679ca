"""The vocabulary: every class, role and attribute, compiled from the Turtle into vocabulary.json.

This is the ontology as the hot path sees it: plain frozen records, read in about a millisecond,
without rdflib. `python -m whomet.ontology.compile` writes the file from whomet.ttl (names and
mapping) and shapes.ttl (what is valid). A `Vocabulary` is a value: another one, with a user's
classes added, takes its place wherever one is passed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from whomet.ontology.errors import OntologyError
from whomet.ontology.suggestions import suggest


@dataclass(frozen=True, slots=True)
class Role:
    """A role of an event: who or what takes part in it, and how the graph shows it.

    `outgoing` is true for (event)-[:RELATIONSHIP]->(filler) and false for the other direction.
    `range` are the names of the concrete classes accepted as fillers. `min_count` and `max_count`
    bound the fillers that one brief gives (no bound: None); under `advised_count` is worth a
    warning, which `advice` words. `main` roles tell one event from another. `hint` says what a
    person should do about a fault in this role. `common` roles belong to every event.
    `function` is what a filler is to the event, as `map:function` of whomet.ttl has it, or empty.
    """

    key: str
    relationship: str
    outgoing: bool
    range: tuple[str, ...]
    min_count: int
    max_count: int | None
    main: bool
    iri: str
    label: str
    definition: str
    brat: str = ""
    advised_count: int = 0
    hint: str = ""
    advice: str = ""
    common: bool = False
    function: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A property with a closed list of values; without any, it takes every text.

    `default` is what holds where nothing is said. One that `distinguishes` tells one event from
    another: reports that give it different values are of two events.
    """

    key: str
    values: tuple[str, ...]
    default: str | None
    iri: str
    label: str
    definition: str
    brat: str = ""
    hint: str = ""
    distinguishes: bool = False


@dataclass(frozen=True, slots=True)
class EntityClass:
    """A class of entities. `labels` are its node labels, super-labels first.

    `contained` entities may be `part_of` another one of their class. `keys` are the keys that an
    entity of this class may have in a brief.
    """

    name: str
    labels: tuple[str, ...]
    iri: str
    label: str
    definition: str
    contained: bool
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventClass:
    """A class of events or states. `labels` are its node labels, super-labels first.

    `roles` and `attributes` are by key, in order; `roles` has the common ones too, `attributes`
    only the class's own. `lasting` marks states, which hold over a time (Tenure, Affiliation);
    reports of a class `by_words` are of one event only where they quote the same words (Statement).
    An `encounter` brings all who take part together (Meeting): its hosts take part as well.
    `keys` are all the keys that an event of this class may have in a brief.
    """

    name: str
    labels: tuple[str, ...]
    iri: str
    label: str
    definition: str
    roles: Mapping[str, Role]
    attributes: Mapping[str, Attribute]
    lasting: bool
    keys: tuple[str, ...] = ()
    by_words: bool = False
    encounter: bool = False

    def keys_of(self, function: str) -> tuple[str, ...]:
        """The keys of the roles that have this function."""
        return tuple(key for key, role in self.roles.items() if role.function == function)

    def relationships_of(self, function: str) -> tuple[str, ...]:
        """The relationship types of the roles that have this function."""
        return tuple(self.roles[key].relationship for key in self.keys_of(function))

    def takes_part(self, role: Role) -> bool:
        """Whether whoever fills a role of this class takes part in the event."""
        return role.function == "participant" or (role.function == "host" and self.encounter)


@dataclass(frozen=True, slots=True)
class SystemClass:
    """A class of nodes that the system makes: Brief, Claim, Name. `identity` is its unique key."""

    name: str
    labels: tuple[str, ...]
    iri: str
    label: str
    definition: str
    identity: str


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship that is not a role of an event: STATES, ABOUT, MENTIONS, WITHIN …

    `sources` and `targets` are names of concrete classes.
    """

    relationship: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    iri: str
    label: str
    definition: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class GraphProperty:
    """A property of nodes or relationships. `owners` are node labels and relationship types.

    `datatype` is the Neo4j type, such as DATE or LIST<STRING>.
    """

    name: str
    datatype: str
    owners: tuple[str, ...]
    iri: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class Index:
    """An index over nodes: a range index on `properties` in this order, or a full-text one."""

    label: str
    properties: tuple[str, ...]
    fulltext: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All the words of the graph and of its briefs, by name or key, in order.

    `patterns` are the regular expressions for texts of a brief, by key: `brief` for its id and for
    the keys of its entities and events, `ref`, `published`, `language`, `url`. `above` are by IRI
    the classes above each class, all the way up, and the properties of which each property is
    declared a sub-property; foreign ones among both.
    """

    namespace: str
    digest: str
    patterns: Mapping[str, str]
    entities: Mapping[str, EntityClass]
    events: Mapping[str, EventClass]
    certainty: Attribute
    polarity: Attribute
    status: Attribute
    source: Role
    systems: Mapping[str, SystemClass]
    links: tuple[Link, ...]
    properties: tuple[GraphProperty, ...]
    indices: tuple[Index, ...]
    above: Mapping[str, tuple[str, ...]]

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def common_attributes(self) -> Mapping[str, Attribute]:
        """The attributes that every claim has, by key: certainty, polarity, status."""
        return {a.key: a for a in (self.certainty, self.polarity, self.status)}

    def event(self, name: str) -> EventClass:
        """The event class `name`; an OntologyError with the nearest one if there is none."""
        found = self.events.get(name)
        if found is None:
            raise OntologyError(_unknown("event type", name, self.events))
        return found

    def entity(self, name: str) -> EntityClass:
        """The entity class `name`; an OntologyError with the nearest one if there is none."""
        found = self.entities.get(name)
        if found is None:
            raise OntologyError(_unknown("entity type", name, self.entities))
        return found

    def main_roles(self, name: str) -> tuple[Role, ...]:
        """The roles that tell one event of class `name` from another."""
        return tuple(role for role in self.event(name).roles.values() if role.main)

    def roles_between(self, event: str, filler: str) -> tuple[Role, ...]:
        """The roles of the event class `event` that the class `filler` may take."""
        return tuple(role for role in self.event(event).roles.values() if filler in role.range)

    def node_labels_with_id(self) -> tuple[str, ...]:
        """The concrete labels: every node has exactly one of them, and an `id` unique in it."""
        return (*self.systems, *self.entities, *self.events)

    def class_of(self, labels: Collection[str]) -> str | None:
        """The class of a node from all its labels; None where the vocabulary has none of them.

        A class below another one has the labels of both.
        """
        found: list[EntityClass | EventClass] = [
            cls for label in labels if (cls := self.entities.get(label) or self.events.get(label))
        ]
        if found:
            return max(found, key=lambda cls: len(cls.labels)).name
        return next((label for label in labels if label in self.systems), None)

    def labels(self) -> tuple[str, ...]:
        """All node labels, super-labels included, sorted."""
        classes: tuple[EntityClass | EventClass | SystemClass, ...] = (
            *self.systems.values(),
            *self.entities.values(),
            *self.events.values(),
        )
        return tuple(sorted({label for cls in classes for label in cls.labels}))

    def relationship_types(self) -> tuple[str, ...]:
        """All relationship types, sorted."""
        roles = (role.relationship for cls in self.events.values() for role in cls.roles.values())
        return tuple(sorted({*roles, *(link.relationship for link in self.links)}))

    def relationships_of(self, function: str) -> tuple[str, ...]:
        """The relationship types of all roles that have this function, sorted."""
        found = (cls.relationships_of(function) for cls in self.events.values())
        return tuple(sorted({relationship for each in found for relationship in each}))

    def property_keys(self) -> tuple[str, ...]:
        """All property keys of nodes and relationships, sorted."""
        attributes = (key for cls in self.events.values() for key in cls.attributes)
        return tuple(sorted({*attributes, *(found.name for found in self.properties)}))

    def unique_constraints(self) -> tuple[tuple[str, str], ...]:
        """What is unique: (label, property)."""
        return (
            *((cls.labels[-1], cls.identity) for cls in self.systems.values()),
            *((cls.labels[-1], "id") for cls in self.entities.values()),
            *((cls.labels[-1], "id") for cls in self.events.values()),
        )

    def indexes(self) -> tuple[Index, ...]:
        """The indexes beside those of the constraints: periods, publishers, words of names."""
        return self.indices


@lru_cache(maxsize=1)
def default_vocabulary() -> Vocabulary:
    """The vocabulary of the ontology as it is shipped."""
    text = Path(__file__).with_name("vocabulary.json").read_text(encoding="utf-8")
    return from_json(json.loads(text))


def from_json(data: Mapping[str, Any]) -> Vocabulary:
    """The vocabulary that the compile step wrote as `data`."""
    common = [_role(role, common=True) for role in data["common"]["roles"]]
    shared = data["common"]["attributes"]
    return Vocabulary(
        namespace=data["namespace"],
        digest=data["digest"],
        patterns=data["patterns"],
        entities={c["name"]: _entity(c) for c in data["entities"]},
        events={c["name"]: _event(c, common) for c in data["events"]},
        certainty=_attribute(shared["certainty"]),
        polarity=_attribute(shared["polarity"]),
        status=_attribute(shared["status"]),
        source=_role(data["common"]["source"], common=True),
        systems={c["name"]: SystemClass(**_tuples(c)) for c in data["systems"]},
        links=tuple(Link(**_tuples(link)) for link in data["links"]),
        properties=tuple(GraphProperty(**_tuples(found)) for found in data["properties"]),
        indices=tuple(Index(**_tuples(index)) for index in data["indexes"]),
        above=_tuples(data["above"]),
    )


def _tuples(data: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}


def _role(data: Mapping[str, Any], *, common: bool = False) -> Role:
    return Role(**_tuples(data), common=common)


def _attribute(data: Mapping[str, Any]) -> Attribute:
    return Attribute(**_tuples(data))


def _entity(data: Mapping[str, Any]) -> EntityClass:
    return EntityClass(**_tuples(data))


def _event(data: Mapping[str, Any], common: Iterable[Role]) -> EventClass:
    plain = {k: v for k, v in data.items() if k not in ("roles", "attributes")}
    of_all = {role.key: role for role in common}
    given = [_role(role, common=role["key"] in of_all) for role in data["roles"]]
    roles = {role.key: role for role in given if not role.common}
    roles |= of_all | {role.key: role for role in given if role.common}
    attributes = [_attribute(attribute) for attribute in data["attributes"]]
    return EventClass(
        **_tuples(plain),
        roles=roles,
        attributes={attribute.key: attribute for attribute in attributes},
    )


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    names = list(known)
    advice = suggest(name, names, 1)
    advice = advice or f"; expected one of {', '.join(names)}."
    return f"There is no {what} '{name}'{advice}"
