"""The stages of a bulk load, each on some briefs or claims at a time.

The graph is that of `whomet.graph.projection.project`, by the same functions. Here they are given
parts of it that depend on nothing outside: how some briefs use their names, what some briefs say of
entities, all claims about some events, the counts of some entities.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import IO, NamedTuple
from zlib import crc32

from whomet.graph.bulk.stored_briefs import pickled
from whomet.graph.bulk.tables import SEPARATORS, TableParts, TableWriter
from whomet.graph.projection.briefs import ResolvedBrief, brief_properties, mention_edges
from whomet.graph.projection.elements import Elements, NodeKey
from whomet.graph.projection.entities import EntityCounts, contribution, name_nodes
from whomet.graph.projection.event_judgements import Judgements
from whomet.graph.projection.identity import (
    KeyedMention,
    ambiguous_names,
    keyed_mentions,
    name_tables,
    resolve,
)
from whomet.graph.projection.matching import match
from whomet.graph.projection.name_usage import NameTable, NameTables
from whomet.graph.projection.scope import Scope, scope_elements
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

#: Into how many parts entities are divided; one is held in memory at a time.
BUCKETS = 64

Tables = dict[str, NameTable]


class Place(NamedTuple):
    """Where a brief is in the file of all briefs, and how many claims come before its own."""

    offset: int
    claims: int


class Key(NamedTuple):
    """A key of a claim, by its number among all claims.

    Claims with one key may report one event if it is the `own` key of one of them.
    """

    digest: bytes
    claim: int
    own: bool


@dataclass(frozen=True, slots=True)
class ReadNames:
    """How some briefs use their names: `settled` by those whose mentions lie in no other,
    `open` by the others, whose containers are not known yet.
    """

    settled: Tables
    open: Tables


@dataclass(frozen=True, slots=True)
class Resolved:
    """What is known of some briefs when their mentions are resolved."""

    keys: list[Key]
    related: list[tuple[int, int]]
    ambiguous: Mapping[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class WrittenEntities:
    """The entities of one bucket, their names, and which places lie in which."""

    entities: list[NodeKey]
    names: set[str]
    within: list[tuple[NodeKey, NodeKey]]


@dataclass
class Stages:
    """The stages, as one process works at them; files are in `folder`, tables in `tables`."""

    vocabulary: Vocabulary
    folder: Path
    tables: Path
    number: int

    def __post_init__(self) -> None:
        self._names: tuple[str, NameTables] | None = None
        self._within: list[tuple[NodeKey, NodeKey]] | None = None
        self._separator = chr(SEPARATORS[0])

    def read_names(self, first: int, places: Sequence[Place]) -> ReadNames:
        """Count the uses of names, and keep the mentions of which containers are to be known."""
        settled: list[tuple[Sequence[KeyedMention], Mapping[str, NodeKey]]] = []
        nested: list[tuple[int, str, list[KeyedMention]]] = []
        for number, brief in enumerate(self._briefs(places), first):
            mentions = keyed_mentions(self.vocabulary, brief)
            if any(keyed.mention.part_of is not None for keyed in mentions):
                nested.append((number, brief.id, list(map(_without_places, mentions))))
            else:
                settled.append((mentions, {}))
        self._mentions(first).write_bytes(pickled(nested))
        nothing = NameTables({})
        return ReadNames(
            name_tables(settled, nothing),
            name_tables(((mentions, {}) for _, _, mentions in nested), nothing),
        )

    def settle(self, first: int, names: str, gone: frozenset[int]) -> Tables:
        """How briefs use names whose containers are resolved by the tables in the file `names`.

        Those with the numbers in `gone` are left out.
        """
        with self._mentions(first).open("rb") as file:
            nested = pickle.load(file)
        tables = self._tables_of(names)
        return name_tables(
            ((m, resolve(id, m, tables)) for number, id, m in nested if number not in gone),
            tables,
        )

    def resolve(self, places: Sequence[Place], names: str, separator: str) -> Resolved:
        """Write briefs and their mentions, count their entities, and find the keys of claims."""
        self._separator = separator
        tables = self._tables_of(names)
        found = Resolved([], [], {})
        buckets: dict[int, EntityCounts] = {}
        elements = Elements()
        ambiguous = {}
        for place in places:
            brief = self._resolved(place, tables)
            elements.nodes[brief.node] = brief_properties(brief.brief)
            elements.edges.update(mention_edges(brief))
            for bucket, part in contribution(brief).by(_bucket).items():
                buckets.setdefault(bucket, EntityCounts()).add(part)
            ambiguous.update(ambiguous_names([(brief.mentions, brief.nodes)], tables))
            found.keys.extend(_keys(brief, place.claims))
            found.related.extend(_related(brief.brief, place.claims))
        self._writer.add(elements)
        for bucket, counts in buckets.items():
            folder = self.folder / f"entities-{bucket}"
            folder.mkdir(exist_ok=True)
            with (folder / str(self.number)).open("ab") as file:
                pickle.dump(counts, file, pickle.HIGHEST_PROTOCOL)
        return replace(found, ambiguous=ambiguous)

    def entities(self, files: Sequence[Path], separator: str) -> WrittenEntities:
        """Write the entities of a bucket, with their names and containers."""
        self._separator = separator
        counts = EntityCounts()
        for path in files:
            with path.open("rb") as file:
                for part in _counts(file):
                    counts.merge(part)
        elements = counts.elements()
        self._writer.add(elements)
        return WrittenEntities(
            [*elements.nodes],
            {name.folded for name in counts.names},
            [pair for pair in counts.within if pair[0].label == "Place"],
        )

    def names(self, folded: Sequence[str], names: str, separator: str) -> None:
        """Write the nodes of these names."""
        self._separator = separator
        self._writer.add(Elements(name_nodes(folded, self._tables_of(names).tables)))

    def events(
        self, briefs: Sequence[tuple[Place, Sequence[int]]], names: str, separator: str
    ) -> None:
        """Write the claims with these indices in their briefs: all about some events."""
        self._separator = separator
        tables = self._tables_of(names)
        resolved: dict[str, ResolvedBrief] = {}
        records = []
        for place, indices in briefs:
            brief = self._resolved(place, tables)
            resolved[brief.brief.id] = brief
            of_brief = list(brief.records.values())
            records += [of_brief[index] for index in indices]
        event_of = match(records).events
        scope = Scope({}, resolved, event_of, frozenset(event_of.values()), Judgements())
        self._writer.add(scope_elements(self.vocabulary, scope, lambda _: self._containment()))

    def close(self) -> TableParts:
        """Close the tables, and say what was written."""
        return self._writer.close()

    @cached_property
    def _writer(self) -> TableWriter:
        prefix = f"{self.number:03}-"
        return TableWriter(self.vocabulary, self.tables, prefix, self._separator)

    @cached_property
    def _file(self) -> IO[bytes]:
        return (self.folder / "briefs").open("rb")

    def _briefs(self, places: Iterable[Place]) -> Iterator[Brief]:
        for place in places:
            self._file.seek(place.offset)
            yield pickle.load(self._file)

    def _resolved(self, place: Place, tables: NameTables) -> ResolvedBrief:
        """A brief, without the properties of its node."""
        [brief] = self._briefs([place])
        mentions = keyed_mentions(self.vocabulary, brief)
        nodes = resolve(brief.id, mentions, tables)
        return ResolvedBrief(brief, {}, mentions, nodes, self.vocabulary)

    def _tables_of(self, names: str) -> NameTables:
        if self._names is None or self._names[0] != names:
            with (self.folder / names).open("rb") as file:
                self._names = names, NameTables(pickle.load(file))
        return self._names[1]

    def _containment(self) -> list[tuple[NodeKey, NodeKey]]:
        if self._within is None:
            with (self.folder / "within").open("rb") as file:
                self._within = pickle.load(file)
        return self._within

    def _mentions(self, first: int) -> Path:
        return self.folder / f"mentions-{first}"


def _without_places(keyed: KeyedMention) -> KeyedMention:
    """What counts for identity; the place of the mention in the text does not."""
    return keyed._replace(mention=replace(keyed.mention, surfaces=(), spans=()))


def _bucket(entity: NodeKey) -> int:
    return crc32(f"{entity.label}|{entity.id}".encode()) % BUCKETS


def _keys(brief: ResolvedBrief, before: int) -> Iterator[Key]:
    for number, record in enumerate(brief.records.values(), before):
        keys = record.shared_keys
        own = set(keys.own)
        for key in own | {*keys.combined, *keys.single}:
            yield Key(_short(key), number, key in own)
        if record.ref is not None:
            yield Key(_short(f"ref {record.cls.name} {record.ref}"), number, True)


def _short(key: str) -> bytes:
    # Claims whose keys agree by accident are compared, and nothing else.
    return hashlib.blake2b(key.encode(), digest_size=8).digest()


def _related(brief: Brief, before: int) -> Iterator[tuple[int, int]]:
    """The claims that have others of the brief as fillers, with these."""
    number = {claim.key: n for n, claim in enumerate(brief.claims, before)}
    for claim in brief.claims:
        for keys in claim.roles.values():
            for key in keys:
                if key in number:
                    yield number[claim.key], number[key]


def _counts(file: IO[bytes]) -> Iterator[EntityCounts]:
    while True:
        try:
            yield pickle.load(file)
        except EOFError:
            return
