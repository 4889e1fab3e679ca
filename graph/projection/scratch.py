"""The whole graph from the whole set of briefs at once: the definition that writing must meet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from whomet.graph.projection.briefs import brief_properties, claim_elements, mention_edges
from whomet.graph.projection.comparison import comparison_records
from whomet.graph.projection.elements import EdgeKey, Elements, NodeKey
from whomet.graph.projection.entities import EntityCounts, NameCount, contribution
from whomet.graph.projection.events import Report, own_state, reports_of
from whomet.graph.projection.identity import NameTable, Resolver, identify, name_uses
from whomet.graph.projection.judgements import Judgement, Judgements, judges_edges
from whomet.graph.projection.matching import match
from whomet.graph.projection.structure import Contains, finish_events
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary


def project(
    vocabulary: Vocabulary, briefs: Iterable[Brief], judgements: Iterable[Judgement] = ()
) -> Elements:
    """The graph of `briefs` and of analysts' judgements, whatever their order.

    Holds it all in memory.
    """
    by_id = {brief.id: brief for brief in briefs}
    tables: dict[str, NameTable] = {}
    for brief in by_id.values():
        for folded, use in name_uses(identify(vocabulary, brief)):
            tables.setdefault(folded, NameTable()).counts[use] += 1
    resolver = Resolver(vocabulary, tables.get)

    elements = Elements()
    tallies = EntityCounts()
    nodes = {id: resolver.resolve(brief) for id, brief in by_id.items()}
    seen = {id: comparison_records(vocabulary, brief, nodes[id]) for id, brief in by_id.items()}
    judged = Judgements(judgements)
    matched = match((s for told in seen.values() for s in told.values()), judged)
    events = {
        id: {key: matched.events[record.claim] for key, record in told.items()}
        for id, told in seen.items()
    }
    reports: dict[NodeKey, list[Report]] = {}
    for id, brief in by_id.items():
        identities = identify(vocabulary, brief)
        tallies.replace(None, contribution(id, brief.published, identities, nodes[id]))
        for report in reports_of(brief, nodes[id], events[id]):
            reports.setdefault(events[id][report.claim.key], []).append(report)
        elements.nodes[NodeKey("Brief", id)] = brief_properties(brief)
        elements.edges.update(mention_edges(brief, nodes[id]))

    elements.update(entity_elements(tallies, tables))
    states = {key: own_state(vocabulary, key, told) for key, told in reports.items()}
    elements.update(finish_events(states, containment(tallies.within)))
    deciding = {
        report.id: report.status == state.status
        for state in states.values()
        for report in state.reports
    }
    for id, brief in by_id.items():
        told = reports_of(brief, nodes[id], events[id])
        elements.update(
            claim_elements(vocabulary, brief, told, nodes[id], events[id], seen[id], deciding)
        )
    elements.nodes.update((judgement.node, judgement.properties()) for judgement in judged.all)
    elements.edges.update((edge, {}) for edge in judges_edges(judged.all, matched.events))
    return elements


def entity_elements(tallies: EntityCounts, tables: Mapping[str, NameTable]) -> Elements:
    """Entities, names and containment from complete tallies."""
    elements = Elements()
    names: dict[NodeKey, list[NameCount]] = {}
    for key, tally in tallies.names.items():
        elements.edges[key.edge] = tally.properties(key.used_as)
        elements.nodes[key.edge.target] = name_properties(key.folded, tables.get(key.folded))
        if key.used_as == "name":
            names.setdefault(key.entity, []).append(tally)
    for entity in tallies.briefs:
        elements.nodes[entity] = tallies.entity(entity, names[entity])
    for (part, whole), count in tallies.within.items():
        elements.edges[EdgeKey("WITHIN", part, whole)] = {"briefs": count}
    return elements


def name_properties(folded: str, table: NameTable | None) -> dict[str, object]:
    """The properties of a name's node."""
    properties: dict[str, object] = {"id": folded, "folded": folded, "name": folded}
    if table is not None and (uses := table.to_property()):
        properties["uses"] = uses
    return properties


def containment(pairs: Iterable[tuple[NodeKey, NodeKey]]) -> Contains:
    """Whether one place contains another, through any number of steps."""
    wholes: dict[NodeKey, list[NodeKey]] = {}
    for part, whole in pairs:
        wholes.setdefault(part, []).append(whole)

    def contains(outer: NodeKey, inner: NodeKey) -> bool:
        seen: set[NodeKey] = set()
        frontier = list(wholes.get(inner, ()))
        while frontier:
            place = frontier.pop()
            if place == outer:
                return True
            if place not in seen:
                seen.add(place)
                frontier.extend(wholes.get(place, ()))
        return False

    return contains
