"""The whole graph, computed from all briefs at once: the definition that every update must meet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from whomet.graph.projection.briefs import ResolvedBrief, brief_properties
from whomet.graph.projection.elements import Elements
from whomet.graph.projection.entities import EntityCounts, added_names, contribution, name_nodes
from whomet.graph.projection.entity_judgements import (
    NO_JUDGEMENTS,
    EntityJudgement,
    EntityJudgements,
)
from whomet.graph.projection.event_judgements import Judgement, Judgements
from whomet.graph.projection.identity import keyed_mentions, settle
from whomet.graph.projection.matching import match
from whomet.graph.projection.name_usage import NameTables
from whomet.graph.projection.scope import Scope, scope_elements
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary


def project(
    vocabulary: Vocabulary,
    briefs: Iterable[Brief],
    judgements: Iterable[Judgement | EntityJudgement] = (),
) -> Elements:
    """The graph of `briefs` and of analysts' judgements, whatever their order.

    Holds it all in memory.
    """
    judgements = list(judgements)
    resolved, tables = resolve_briefs(vocabulary, briefs, entity_judgements(vocabulary, judgements))
    return full_graph(vocabulary, resolved, tables, judgements)


def entity_judgements(
    vocabulary: Vocabulary, judgements: Iterable[Judgement | EntityJudgement]
) -> EntityJudgements:
    """Those of some judgements that are on entities, for entities of a vocabulary."""
    found = (made for made in judgements if isinstance(made, EntityJudgement))
    return EntityJudgements(found, vocabulary.entities)


def resolve_briefs(
    vocabulary: Vocabulary,
    briefs: Iterable[Brief],
    judged: EntityJudgements = NO_JUDGEMENTS,
) -> tuple[dict[str, ResolvedBrief], NameTables]:
    """All briefs with their mentions resolved, by id, and how their names are used."""
    by_id = {brief.id: brief for brief in briefs}
    mentions = {id: keyed_mentions(vocabulary, brief, judged) for id, brief in by_id.items()}
    nodes, tables = settle(mentions, {}, judged)
    resolved = {
        id: ResolvedBrief(brief, brief_properties(brief), mentions[id], nodes[id], vocabulary)
        for id, brief in by_id.items()
    }
    return resolved, tables


def full_graph(
    vocabulary: Vocabulary,
    briefs: Mapping[str, ResolvedBrief],
    tables: NameTables,
    judgements: Iterable[Judgement | EntityJudgement] = (),
) -> Elements:
    """The graph of all briefs, as `resolve_briefs` gives them, and of analysts' judgements."""
    counts = EntityCounts()
    for resolved in briefs.values():
        counts.add(contribution(resolved))
    elements = counts.elements()
    elements.edges.update(added_names(elements.nodes, tables))
    names = {edge.target.id for edge in elements.edges if edge.type == "NAMED"}
    elements.nodes.update(name_nodes(names, tables.tables))

    every = list(judgements)
    judged = Judgements(made for made in every if isinstance(made, Judgement))
    records = [record for resolved in briefs.values() for record in resolved.records.values()]
    event_of = match(records, judged).events
    scope = Scope(briefs, {}, event_of, frozenset(event_of.values()), judged)
    elements.update(scope_elements(vocabulary, scope, lambda _: counts.within))
    elements.nodes.update((judgement.node, judgement.properties()) for judgement in every)
    return elements
