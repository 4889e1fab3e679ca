"""The briefs, claims and events in a scope: the one function that says what the graph holds of it.

With every brief in scope it gives the whole graph (`full_graph`). An update takes the smallest
scope that its briefs can affect, and writes the difference between what is stored of it and what
the function gives (graph/writing/update.py). Entities and names are counted instead (`entities`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from whomet.graph.projection.briefs import (
    ResolvedBrief,
    claim_elements,
    mention_edges,
    reports_of,
)
from whomet.graph.projection.elements import Elements, NodeKey
from whomet.graph.projection.events import EventState, Report, combine_reports
from whomet.graph.projection.judgements import Judgements, judges_edges
from whomet.graph.projection.structure import containment, event_elements
from whomet.ontology.vocabulary import Vocabulary

#: Gives, for some places, (part, whole) for each WITHIN that may lead from one to another.
FindContainment = Callable[[Collection[NodeKey]], Iterable[tuple[NodeKey, NodeKey]]]


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of the graph that depends on nothing outside of it, entities apart.

    `briefs` are in scope with their nodes and mentions. `other_briefs` are not, but report events
    that are, so that their claims about these are in scope. Both are by id. `event_of` has the
    event of every claim of all these briefs, by the claim's id. `events` are the events in scope;
    no event outside of them has a relationship to one of them.
    """

    briefs: Mapping[str, ResolvedBrief]
    other_briefs: Mapping[str, ResolvedBrief]
    event_of: Mapping[str, NodeKey]
    events: Collection[NodeKey]
    judgements: Judgements


def scope_elements(
    vocabulary: Vocabulary, scope: Scope, find_containment: FindContainment
) -> Elements:
    """What the graph holds of a scope: nodes of briefs, mentions, claims, events and their roles.

    Of judgements it gives the relationships to claims of `scope.briefs`.
    """
    reports = [
        (resolved, reports_of(resolved, scope.event_of, scope.events))
        for resolved in chain(scope.briefs.values(), scope.other_briefs.values())
    ]
    by_event: dict[NodeKey, list[Report]] = {}
    for _, found in reports:
        for report in found:
            by_event.setdefault(report.event, []).append(report)
    states = {key: combine_reports(vocabulary, key, found) for key, found in by_event.items()}
    places = _destinations(states)
    contains = containment(find_containment(places) if len(places) > 1 else ())
    elements = event_elements(states, contains)

    deciding = {report.id for state in states.values() for report in state.deciding}
    for resolved, found in reports:
        elements.update(claim_elements(resolved, found, deciding))
    for resolved in scope.briefs.values():
        elements.nodes[resolved.node] = resolved.properties
        elements.edges.update(mention_edges(resolved))
    if scope.judgements.all:
        claims = {r.claim for brief in scope.briefs.values() for r in brief.records.values()}
        elements.edges.update((edge, {}) for edge in judges_edges(scope.judgements.all, claims))
    return elements


def _destinations(states: Mapping[NodeKey, EventState]) -> set[NodeKey]:
    return {place for state in states.values() for place in state.filled("destination")}
