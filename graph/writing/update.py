"""Updates: some briefs are added, changed or removed, and the graph follows, in one transaction.

The graph is a function of its briefs (graph/projection/full_graph.py). An update finds the part of
the graph that its briefs affect, reads what is stored of that part, computes it again with the same
pure functions, and writes the difference:

1. briefs: which are affected, because a name in them refers to another entity than before
   (graph/writing/affected_briefs.py);
2. entities: the counts of those that the affected briefs mention (graph/writing/entity_counts.py);
3. matching: which claims report one event, among the claims of the affected briefs and all that
   are linked to them (graph/writing/related_claims.py);
4. events: those that these claims report or reported, and all that are related to them, from all
   their reports (graph/projection/scope.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from whomet.graph import garbage_collection
from whomet.graph.database.versions import SIGN, GraphVersion, ensure_usable, software
from whomet.graph.projection.briefs import ResolvedBrief, brief_properties
from whomet.graph.projection.elements import EdgeKey, Elements, NodeKey
from whomet.graph.projection.entity_judgements import EntityJudgement
from whomet.graph.projection.event_judgements import Judgements
from whomet.graph.projection.full_graph import entity_judgements
from whomet.graph.projection.identity import ambiguous_names
from whomet.graph.projection.matching import match
from whomet.graph.projection.scope import EventStates, Scope, event_states, scope_elements
from whomet.graph.standing.freshness import note_change
from whomet.graph.standing.judged import entries, sentence
from whomet.graph.writing import cypher
from whomet.graph.writing.affected_briefs import AffectedBriefs, Judged, affected_briefs
from whomet.graph.writing.concerned import concerned
from whomet.graph.writing.difference import Difference, Writer, difference, summary
from whomet.graph.writing.entity_counts import entity_difference
from whomet.graph.writing.related_claims import related_claims
from whomet.graph.writing.stored_reports import ReportReader
from whomet.graph.writing.stored_state import StateReader
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Record, Transaction


OnDifference = Callable[[StateReader, Difference], None]


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """What an update did. `counts` are keyed as `added Meeting`, `changed Person` …

    `new`, `changed`, `unchanged` and `removed` are ids of briefs. `ambiguous` gives for (class,
    name) the refs to which the name may refer. `added` are the entities that the update created,
    `mentioned` those that its new and changed briefs mention.
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    counts: Counter[str] = field(default_factory=Counter)
    ambiguous: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    added: frozenset[NodeKey] = frozenset()
    mentioned: frozenset[NodeKey] = frozenset()


@garbage_collection.paused()
def update(
    transaction: ManagedTransaction | Transaction,
    vocabulary: Vocabulary,
    wanted: Mapping[str, Brief | None],
    *,
    dry_run: OnDifference | None = None,
    rematch: Iterable[str] = (),
    judged: Sequence[EntityJudgement] | None = None,
    judged_claims: Sequence[str] = (),
    doing: str | None = None,
) -> UpdateResult:
    """Store each brief in `wanted`, or remove it where None, and update all that depends on it.

    `dry_run` is called with each part of the difference before it is written, by a caller that
    rolls the transaction back: no standing question is told of it.
    The claims of the briefs in `rematch` are matched again: a judgement of them was made or undone.
    `judged` are all judgements on entities, if they change; `judged_claims` says in entries of
    `whomet.graph.standing.judged` which judgements on claims the caller has stored or removed.
    GraphVersionError if another whomet wrote the graph, or if it is being upgraded or restored and
    that is not what the caller is `doing`.
    """
    locked = lock_graph(transaction, doing)
    read = StateReader(transaction, vocabulary, locked["empty"])
    stored = read.brief_properties(wanted)
    new = {id: brief_properties(brief) for id, brief in wanted.items() if brief is not None}
    edited = {
        id: brief
        for id, brief in wanted.items()
        if stored.get(id, {}).get("digest") != new.get(id, {}).get("digest")
    }
    unchanged = tuple(sorted(wanted.keys() - edited.keys()))
    rematch = set(rematch) - edited.keys()
    after_all = read.judged if judged is None else entity_judgements(vocabulary, judged)
    both = Judged(read.judged, after_all)
    if not edited and not rematch and not both.changed:
        return UpdateResult(unchanged=unchanged)
    _write_judgements(transaction, both)
    affected = affected_briefs(read, vocabulary, edited, stored, new, rematch, both)
    writer = _DifferenceWriter(transaction, vocabulary, read, dry_run)
    added, moved = _update_entities(read, affected, writer)
    _update_events(read, vocabulary, affected, moved, writer)
    if dry_run is None:

        def concerns() -> tuple[Collection[str], Collection[str]]:
            found = concerned(read, vocabulary, writer.written)
            return {key.id for key in found.around}, {key.id for key in found.shown}

        note_change(transaction, [*judged_claims, *_judged_entries(both)], concerns)
    after = [change.after for change in affected.changes.values() if change.after is not None]
    return UpdateResult(
        new=tuple(sorted(id for id in edited if id in new and id not in stored)),
        changed=tuple(sorted(id for id in edited if id in new and id in stored)),
        unchanged=unchanged,
        removed=tuple(sorted(id for id in edited if id not in new)),
        counts=writer.counts,
        ambiguous=ambiguous_names(
            ((resolved.mentions, resolved.nodes) for resolved in after), affected.tables
        ),
        added=frozenset(added),
        mentioned=frozenset(
            node
            for resolved in after
            if resolved.brief.id in edited
            for node in resolved.nodes.values()
        ),
    )


def _judged_entries(judged: Judged) -> list[str]:
    """What standing questions are told of the judgements on entities that are otherwise."""
    before, after = (
        [sentence(made.properties()) for made in judged.changed if of.by_id.get(made.id) == made]
        for of in (judged.before, judged.after)
    )
    return entries(before, after)


def _write_judgements(transaction: ManagedTransaction | Transaction, judged: Judged) -> None:
    """Write the nodes of the judgements on entities that are otherwise than before."""
    gone = judged.before.by_id.keys() - judged.after.by_id.keys()
    kept = [made for made in judged.changed if judged.after.by_id.get(made.id) == made]
    if gone:
        transaction.run(cypher.FORGET_JUDGEMENTS, {"ids": sorted(gone)}).consume()
    if kept:
        rows = [made.properties() for made in kept]
        transaction.run(cypher.KEEP_JUDGEMENTS, {"rows": rows}).consume()


def lock_graph(transaction: ManagedTransaction | Transaction, doing: str | None = None) -> Record:
    """Wait until no other transaction writes, and make sure that this one may; see `update`."""
    locked = transaction.run(cypher.LOCK).single(strict=True)
    version = GraphVersion.from_row(locked, briefs=not locked["empty"])
    ensure_usable(version, doing)
    if locked["empty"] and version.software is None:
        transaction.run(SIGN, {"software": software()}).consume()
    return locked


class _DifferenceWriter:
    """Writes each part of the difference, after counting and reporting it."""

    def __init__(
        self,
        transaction: ManagedTransaction | Transaction,
        vocabulary: Vocabulary,
        read: StateReader,
        on_difference: OnDifference | None,
    ) -> None:
        self._writer = Writer(transaction, vocabulary)
        self._read = read
        self._on_difference = on_difference
        self.counts: Counter[str] = Counter()
        self.written: list[Difference] = []

    def report(self, found: Difference) -> None:
        self.counts.update(summary(found))
        if self._on_difference is not None:
            self._on_difference(self._read, found)

    def write(self, found: Difference) -> None:
        self.report(found)
        self._writer.write(found)
        self.written.append(found)


def _update_entities(
    read: StateReader, affected: AffectedBriefs, writer: _DifferenceWriter
) -> tuple[Collection[NodeKey], set[NodeKey]]:
    """Update entities, names and containment.

    Returns the nodes that were added, and the visits whose destinations contain one another
    otherwise than before.
    """
    found = entity_difference(read, affected)
    moved = read.visits_between(_place_containments(found.removed))
    writer.write(found)
    moved |= read.visits_between(_place_containments(found.added))
    unnamed = {edge.target.id for edge in found.removed.edges if edge.type == "NAMED"}
    if unnamed:
        unused = read.rows(cypher.DELETE_UNUSED_NAMES, folded=sorted(unnamed))
        properties = [row["properties"] for row in unused]
        deleted = Elements(nodes={NodeKey("Name", each["id"]): each for each in properties})
        writer.report(Difference(removed=deleted))
    return found.added.nodes.keys(), moved


def _place_containments(elements: Elements) -> list[tuple[NodeKey, NodeKey]]:
    return [
        (edge.source, edge.target)
        for edge in elements.edges
        if edge.type == "WITHIN" and edge.source.label == "Place"
    ]


def _update_events(
    read: StateReader,
    vocabulary: Vocabulary,
    affected: AffectedBriefs,
    moved: set[NodeKey],
    writer: _DifferenceWriter,
) -> None:
    """Update briefs, their claims and events, and every event related to one of these."""
    before = {id: c.before for id, c in affected.changes.items() if c.before is not None}
    after = {id: c.after for id, c in affected.changes.items() if c.after is not None}
    judgements = Judgements(read.judgements)
    records = [record for resolved in after.values() for record in resolved.records.values()]
    old_claims = read.claim_events(before)
    reports = ReportReader(read, affected.changes.keys())
    related = related_claims(read, vocabulary, records, old_claims, judgements)
    reports.add(related)
    matched = match(chain(records, reports.records()), judgements).events

    old_events = {*old_claims.values(), *(found.event for found in related)}
    events = read.related_events({*matched.values(), *old_events, *moved})
    reports.add(read.reports_of_events(events))
    scope, states = _scope(read, vocabulary, after, reports, matched, events, judgements)
    writer.write(
        difference(
            _stored_elements(read, before, scope, old_claims, reports),
            scope_elements(vocabulary, scope, read.containment, states),
        )
    )


def _scope(
    read: StateReader,
    vocabulary: Vocabulary,
    briefs: Mapping[str, ResolvedBrief],
    reports: ReportReader,
    matched: Mapping[str, NodeKey],
    events: Collection[NodeKey],
    judgements: Judgements,
) -> tuple[Scope, EventStates]:
    """The scope of these briefs and events, with every other report that is to be written."""
    stored = reports.events_of_copies()
    while True:
        event_of = {**stored, **read.claim_events(reports.briefs), **reports.event_of, **matched}
        scope = Scope(briefs, reports.briefs, event_of, events, judgements, reports.copies())
        states = event_states(vocabulary, scope)
        turned = reports.turned(states.deciding)
        if not turned:
            return scope, states
        reports.read_briefs(turned)


def _stored_elements(
    read: StateReader,
    before: Mapping[str, ResolvedBrief],
    scope: Scope,
    old_claims: Collection[str],
    reports: ReportReader,
) -> Elements:
    """What is stored of a scope, given its briefs as they are stored, and their claims."""
    elements = read.event_elements(scope.events)
    elements.update(read.claim_elements([*before, *scope.other_briefs], scope.events))
    for copy in scope.copies:
        event = reports.event_of[copy.claim]
        elements.edges[EdgeKey("ABOUT", NodeKey("Claim", copy.claim), event)] = {}
    elements.update(read.mention_edges(before))
    elements.nodes.update((resolved.node, resolved.properties) for resolved in before.values())
    if scope.judgements.all:
        elements.update(read.judges_edges(old_claims))
    return elements
