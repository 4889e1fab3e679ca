"""The briefs, claims and events in a scope: the one function that says what the graph holds of it.

With every brief in scope it gives the whole graph (`full_graph`). An update takes the smallest
scope that its briefs can affect, and writes the difference between what is stored of it and what
the function gives (graph/writing/update.py). Entities and names are counted instead (`entities`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

from whomet.graph.projection.briefs import ResolvedBrief, mention_edges
from whomet.graph.projection.claims import claim_elements, copied_report, reports_of
from whomet.graph.projection.elements import EdgeKey, Elements, NodeKey
from whomet.graph.projection.event_judgements import Judgements, judges_edges
from whomet.graph.projection.events import EventState, Report, combine_reports
from whomet.graph.projection.structure import containment, event_elements
from whomet.ontology.vocabulary import Vocabulary

#: Gives, for some places, (part, whole) for each WITHIN that may lead from one to another.
FindContainment = Callable[[Collection[NodeKey]], Iterable[tuple[NodeKey, NodeKey]]]


class Copy(NamedTuple):
    """A claim of a brief that need not be read, since it says what another one does.

    `like` is that other claim, of a brief in scope, with the same `report_digest`.
    """

    claim: str
    published: date
    like: str


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of the graph that depends on nothing outside of it, entities apart.

    `briefs` are in scope with their nodes and mentions. `other_briefs` are not, but report events
    that are, so that their claims about these are in scope. Both are by id. Of `copies` only the
    relationship to the event is. `event_of` has the event of every claim of all these briefs, and
    of the copies and of the claims that these refer to, by the claim's id. `events` are the events
    in scope; no event outside of them has a relationship to one of them.
    """

    briefs: Mapping[str, ResolvedBrief]
    other_briefs: Mapping[str, ResolvedBrief]
    event_of: Mapping[str, NodeKey]
    events: Collection[NodeKey]
    judgements: Judgements
    copies: Sequence[Copy] = ()


@dataclass(frozen=True, slots=True)
class EventStates:
    """The events in a scope as their reports give them, and the reports of each brief.

    `deciding` are the ids of the deciding claims.
    """

    reports: Sequence[tuple[ResolvedBrief, list[Report]]]
    states: Mapping[NodeKey, EventState]
    deciding: frozenset[str]


def event_states(vocabulary: Vocabulary, scope: Scope) -> EventStates:
    """What all reports in a scope together say of its events."""
    reports = [
        (resolved, reports_of(resolved, scope.event_of, scope.events))
        for resolved in chain(scope.briefs.values(), scope.other_briefs.values())
    ]
    by_event: dict[NodeKey, list[Report]] = {}
    for report in chain(*(found for _, found in reports), _copied_reports(scope, reports)):
        by_event.setdefault(report.event, []).append(report)
    states = {key: combine_reports(vocabulary, key, found) for key, found in by_event.items()}
    deciding = frozenset(report.id for state in states.values() for report in state.deciding)
    return EventStates(reports, states, deciding)


def _copied_reports(
    scope: Scope, reports: Iterable[tuple[ResolvedBrief, list[Report]]]
) -> Iterator[Report]:
    if not scope.copies:
        return
    known = {report.id: (resolved, report.claim) for resolved, found in reports for report in found}
    for copy in scope.copies:
        yield copied_report(*known[copy.like], copy.claim, copy.published, scope.event_of)


def scope_elements(
    vocabulary: Vocabulary,
    scope: Scope,
    find_containment: FindContainment,
    found: EventStates | None = None,
) -> Elements:
    """What the graph holds of a scope: nodes of briefs, mentions, claims, events and their roles.

    Of judgements it gives the relationships to claims of `scope.briefs`. `found` is what
    `event_states` gives for the scope.
    """
    found = found or event_states(vocabulary, scope)
    places = _destinations(found.states)
    contains = containment(find_containment(places) if len(places) > 1 else ())
    elements = event_elements(found.states, contains)

    for resolved, reports in found.reports:
        elements.update(claim_elements(resolved, reports, found.deciding))
    for copy in scope.copies:
        about = EdgeKey("ABOUT", NodeKey("Claim", copy.claim), scope.event_of[copy.claim])
        elements.edges[about] = {}
    for resolved in scope.briefs.values():
        elements.nodes[resolved.node] = resolved.properties
        elements.edges.update(mention_edges(resolved))
    if scope.judgements.all:
        claims = {r.claim for brief in scope.briefs.values() for r in brief.records.values()}
        elements.edges.update((edge, {}) for edge in judges_edges(scope.judgements.all, claims))
    return elements


def _destinations(states: Mapping[NodeKey, EventState]) -> set[NodeKey]:
    return {place for state in states.values() for place in state.filled("destination")}
