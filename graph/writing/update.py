"""One step of change: some briefs come, change or go, and the graph follows, in a transaction.

The graph is a function of its briefs (graph/projection/scratch.py says which). A step finds the
part of the graph that these briefs can touch, computes that part before and after with the same
pure functions, and writes the difference:

1. names: which folded names get other uses, and whose mentions mean another entity by that;
2. entities: counts of what the touched entities are called and contained in
   (graph/writing/entity_counts.py);
3. matching: which claims report one event, for the claims of the touched briefs and all that hang
   together with them (graph/writing/related_claims.py);
4. events: those that these claims had and have, with all that hang together with them, from all
   their reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from whomet.graph.projection.briefs import brief_properties, claim_elements, mention_edges
from whomet.graph.projection.comparison import ComparisonRecord, comparison_records
from whomet.graph.projection.elements import Elements, NodeKey, Properties
from whomet.graph.projection.events import EventState, Report, own_state, reports_of
from whomet.graph.projection.identity import (
    Identity,
    NameTable,
    NameUse,
    Resolver,
    identify,
    name_uses,
    renamings,
)
from whomet.graph.projection.judgements import Judgements, judges_edges
from whomet.graph.projection.matching import match
from whomet.graph.projection.scratch import containment
from whomet.graph.projection.structure import finish_events
from whomet.graph.writing import cypher
from whomet.graph.writing.difference import Difference, Writer, difference, summary
from whomet.graph.writing.entity_counts import EntityCount, Nodes, Touched
from whomet.graph.writing.related_claims import brief_of, related_claims
from whomet.graph.writing.stored_state import StateReader
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

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
    *,
    revisit: Iterable[str] = (),
) -> Step:
    """Make each brief in `wanted` be as given, or be gone where None, and everything follow.

    `watch` is told of each part of the difference before it is written. The briefs in `revisit`
    stay as they are, and their claims are matched anew: a judgement of them came or went.
    """
    locked = transaction.run(cypher.LOCK).single(strict=True)
    return _Update(transaction, vocabulary, locked["empty"], watch).run(wanted, revisit)


@dataclass(frozen=True, slots=True)
class ResolvedBrief:
    """A brief as it is after the step: its mentions' nodes, its claims as they are compared."""

    brief: Brief
    nodes: Nodes
    seen: Mapping[str, ComparisonRecord]

    @classmethod
    def of(cls, vocabulary: Vocabulary, brief: Brief, nodes: Nodes) -> ResolvedBrief:
        """The brief with the nodes of its mentions."""
        return cls(brief, nodes, comparison_records(vocabulary, brief, nodes))


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
        self._resolved: dict[str, ResolvedBrief] = {}
        self._had: dict[str, NodeKey] = {}
        self._events_of: dict[str, NodeKey] = {}
        self._judgements = Judgements()

    def run(self, wanted: Mapping[str, Brief | None], revisit: Iterable[str] = ()) -> Step:
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
        revisit = set(revisit) - changes.keys()
        if not changes and not revisit:
            return Step(unchanged=tuple(sorted(unchanged)))
        touched, names_before = self._touch(old, changes)
        self._revisit(revisit - touched.keys(), touched)
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

    def _revisit(self, ids: Iterable[str], touched: dict[str, Touched]) -> None:
        briefs, _ = self._read.briefs(sorted(ids))
        nodes = self._read.mentioned(sorted(briefs))
        touched |= {id: Touched(b, b, nodes[id], nodes[id]) for id, b in briefs.items()}

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

    # -- 3. matching --------------------------------------------------------------------------

    def _match(self, touched: Mapping[str, Touched]) -> None:
        """Find the event of each claim that may get another one by this step."""
        coming = [s for t in self._resolved.values() for s in t.seen.values()]
        self._had = self._read.about([id for id, t in touched.items() if t.old is not None])
        self._judgements = judgements = Judgements(self._read.judgements())
        found = related_claims(self._read, self._vocabulary, coming, self._had, judgements)
        self._had |= found
        self._read_resolved({brief_of(claim) for claim in found} - set(touched))
        others = [
            s
            for id, telling in self._resolved.items()
            if id not in touched
            for s in telling.seen.values()
            if s.claim in found
        ]
        self._events_of = dict(match([*coming, *others], judgements).events)

    def _read_resolved(self, ids: Iterable[str]) -> None:
        """Read briefs that the step does not touch, with the nodes of their mentions."""
        missing = sorted(set(ids) - self._resolved.keys())
        briefs, _ = self._read.briefs(missing)
        nodes = self._read.mentioned(missing)
        for id, brief in briefs.items():
            self._resolved[id] = ResolvedBrief.of(self._vocabulary, brief, nodes[id])

    # -- 4. events ----------------------------------------------------------------------------

    def _events(self, touched: Mapping[str, Touched], changes: Mapping[str, object]) -> None:
        self._resolved = {
            id: ResolvedBrief.of(self._vocabulary, t.new, t.new_nodes)
            for id, t in touched.items()
            if t.new is not None
        }
        self._match(touched)
        seeds = {*self._events_of.values(), *self._had.values()}
        keys = self._read.connected(seeds | self._moved)
        self._read_resolved(self._read.reporting(keys) - set(touched))
        untouched = [id for id in self._resolved if id not in touched]
        events_of = {**self._read.about(untouched), **self._events_of}
        reports: dict[NodeKey, list[Report]] = {}
        told: dict[str, tuple[dict[str, NodeKey], list[Report]]] = {}
        for id, telling in self._resolved.items():
            events = {key: events_of[s.claim] for key, s in telling.seen.items()}
            theirs = reports_of(telling.brief, telling.nodes, events)
            told[id] = events, [report for report in theirs if events[report.claim.key] in keys]
            for report in told[id][1]:
                reports.setdefault(events[report.claim.key], []).append(report)
        states = {key: own_state(self._vocabulary, key, found) for key, found in reports.items()}
        after = finish_events(states, containment(self._containment(states)))
        before = self._read.events(keys)
        earlier = sorted({*(id for id, t in touched.items() if t.old is not None), *untouched})
        before.update(self._read.claims(earlier, keys))
        before.update(self._read.mentions([i for i, t in touched.items() if t.old is not None]))
        for id, change in touched.items():
            if change.old is not None and id in changes:
                before.nodes[NodeKey("Brief", id)] = brief_properties(change.old)
            if change.new is not None:
                if id in changes:
                    after.nodes[NodeKey("Brief", id)] = self._properties[id]
                after.edges.update(mention_edges(change.new, change.new_nodes))
        deciding = {
            report.id: report.status == state.status
            for state in states.values()
            for report in state.reports
        }
        for id, (events, theirs) in told.items():
            telling = self._resolved[id]
            after.update(
                claim_elements(
                    self._vocabulary,
                    telling.brief,
                    theirs,
                    telling.nodes,
                    events,
                    telling.seen,
                    deciding,
                )
            )
        if self._judgements.all:
            had = {claim for claim in self._had if brief_of(claim) in touched}
            have = {
                s.claim for id in touched.keys() & told for s in self._resolved[id].seen.values()
            }
            before.update(self._read.judged(had))
            after.edges.update((edge, {}) for edge in judges_edges(self._judgements.all, have))
        self._write(difference(before, after))

    def _containment(self, states: Mapping[NodeKey, EventState]) -> list[tuple[NodeKey, NodeKey]]:
        places = {place.id for state in states.values() for place in state.asserted("destination")}
        if len(places) < 2:
            return []
        return self._read.containment(sorted(places))

    def _tell(self, found: Difference) -> None:
        self._counts.update(summary(found))
        if self._watch is not None:
            self._watch(self._read, found)

    def _write(self, found: Difference) -> None:
        self._tell(found)
        self._writer.write(found)
