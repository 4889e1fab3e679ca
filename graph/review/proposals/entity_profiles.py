"""Profiles of entities, read from the graph in batches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.generic_names import is_country
from whomet.graph.review.proposals.profiles import PERSON, Profile
from whomet.ontology.name_comparison.contexts import country_key
from whomet.ontology.name_comparison.terms import terms_of
from whomet.ontology.names import fold, person_name
from whomet.ontology.names.titles import without_titles
from whomet.ontology.vocabulary import Role, Vocabulary

#: The classes whose names `compare_names` knows how to read.
KINDS = (PERSON, "Organization", "Place")
BATCH = 2000
#: Maximum number of events read of an entity, and of its briefs.
MOST = 400
# Titles that are offices, in which one word is more specific than in others.
_OFFICE = re.compile(
    r"president|minister|chancellor|secretary|premier|king|queen|emperor|shah|sultan|emir|pope|"
    r"governor|mayor|ambassador|commissioner|chairman"
)

_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")

_IDS = "MATCH (x:{label}) RETURN x.id AS id, labels(x) AS labels ORDER BY id"
_ENTITIES = """
UNWIND $ids AS id
MATCH (x:{label} {{id: id}})
RETURN x.id AS id, x.name AS name, x.kind AS kind, x.briefs AS count, labels(x) AS labels,
  COLLECT {{
    MATCH (x)-[r:NAMED]->(:Name)
    UNWIND r.forms AS form
    RETURN DISTINCT [r.`as`, form] AS named
    ORDER BY named
  }} AS names,
  COLLECT {{
    MATCH (x)<-[:MENTIONS]-(b:Brief)
    WITH DISTINCT b
    ORDER BY b.id
    LIMIT {most}
    RETURN [b.id, b.published.year, b.language]
  }} AS briefs,
  COLLECT {{ MATCH (x)-[:WITHIN]->(whole) RETURN whole.id }} AS within,
  COLLECT {{
    MATCH (x)-[r]-(e:Event)
    WHERE r.asserted
    WITH DISTINCT e, type(r) AS role
    ORDER BY e.id, role
    LIMIT {most}
    RETURN [e.id, e.class, role, e.begin_earliest.year, e.end_latest.year, e.status,
      COLLECT {{
        MATCH (e)-[q]-(y)
        WHERE q.asserted AND y <> x
        RETURN [type(q), labels(y), y.id, y.name]
      }}]
  }} AS events
"""
_COUNTRIES = """
UNWIND $ids AS id
MATCH (p:{label} {{id: id}})
RETURN id, COLLECT {{
  MATCH (p)-[:WITHIN*0..6]->(whole)
  RETURN DISTINCT [whole.name, whole.kind, EXISTS {{ (whole)-[:WITHIN]->() }}]
}} AS wholes
"""


class Reader(Protocol):
    """Reads rows: a `Connection`, or a reader within one transaction of it."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the graph."""
        ...

    def read(self, cypher: str, parameters: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a query."""
        ...


def batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """The ids in parts, each for one query."""
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def read_ids(reader: Reader, cls: str) -> list[str]:
    """The ids of all entities of a class, in order; not of the classes below it."""
    rows = reader.read(_IDS.format(label=cls))
    return [row["id"] for row in rows if reader.vocabulary.class_of(row["labels"]) == cls]


def read_profiles(
    reader: Reader, cls: str, ids: Sequence[str], names: dict[NodeKey, str] | None = None
) -> Iterator[Profile]:
    """The profiles of these entities of a class, those that are there, in order of `ids`.

    The shown names of people whom they met and of their topics are added to `names`.
    """
    countries = _Countries(reader)
    text = _ENTITIES.format(label=cls, most=MOST)
    for batch in batches(ids):
        rows = {row["id"]: row for row in reader.read(text, {"ids": list(batch)})}
        read = [_Entity(reader.vocabulary, cls, rows[id]) for id in batch if id in rows]
        countries.find(entity.places() for entity in read)
        for entity in read:
            if names is not None:
                names |= entity.names
            yield entity.profile(countries)


class _Countries:
    """The countries in which places lie, each looked up once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        labels = [c.name for c in reader.vocabulary.entities.values() if "Place" in c.labels]
        self._text = _COUNTRIES.format(label="|".join(labels))
        self._known: dict[str, frozenset[str]] = {}

    def find(self, places: Iterable[Iterable[str]]) -> None:
        """Look up those of these places that are not known yet."""
        missing = sorted({id for each in places for id in each} - self._known.keys())
        for batch in batches(missing):
            self._known |= dict.fromkeys(batch, frozenset())
            for row in self._reader.read(self._text, {"ids": list(batch)}):
                self._known[row["id"]] = _country(row["wholes"])

    def of(self, places: Iterable[str]) -> frozenset[str]:
        """The countries of places that were looked up."""
        return frozenset(each for id in places for each in self._known.get(id, ()))


def _country(wholes: Iterable[Sequence[Any]]) -> frozenset[str]:
    """The country among a place and what it lies in; else the outermost of these."""
    told = [(name, kind, inner) for name, kind, inner in wholes if name]
    found = {country_key(name) for name, kind, _ in told if is_country(name, kind)}
    return frozenset(found or {country_key(name) for name, _, inner in told if not inner})


@dataclass(slots=True)
class _Knowledge:
    """What the events of an entity say of it, places by id."""

    origins: set[str] = field(default_factory=set)
    visited: set[str] = field(default_factory=set)
    seen_in: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    organizations: set[str] = field(default_factory=set)
    positions: set[str] = field(default_factory=set)
    people: set[NodeKey] = field(default_factory=set)
    encounters: set[str] = field(default_factory=set)
    topics: set[NodeKey] = field(default_factory=set)
    years: set[int] = field(default_factory=set)


class _Entity:
    """A row of `_ENTITIES` as what is known of the entity."""

    def __init__(self, vocabulary: Vocabulary, cls: str, row: Mapping[str, Any]) -> None:
        self._vocabulary = vocabulary
        self._cls = cls
        self._row = row
        labels = vocabulary.entity(cls).labels
        self._kind = next((kind for kind in KINDS if kind in labels), cls)
        self._known = _Knowledge()
        #: The shown names of people whom it met, and of its topics.
        self.names: dict[NodeKey, str] = {}
        for event in row["events"]:
            self._take(*event)

    def _take(
        self,
        id: str,
        cls_name: str,
        relationship: str,
        first: int | None,
        last: int | None,
        status: str,
        fillers: Iterable[Sequence[Any]],
    ) -> None:
        cls = self._vocabulary.events.get(cls_name)
        if cls is None:
            return
        roles = {role.relationship: role for role in cls.roles.values()}
        role = roles.get(relationship)
        if role is None or status not in ("occurred", "planned"):
            return
        known = self._known
        known.years.update(year for year in (first, last) if year is not None)
        if not (cls.takes_part(role) or role.function == "host"):
            return
        known.encounters.add(id)
        hosting = role.function == "host" and not cls.encounter
        travels = cls.takes_part(role) and bool(cls.keys_of("destination"))
        for kind, labels, filler, name in fillers:
            found = roles.get(kind)
            if found is not None:
                self._take_filler(found, labels, filler, name, hosting, travels, cls.lasting)

    def _take_filler(
        self,
        role: Role,
        labels: Sequence[str],
        id: str,
        name: str,
        hosting: bool,
        travels: bool,
        lasting: bool,
    ) -> None:
        known = self._known
        if "Place" in labels:
            if role.function == "destination":
                (known.visited if travels else known.origins if hosting else set()).add(id)
            elif role.function == "place":
                known.seen_in.add(id)
            elif travels:
                known.origins.add(id)
        elif role.function == "topic":
            topic = NodeKey(self._vocabulary.class_of(labels) or labels[-1], id)
            known.topics.add(topic)
            self.names[topic] = name
        elif PERSON in labels:
            person = NodeKey(self._vocabulary.class_of(labels) or PERSON, id)
            known.people.add(person)
            self.names[person] = name
        elif lasting and "Position" in labels:
            known.positions.add(name)
            known.countries |= _countries_in(name)
        elif lasting and "Organization" in labels:
            known.organizations.add(fold(name))
            known.countries |= _countries_in(name)

    def places(self) -> set[str]:
        """The places that say something of it, by id."""
        known = self._known
        within = self._row["within"] if self._kind != PERSON else ()
        return known.origins | known.visited | known.seen_in | set(within)

    def profile(self, countries: _Countries) -> Profile:
        """The profile, now that the countries of the places are known."""
        row, known = self._row, self._known
        own = known.countries | countries.of(known.origins)
        forms = [form for _, form in row["names"]]
        if self._kind == PERSON:
            for form in forms:
                positions, named = _around(form, row["name"])
                known.positions |= positions
                own |= named
        elif self._kind == "Place":
            own = set(countries.of([row["id"], *row["within"]]) or countries.of(row["within"]))
        else:
            own |= countries.of(row["within"])
        briefs = row["briefs"]
        years = known.years or {year for _, year, _ in briefs}
        return Profile(
            self._cls,
            self._kind,
            (row["id"],),
            row["name"],
            self._names(),
            frozenset(own),
            countries.of(known.seen_in) - countries.of(known.visited),
            frozenset(known.organizations),
            frozenset(known.positions),
            frozenset(p for p in map(fold, known.positions) if _OFFICE.search(p)),
            frozenset(known.people),
            frozenset(known.encounters),
            frozenset(known.topics),
            (min(years), max(years)) if years else None,
            frozenset(language for _, _, language in briefs if language),
            len(known.encounters),
            frozenset(id for id, _, _ in briefs),
        )

    def _names(self) -> tuple[str, ...]:
        """The shown name and, of what has whole names, the others by which briefs name it."""
        shown = self._row["name"]
        others = [form for used_as, form in self._row["names"] if used_as in ("name", "alias")]
        if self._kind == PERSON:
            others = [form for form in others if person_name(form).full]
        if self._kind == "Place":
            # "Dakar (Senegal)" is Dakar.
            shown, *others = (_outside(form) for form in (shown, *others))
        known = {fold(shown)}
        names = [shown]
        for form in others:
            if fold(form) not in known:
                known.add(fold(form))
                names.append(form)
        return tuple(names)


def _outside(name: str) -> str:
    """A name without what is in brackets, if anything is left."""
    return _IN_BRACKETS.sub("", name).strip() or name


@lru_cache(maxsize=1 << 16)
def _around(form: str, name: str) -> tuple[frozenset[str], frozenset[str]]:
    """The titles around a name as quoted, and the countries that are named beside it."""
    titles = without_titles(form).titles
    before, found, behind = form.partition(name)
    if not found:
        words = without_titles(name).words
        before, found, behind = form.partition(words[-1]) if words else (form, "", "")
    beside = f"{before} {behind}" if found else ""
    return frozenset(titles), _countries_in(beside) if beside.strip() else frozenset()


@lru_cache(maxsize=1 << 16)
def _countries_in(text: str) -> frozenset[str]:
    """The countries that a text names, also by what is of them: "French", "Syria's"."""
    return terms_of(text, True).countries
