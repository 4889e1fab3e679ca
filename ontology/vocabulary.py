"""The vocabulary: every class, role and attribute, compiled from the Turtle into vocabulary.json.

It holds the ontology as plain frozen records that load in about a millisecond, without rdflib.
`python -m whomet.ontology.compile` writes the file from whomet.ttl (names and mapping) and
shapes.ttl (constraints). A `Vocabulary` is a value: code takes it as a parameter, and a user's
extended vocabulary works in its place.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from whomet.ontology.brief_keys import DATE_ROLES
from whomet.ontology.errors import OntologyError
from whomet.ontology.suggestions import did_you_mean, most_similar


@dataclass(frozen=True, slots=True)
class Role:
    """A role of an event: what may fill it, and its relationship in the graph.

    `outgoing` is true for (event)-[:RELATIONSHIP]->(filler) and false for the other direction.
    `range` names the concrete classes accepted as fillers. `min_count` and `max_count` bound the
    number of fillers in one brief (None: unbounded); fewer than `advised_count` gives a warning
    with the text `advice`. `main` roles distinguish one event from another. `hint` gives the
    user how to fix a fault in this role. `common` roles belong to every event class.
    `function` is the relation of a filler to the event, a value of `map:function`, or empty.
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
    """A property with a closed list of values; with an empty list, any text is valid.

    `default` is the value if a brief gives none. If `distinguishes` is true, reports with
    different values are about different events.
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

    If `contained` is true, an entity may be `part_of` another of its class. `keys` are the keys
    that an entity of this class may have in a brief.
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

    `roles` and `attributes` are by key, in order; `roles` includes the common ones, `attributes`
    only the class's own. `lasting` marks states, which hold over a period (Tenure, Affiliation).
    Reports of a class `by_words` are about one event only if they quote the same words (Statement).
    Those of a state where `dates_agree` are about one if one can satisfy all their dates (Tenure).
    An `encounter` brings all participants together (Meeting), so its hosts take part as well.
    What has no stated end goes on for `usual_days` after its latest report at the most. `keys` are
    all keys that an event of this class may have in a brief. The fillers of `main_roles`
    distinguish one event of the class from another.
    """

    name: str
    labels: tuple[str, ...]
    iri: str
    label: str
    definition: str
    roles: Mapping[str, Role]
    attributes: Mapping[str, Attribute]
    lasting: bool
    usual_days: int
    keys: tuple[str, ...] = ()
    by_words: bool = False
    encounter: bool = False
    dates_agree: bool = False
    main_roles: tuple[Role, ...] = field(init=False, repr=False, compare=False)
    _by_function: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        main = tuple(role for role in self.roles.values() if role.main)
        by_function: dict[str, tuple[str, ...]] = {}
        for key, role in self.roles.items():
            by_function[role.function] = (*by_function.get(role.function, ()), key)
        object.__setattr__(self, "main_roles", main)
        object.__setattr__(self, "_by_function", by_function)

    def keys_of(self, function: str) -> tuple[str, ...]:
        """The keys of the roles that have this function."""
        return self._by_function.get(function, ())

    def relationships_of(self, function: str) -> tuple[str, ...]:
        """The relationship types of the roles that have this function."""
        return tuple(self.roles[key].relationship for key in self.keys_of(function))

    def takes_part(self, role: Role) -> bool:
        """Whether whoever fills a role of this class takes part in the event."""
        return role.function == "participant" or (role.function == "host" and self.encounter)


@dataclass(frozen=True, slots=True)
class SystemClass:
    """A class of nodes that the system creates, such as Brief; `identity` is its unique key."""

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
    """A property of nodes or relationships; `owners` are their labels and relationship types.

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
    """A node index: a range index on `properties` in this order, or a full-text index."""

    label: str
    properties: tuple[str, ...]
    fulltext: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All classes, roles, attributes, links, properties and indexes, by name or key, in order.

    `patterns` are regular expressions for values in a brief, by key: `brief` (for its id and the
    keys of its entities and events), `ref`, `published`, `language`, `url`. `superterms` maps the
    IRI of a class to all its superclasses, and that of a property to its direct superproperties;
    both include terms of other ontologies. `indexes` are those that no unique constraint implies.
    `synonyms` are other words for what stands in a section of a brief (`brief` itself, `entities`,
    `events`) and for `classes`, folded, each with the keys or classes that it may mean.
    `date_labels` are what annotation tools call words that say when, and
    `date_roles` leads from what they call their roles to the keys of a brief. `same_labels` are
    what they call relations between two mentions of one entity, `part_labels` those from an entity
    to what it is part of.
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
    system_classes: Mapping[str, SystemClass]
    links: tuple[Link, ...]
    properties: tuple[GraphProperty, ...]
    indexes: tuple[Index, ...]
    superterms: Mapping[str, tuple[str, ...]]
    synonyms: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    date_labels: frozenset[str] = frozenset({"Date"})
    same_labels: frozenset[str] = frozenset({"Equiv"})
    part_labels: frozenset[str] = frozenset({"PartOf"})
    date_roles: Mapping[str, str] = field(
        default_factory=lambda: {name: name.lower() for name in DATE_ROLES}
    )

    def __repr__(self) -> str:
        counted = f"{len(self.entities)} classes of entities, {len(self.events)} of events"
        return f"<Vocabulary {self.digest[:12]}: {counted}>"

    def __hash__(self) -> int:
        return hash(self.digest)

    def meant(self, word: str, section: str, known: Collection[str]) -> list[str]:
        """Which of the `known` keys, or classes, another word means, the likeliest first."""
        synonyms, folded = self.synonyms.get(section, {}), folded_key(word)
        found = synonyms.get(folded) or synonyms.get(folded.removesuffix("s"), ())
        return [key for key in found if key in known]

    @property
    def common_attributes(self) -> Mapping[str, Attribute]:
        """The attributes that every claim has, by key: certainty, polarity, status."""
        return {a.key: a for a in (self.certainty, self.polarity, self.status)}

    def event(self, name: str) -> EventClass:
        """The event class `name`; raises OntologyError, with a suggestion, if there is none."""
        found = self.events.get(name)
        if found is None:
            raise _unknown("event type", name, self.events)
        return found

    def entity(self, name: str) -> EntityClass:
        """The entity class `name`; raises OntologyError, with a suggestion, if there is none."""
        found = self.entities.get(name)
        if found is None:
            raise _unknown("entity type", name, self.entities)
        return found

    def roles_between(self, event: str, filler: str) -> tuple[Role, ...]:
        """The roles of the event class `event` that the entity class `filler` may fill."""
        return tuple(role for role in self.event(event).roles.values() if filler in role.range)

    def node_labels_with_id(self) -> tuple[str, ...]:
        """The concrete labels: every node has exactly one of them, and an `id` unique in it."""
        return (*self.system_classes, *self.entities, *self.events)

    def class_of(self, labels: Collection[str]) -> str | None:
        """The most specific class among a node's labels; None if the vocabulary has none."""
        found: list[EntityClass | EventClass] = [
            cls for label in labels if (cls := self.entities.get(label) or self.events.get(label))
        ]
        if found:
            return max(found, key=lambda cls: len(cls.labels)).name
        return next((label for label in labels if label in self.system_classes), None)

    def labels(self) -> tuple[str, ...]:
        """All node labels, super-labels included, sorted."""
        classes: tuple[EntityClass | EventClass | SystemClass, ...] = (
            *self.system_classes.values(),
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
        """The unique constraints, as (label, property)."""
        return (
            *((cls.labels[-1], cls.identity) for cls in self.system_classes.values()),
            *((cls.labels[-1], "id") for cls in self.entities.values()),
            *((cls.labels[-1], "id") for cls in self.events.values()),
        )


def folded_key(word: str) -> str:
    """A key or the name of a class as such words are compared: `Reply-To` is `reply_to`."""
    return "_".join(word.casefold().replace("-", " ").replace("_", " ").split())


@lru_cache(maxsize=1)
def default_vocabulary() -> Vocabulary:
    """The vocabulary of the shipped ontology, without extensions."""
    text = Path(__file__).with_name("vocabulary.json").read_text(encoding="utf-8")
    return from_json(json.loads(text))


def from_json(data: Mapping[str, Any]) -> Vocabulary:
    """Build the vocabulary from the JSON that the compile step wrote."""
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
        system_classes={c["name"]: SystemClass(**_tuples(c)) for c in data["system_classes"]},
        links=tuple(Link(**_tuples(link)) for link in data["links"]),
        properties=tuple(GraphProperty(**_tuples(found)) for found in data["properties"]),
        indexes=tuple(Index(**_tuples(index)) for index in data["indexes"]),
        superterms=_tuples(data["superterms"]),
        synonyms={section: _tuples(words) for section, words in data["synonyms"].items()},
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


def _unknown(what: str, name: str, known: Iterable[str]) -> OntologyError:
    names = list(known)
    similar = most_similar(name, names, 1)
    advice = did_you_mean(similar) or f"; expected one of {', '.join(names)}."
    return OntologyError(f"Unknown {what} '{name}'{advice}", candidates=similar)
