"""One step of change: some briefs come, change or go, and the graph follows, in a transaction.

The graph is a function of its briefs (graph/projection/scratch.py says which). A step finds the
part of the graph that these briefs can touch, computes that part before and after with the same
pure functions, and writes the difference:

1. names: which folded names get other uses, and whose mentions mean another entity by that;
2. entities: counts of what the touched entities are called and contained in
   (graph/tallying.py);
3. events: those reported by the touched briefs, with all that hang together with them, from all
   their reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph import cypher
from graph.difference import Difference, Writer, difference, summary
from graph.projection.briefs import brief_properties, claim_elements, mention_edges
from graph.projection.elements import Elements, NodeKey, Properties
from graph.projection.events import EventState, Report, event_keys, own_state, reports_of
from graph.projection.identity import (
    Identity,
    NameTable,
    NameUse,
    Resolver,
    identify,
    name_uses,
    renamings,
)
from graph.projection.scratch import containment
from graph.projection.structure import finish_events
from graph.state import StateReader
from graph.tallying import EntityCount, Nodes, Touched
from ontology.records import Brief
from ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Transaction


Watch = Callable[[StateReader, Difference], None]


@dataclass(frozen=True, slots=True)
class Step:
    """What a step did. `counts` are keyed as `added Meeting`, `changed Person` …

    `added` are the entities that it made, `mentioned` those that its new and changed briefs name.
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    counts: Counter[str] = field(default_factory=Counter)
    ambiguous: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    added: frozenset[NodeKey] = frozenset()
    mentioned: frozenset[NodeKey] = frozenset()


def update(
    transaction: ManagedTransaction | Transaction,
    vocabulary: Vocabulary,
    wanted: Mapping[str, Brief | None],
    watch: Watch | None = None,
) -> Step:
    """Make each brief in `wanted` be as given, or be gone where None, and everything follow.

    `watch` is told of each part of the difference before it is written.
    """
    locked = transaction.run(cypher.LOCK).single(strict=True)
    return _Update(transaction, vocabulary, locked["empty"], watch).run(wanted)


class _Update:
    def __init__(
        self,
        transaction: ManagedTransaction | Transaction,
        vocabulary: Vocabulary,
        empty: bool,
        watch: Watch | None = None,
    ) -> None:
        self._watch = watch
        self._vocabulary = vocabulary
        self._read = StateReader(transaction, vocabulary, empty)
        self._writer = Writer(transaction, vocabulary)
        self._tables: dict[str, NameTable] = {}
        self._counts: Counter[str] = Counter()
        self._properties: dict[str, Properties] = {}
        self._moved: set[NodeKey] = set()
        self._added: set[NodeKey] = set()

    def run(self, wanted: Mapping[str, Brief | None]) -> Step:
        old, digests = self._read.briefs(sorted(wanted))
        for id, brief in wanted.items():
            if brief is not None:
                self._properties[id] = brief_properties(brief)
        unchanged = {
            id
            for id, brief in wanted.items()
            if (brief is None and id not in old)
            or (brief is not None and self._properties[id]["digest"] == digests.get(id))
        }
        changes = {id: brief for id, brief in wanted.items() if id not in unchanged}
        if not changes:
            return Step(unchanged=tuple(sorted(unchanged)))
        touched, names_before = self._touch(old, changes)
        self._entities(touched, names_before)
        self._events(touched, changes)
        return Step(
            new=tuple(sorted(id for id, b in changes.items() if b is not None and id not in old)),
            changed=tuple(sorted(id for id, b in changes.items() if b is not None and id in old)),
            unchanged=tuple(sorted(unchanged)),
            removed=tuple(sorted(id for id, b in changes.items() if b is None)),
            counts=self._counts,
            ambiguous=self._ambiguous(touched),
            added=frozenset(self._added),
            mentioned=frozenset(n for id in changes for n in touched[id].new_nodes.values()),
        )

    # -- 1. names -----------------------------------------------------------------------------

    def _touch(
        self, old: Mapping[str, Brief], changes: Mapping[str, Brief | None]
    ) -> tuple[dict[str, Touched], dict[str, NameTable]]:
        delta: dict[str, Counter[NameUse]] = {}
        for id, brief in changes.items():
            for version, sign in ((old.get(id), -1), (brief, 1)):
                for folded, use in name_uses(self._identify(version)):
                    delta.setdefault(folded, Counter())[use] += sign
        before = self._read.name_tables(delta)
        for folded, counts in delta.items():
            table = NameTable(before[folded].counts if folded in before else None)
            table.counts.update(counts)
            self._tables[folded] = table
        resolver = Resolver(self._vocabulary, self._tables.get)
        renamed = {(r.cls, r.folded) for r in renamings(before, self._tables)}
        others = self._mentioning(renamed) - set(changes)
        other_briefs, _ = self._read.briefs(sorted(others))
        nodes = self._read.mentioned(sorted([*(id for id in changes if id in old), *others]))
        touched = {
            id: Touched(
                old.get(id),
                brief,
                nodes.get(id, {}),
                resolver.resolve(brief) if brief is not None else {},
            )
            for id, brief in changes.items()
        }
        for id, brief in other_briefs.items():
            after = dict(nodes[id])
            for identity in self._identify(brief):
                mention = identity.mention
                if mention.ref is None and (mention.type, identity.folded) in renamed:
                    after[mention.key] = resolver.node(id, identity)
            if after != nodes[id]:
                touched[id] = Touched(brief, brief, nodes[id], after)
        return touched, before

    def _identify(self, brief: Brief | None) -> list[Identity]:
        return identify(self._vocabulary, brief) if brief is not None else []

    def _mentioning(self, renamed: Iterable[tuple[str, str]]) -> set[str]:
        names: dict[str, list[str]] = {}
        for cls, folded in sorted(renamed):
            names.setdefault(cls, []).append(folded)
        return {
            row["id"]
            for cls, folded in names.items()
            for row in self._read.rows(
                cypher.briefs_using_name(self._read.exactly(cls)), folded=folded
            )
        }

    def _ambiguous(self, touched: Mapping[str, Touched]) -> dict[tuple[str, str], tuple[str, ...]]:
        """Names that decide nothing any more, in the briefs given and in those before them."""
        found = {}
        for change in touched.values():
            for mention, folded, container, mergeable in self._identify(change.new):
                if mention.ref is None and mergeable and folded in self._tables:
                    refs = self._tables[folded].ambiguous(mention.type, container)
                    if refs:
                        found[(mention.type, mention.name)] = tuple(refs)
        return found

    # -- 2. entities --------------------------------------------------------------------------

    def _entities(self, touched: Mapping[str, Touched], tables: Mapping[str, NameTable]) -> None:
        count = EntityCount(self._read, self._vocabulary, touched)
        found = count.difference(tables, self._tables)
        self._find_moved(found.removed)
        self._write(found)
        self._added |= found.added.nodes.keys()
        self._find_moved(found.added)
        unnamed = {edge.target.id for edge in found.removed.edges if edge.type == "NAMED"}
        if unnamed:
            rows = self._read.rows(cypher.UNUSED_NAMES, folded=sorted(unnamed))
            gone = {NodeKey("Name", row["properties"]["id"]): row["properties"] for row in rows}
            self._tell(Difference(removed=Elements(nodes=gone)))

    def _find_moved(self, part: Elements) -> None:
        """Note visits whose destinations lie in one another otherwise than before."""
        rows = [
            {"a": edge.source.id, "b": edge.target.id}
            for edge in part.edges
            if edge.type == "WITHIN" and edge.source.label == "Place"
        ]
        if rows:
            found = self._read.rows(cypher.VISITS_BETWEEN, rows=rows)
            self._moved |= {self._read.key(row["labels"], row["id"]) for row in found}

    # -- 3. events ----------------------------------------------------------------------------

    def _events(self, touched: Mapping[str, Touched], changes: Mapping[str, object]) -> None:
        seeds = {
            key
            for t in touched.values()
            for version in (t.old, t.new)
            if version is not None
            for key in event_keys(version).values()
        }
        keys = self._read.connected(seeds | self._moved)
        telling = self._telling(touched, keys)
        reports: dict[NodeKey, list[Report]] = {}
        for brief, nodes in telling.values():
            events = event_keys(brief)
            for report in reports_of(brief, nodes, events):
                key = events[report.claim.key]
                if key in keys:
                    reports.setdefault(key, []).append(report)
        states = {key: own_state(self._vocabulary, key, told) for key, told in reports.items()}
        after = finish_events(states, containment(self._containment(states)))
        before = self._read.events(keys)
        earlier = sorted({*(id for id, t in touched.items() if t.old is not None), *telling})
        before.update(self._read.claims([i for i in earlier if self._was_there(i, touched)], keys))
        before.update(self._read.mentions([i for i, t in touched.items() if t.old is not None]))
        for id, change in touched.items():
            if change.old is not None and id in changes:
                before.nodes[NodeKey("Brief", id)] = brief_properties(change.old)
            if change.new is not None:
                if id in changes:
                    after.nodes[NodeKey("Brief", id)] = self._properties[id]
                after.edges.update(mention_edges(change.new, change.new_nodes))
        self._claims(telling, states, keys, after)
        self._write(difference(before, after))

    @staticmethod
    def _was_there(id: str, touched: Mapping[str, Touched]) -> bool:
        return id not in touched or touched[id].old is not None

    def _telling(
        self, touched: Mapping[str, Touched], keys: set[NodeKey]
    ) -> dict[str, tuple[Brief, Nodes]]:
        """Every brief that reports one of the events, as it is after this step."""
        telling: dict[str, tuple[Brief, Nodes]] = {
            id: (t.new, t.new_nodes) for id, t in touched.items() if t.new is not None
        }
        others = sorted(self._read.reporting(keys) - set(touched))
        briefs, _ = self._read.briefs(others)
        nodes = self._read.mentioned(others)
        telling.update({id: (brief, nodes[id]) for id, brief in briefs.items()})
        return telling

    def _containment(self, states: Mapping[NodeKey, EventState]) -> list[tuple[NodeKey, NodeKey]]:
        places = {place.id for state in states.values() for place in state.asserted("destination")}
        if len(places) < 2:
            return []
        return self._read.containment(sorted(places))

    def _claims(
        self,
        telling: Mapping[str, tuple[Brief, Nodes]],
        states: Mapping[NodeKey, EventState],
        keys: set[NodeKey],
        after: Elements,
    ) -> None:
        deciding = {
            report.id: report.status == state.status
            for state in states.values()
            for report in state.reports
        }
        for brief, nodes in telling.values():
            events = event_keys(brief)
            told = [r for r in reports_of(brief, nodes, events) if events[r.claim.key] in keys]
            after.update(claim_elements(self._vocabulary, brief, told, nodes, events, deciding))

    def _tell(self, found: Difference) -> None:
        self._counts.update(summary(found))
        if self._watch is not None:
            self._watch(self._read, found)

    def _write(self, found: Difference) -> None:
        self._tell(found)
        self._writer.write(found)
