"""The stages of a bulk load, each on some briefs or claims at a time.

The graph is that of `whomet.graph.projection.project`, by the same functions. Here they are given
parts of it that depend on nothing outside: how some briefs use their names, what some briefs say of
entities, all claims about some events, the counts of some entities.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

from whomet.graph.bulk.buckets import BUCKETS, Buckets, bucket_of
from whomet.graph.bulk.grouping import ROW
from whomet.graph.bulk.lookup import Lookup, StoredNames, encoded
from whomet.graph.bulk.stored_briefs import pickled
from whomet.graph.bulk.tables import SEPARATORS
from whomet.graph.projection.briefs import ResolvedBrief, brief_properties, mention_edges
from whomet.graph.projection.elements import Elements, NodeKey
from whomet.graph.projection.entities import (
    EntityCounts,
    added_names,
    contribution,
    name_nodes,
)
from whomet.graph.projection.entity_judgements import EntityJudgement
from whomet.graph.projection.event_judgements import Judgement, Judgements, judges_edges
from whomet.graph.projection.full_graph import entity_judgements
from whomet.graph.projection.identity import (
    KeyedMention,
    ambiguous_names,
    contained_name_uses,
    keyed_mentions,
    resolve,
    uncontained_name_uses,
)
from whomet.graph.projection.matching import match
from whomet.graph.projection.name_usage import NameTable, NameTables, NameUse
from whomet.graph.projection.scope import Scope, scope_elements
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

#: The files of all briefs, and of those that each process resolved.
BRIEFS, RESOLVED, ALL = "briefs", "resolved-{}", -1
#: The files of names: their uses apart from containers, with containers as known in each round.
NAMES, NAMES_IN_ROUND = "names", "names-{}"
#: The file of entities that lie in others, with these.
WITHIN = "within"
#: What is divided into parts: entities, keys of claims, folded names of entities.
ENTITIES, KEYS, FOLDED = "entities", "keys", "folded"
#: What is done one after the other, so that each needs only what those before have left in files.
STAGES = ("reading", "names", "briefs", "entities", "events")
#: More processes than any machine has.
MOST_PROCESSES = 1000
#: How many names are written at a time.
NAMES_AT_A_TIME = 10_000

#: How often names are used: a folded name and its use.
Uses = Counter[tuple[str, NameUse]]


class Place(NamedTuple):
    """Where a brief is in a file, and how many claims come before its own.

    `file` is that of `ALL` briefs, or the number of the process that resolved it.
    """

    offset: int
    claims: int
    file: int = ALL


class Key(NamedTuple):
    """A key of a claim, by its number among all claims.

    Claims with one key may report one event if it is the `own` key of one of them.
    """

    digest: int
    claim: int
    own: bool


@dataclass(frozen=True, slots=True)
class Resolved:
    """What is known of some briefs when their mentions are resolved.

    `places` says where they are now, without their texts but with their nodes. `related` are pairs
    of claims within a brief, `ambiguous` as `UpdateResult` has it.
    """

    places: list[Place]
    related: list[tuple[int, int]]
    ambiguous: Mapping[tuple[str, str], tuple[str, ...]]


class ElementWriter(Protocol):
    """What the stages write the graph to."""

    def add(self, elements: Elements) -> None:
        """Write elements, none of which was written before."""

    def close(self) -> Any:
        """End writing, and say what was written."""


#: Opens a writer with a number of its own; given a character that no text has, see `tables`.
OpenWriter = Callable[[int, str], ElementWriter]


@dataclass
class Stages:
    """The stages, as one process works at them, with files in `folder`.

    `judgements` are all that analysts made. `ended` is how often `end` was called.
    """

    vocabulary: Vocabulary
    folder: Path
    number: int
    open_writer: OpenWriter
    judgements: Sequence[Judgement | EntityJudgement] = ()
    ended: int = 0

    def __post_init__(self) -> None:
        self._judged = entity_judgements(self.vocabulary, self.judgements)
        self._judgements = Judgements(m for m in self.judgements if isinstance(m, Judgement))
        self._stored: tuple[int, StoredNames] | None = None
        self._separator = chr(SEPARATORS[0])
        self._files: dict[int, IO[bytes]] = {}
        self._opened_resolved: IO[bytes] | None = None
        self._opened_within: Lookup | None = None
        self._opened_writer: ElementWriter | None = None

    def read_names(self, first: int, places: Sequence[Place]) -> None:
        """Count the uses of names, and keep the mentions of which containers are to be known."""
        nested: list[tuple[int, str, list[KeyedMention]]] = []
        counted, contained = Uses(), Uses()
        nothing = NameTables({}, self._judged)
        for number, brief in enumerate(self._briefs(places), first):
            mentions = keyed_mentions(self.vocabulary, brief, self._judged)
            counted.update(uncontained_name_uses(mentions))
            if inside := _with_containers(mentions):
                contained.update(contained_name_uses(inside, {}, nothing))
                nested.append((number, brief.id, inside))
        self._mentions(first).write_bytes(pickled(nested))
        self._add_uses(NAMES, counted)
        self._add_uses(NAMES_IN_ROUND.format(0), contained)

    def leave_out(self, places: Sequence[Place]) -> None:
        """Take back what `read_names` counted of briefs that are replaced by others."""
        counted, contained = Uses(), Uses()
        nothing = NameTables({}, self._judged)
        for brief in self._briefs(places):
            mentions = keyed_mentions(self.vocabulary, brief, self._judged)
            counted.subtract(dict.fromkeys(uncontained_name_uses(mentions), 1))
            inside = contained_name_uses(mentions, {}, nothing)
            contained.subtract(dict.fromkeys(inside, 1))
        self._add_uses(NAMES, counted)
        self._add_uses(NAMES_IN_ROUND.format(0), contained)

    def names_of(self, bucket: int) -> list[tuple[str, str]]:
        """The names of a part with all their uses apart from containers, in order."""
        return _rows(self._counted(NAMES, bucket))

    def names_in_round(self, bucket: int, round: int) -> list[tuple[str, str]]:
        """The names of a part that are used inside of others, with all their uses, in order."""
        tables = self._counted(NAMES_IN_ROUND.format(round), bucket)
        known = StoredNames(self.folder / NAMES)
        rows = _rows({name: t.plus(known.get(name, NameTable())) for name, t in tables.items()})
        known.close()
        return rows

    def settle(self, first: int, round: int, gone: Collection[int]) -> None:
        """Count how briefs use names whose containers are resolved by the names of a round.

        Those with the numbers in `gone` are left out.
        """
        with self._mentions(first).open("rb") as file:
            nested = pickle.load(file)
        tables = self._names(round)
        contained = Uses()
        for number, id, mentions in nested:
            if number not in gone:
                nodes = resolve(id, mentions, tables)
                contained.update(contained_name_uses(mentions, nodes, tables))
        self._add_uses(NAMES_IN_ROUND.format(round + 1), contained)

    def resolve(self, places: Sequence[Place], round: int, separator: str) -> Resolved:
        """Write briefs and their mentions, count their entities, and find the keys of claims."""
        self._separator = separator
        tables = self._names(round)
        counts: dict[int, EntityCounts] = {}
        keys: dict[int, bytearray] = {}
        elements = Elements()
        found = Resolved([], [], {})
        ambiguous = {}
        for place, read in zip(places, self._briefs(places), strict=True):
            brief = self._resolved(read, tables)
            found.places.append(self._keep(brief, place))
            elements.nodes[brief.node] = brief_properties(brief.brief)
            elements.edges.update(mention_edges(brief))
            for bucket, part in contribution(brief).by(_bucket).items():
                counts.setdefault(bucket, EntityCounts()).add(part)
            ambiguous.update(ambiguous_names([(brief.mentions, brief.nodes)], tables))
            for key in _keys(brief, place.claims, self._judgements):
                keys.setdefault(key.digest % BUCKETS, bytearray()).extend(ROW.pack(*key))
            found.related.extend(_related(brief.brief, place.claims))
        self._writer.add(elements)
        self._buckets(ENTITIES).append(counts)
        self._buckets(KEYS).append({bucket: bytes(rows) for bucket, rows in keys.items()})
        self._resolved_file.flush()
        return replace(found, ambiguous=ambiguous)

    def entities(self, bucket: int, round: int, separator: str) -> list[tuple[str, str]]:
        """Write the entities of a part; for each of them that lies in others, these."""
        self._separator = separator
        counts = EntityCounts()
        for part in self._buckets(ENTITIES).read(bucket):
            counts.merge(part)
        elements = counts.elements()
        if self._judged:
            elements.edges.update(added_names(elements.nodes, self._names(round)))
        self._writer.add(elements)
        folded: dict[int, set[str]] = {}
        for name in {edge.target.id for edge in elements.edges if edge.type == "NAMED"}:
            folded.setdefault(bucket_of(name), set()).add(name)
        self._buckets(FOLDED).append(folded)
        within: dict[str, list[NodeKey]] = {}
        for inner, outer in counts.within:
            within.setdefault(_text(inner), []).append(outer)
        return [(inner, json.dumps(outer)) for inner, outer in sorted(within.items())]

    def names(self, bucket: int, round: int, separator: str) -> None:
        """Write the nodes of the names of a part."""
        self._separator = separator
        folded = sorted(set().union(*self._buckets(FOLDED).read(bucket)))
        tables = self._names(round).tables
        for start in range(0, len(folded), NAMES_AT_A_TIME):
            some = folded[start : start + NAMES_AT_A_TIME]
            self._writer.add(Elements(name_nodes(some, tables)))

    def events(self, briefs: Sequence[tuple[Place, Sequence[int]]], separator: str) -> None:
        """Write the claims with these indices in their briefs: all about some events."""
        self._separator = separator
        resolved: dict[str, ResolvedBrief] = {}
        records = []
        for place, indices in briefs:
            read, nodes = self._read(place)
            brief = ResolvedBrief(read, {}, (), nodes, self.vocabulary)
            resolved[brief.brief.id] = brief
            of_brief = list(brief.records.values())
            records += [of_brief[index] for index in indices]
        claims = {record.claim for record in records}
        judged = self._judgements.about(claims)
        event_of = match(records, judged).events
        scope = Scope({}, resolved, event_of, frozenset(event_of.values()), judged)
        elements = scope_elements(self.vocabulary, scope, self._containment)
        elements.edges.update((edge, {}) for edge in judges_edges(judged.all, claims))
        self._writer.add(elements)

    def judged(self, separator: str) -> None:
        """Write the judgements."""
        self._separator = separator
        self._writer.add(Elements({made.node: made.properties() for made in self.judgements}))

    def end(self) -> Any:
        """Close all files, of a stage or of several, and the writer; what was written, if any.

        What the next stages write goes to another writer.
        """
        if self._stored is not None:
            self._stored[1].close()
        if self._opened_within is not None:
            self._opened_within.close()
        for file in self._files.values():
            file.close()
        if self._opened_resolved is not None:
            self._opened_resolved.close()
        written = None if self._opened_writer is None else self._opened_writer.close()
        self._stored = self._opened_within = self._opened_resolved = self._opened_writer = None
        self._files = {}
        self.ended += 1
        return written

    @property
    def _writer(self) -> ElementWriter:
        if self._opened_writer is None:
            number = self.ended * MOST_PROCESSES + self.number
            self._opened_writer = self.open_writer(number, self._separator)
        return self._opened_writer

    @property
    def _resolved_file(self) -> IO[bytes]:
        if self._opened_resolved is None:
            self._opened_resolved = (self.folder / RESOLVED.format(self.number)).open("wb")
        return self._opened_resolved

    def _read(self, place: Place) -> Any:
        if (file := self._files.get(place.file)) is None:
            name = BRIEFS if place.file == ALL else RESOLVED.format(place.file)
            file = self._files[place.file] = (self.folder / name).open("rb")
        file.seek(place.offset)
        return pickle.load(file)

    def _briefs(self, places: Iterable[Place]) -> Iterator[Brief]:
        return map(self._read, places)

    def _resolved(self, brief: Brief, tables: NameTables) -> ResolvedBrief:
        """A brief, without the properties of its node."""
        mentions = keyed_mentions(self.vocabulary, brief, self._judged)
        nodes = resolve(brief.id, mentions, tables)
        return ResolvedBrief(brief, {}, mentions, nodes, self.vocabulary)

    def _keep(self, resolved: ResolvedBrief, place: Place) -> Place:
        """Write what claims need of a brief to a file; where it is."""
        offset = self._resolved_file.tell()
        brief = replace(resolved.brief, text="")
        self._resolved_file.write(pickled((brief, resolved.nodes)))
        return Place(offset, place.claims, self.number)

    def _names(self, round: int) -> NameTables:
        """How names are used by what is known in a round."""
        if self._stored is None or self._stored[0] != round:
            if self._stored is not None:
                self._stored[1].close()
            paths = self.folder / NAMES_IN_ROUND.format(round), self.folder / NAMES
            self._stored = round, StoredNames(*paths)
        return NameTables(self._stored[1], self._judged)

    def _containment(self, places: Iterable[NodeKey]) -> Iterator[tuple[NodeKey, NodeKey]]:
        """The containments of some places, and of those in which they lie."""
        frontier = [*places]
        seen = set(frontier)
        while frontier:
            part = frontier.pop()
            for whole in map(NodeKey._make, json.loads(self._within.get(_text(part)) or "[]")):
                yield part, whole
                if whole not in seen:
                    seen.add(whole)
                    frontier.append(whole)

    @property
    def _within(self) -> Lookup:
        if self._opened_within is None:
            self._opened_within = Lookup(self.folder / WITHIN)
        return self._opened_within

    def _buckets(self, kind: str) -> Buckets:
        return Buckets(self.folder, kind, self.number)

    def _add_uses(self, kind: str, uses: Uses) -> None:
        parts: dict[int, Uses] = {}
        for (name, use), count in uses.items():
            parts.setdefault(bucket_of(name), Uses())[name, use] = count
        self._buckets(f"uses-of-{kind}").append(parts)

    def _counted(self, kind: str, bucket: int) -> dict[str, NameTable]:
        tables: dict[str, NameTable] = {}
        for part in self._buckets(f"uses-of-{kind}").read(bucket):
            for (name, use), count in part.items():
                tables.setdefault(name, NameTable()).counts[use] += count
        return tables

    def _mentions(self, first: int) -> Path:
        return self.folder / f"mentions-{first}"


def _with_containers(mentions: Sequence[KeyedMention]) -> list[KeyedMention]:
    """The mentions that lie in others, and these: what counts of them for identity, in order."""
    by_key = {keyed.mention.key: keyed for keyed in mentions}
    kept: set[str] = set()
    for keyed in mentions:
        outer = keyed.mention.part_of
        if outer in by_key:
            kept |= {keyed.mention.key, outer}
    return [_without_places(by_key[key]) for key in by_key if key in kept]


def _without_places(keyed: KeyedMention) -> KeyedMention:
    """What counts for identity; the place of the mention in the text does not."""
    return keyed._replace(mention=replace(keyed.mention, surfaces=(), spans=()))


def _rows(tables: Mapping[str, NameTable]) -> list[tuple[str, str]]:
    texts = ((name, encoded(tables[name])) for name in sorted(tables))
    return [(name, text) for name, text in texts if text is not None]


def _bucket(entity: NodeKey) -> int:
    return bucket_of(_text(entity))


def _text(entity: NodeKey) -> str:
    return f"{entity.label}|{entity.id}"


def _keys(brief: ResolvedBrief, before: int, judgements: Judgements) -> Iterator[Key]:
    for number, record in enumerate(brief.records.values(), before):
        keys = record.shared_keys
        own = set(keys.own)
        for key in own | {*keys.combined, *keys.single}:
            yield Key(_short(key), number, key in own)
        if record.ref is not None:
            yield Key(_short(f"ref {record.cls.name} {record.ref}"), number, True)
        for judgement in judgements.about([record.claim]).all:
            yield Key(_short(f"judgement {judgement.id}"), number, True)


def _short(key: str) -> int:
    # Claims whose keys agree by accident are compared, and nothing else.
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest())


def _related(brief: Brief, before: int) -> Iterator[tuple[int, int]]:
    """The claims that have others of the brief as fillers, with these."""
    number = {claim.key: n for n, claim in enumerate(brief.claims, before)}
    for claim in brief.claims:
        for keys in claim.roles.values():
            for key in keys:
                if key in number:
                    yield number[claim.key], number[key]
