"""The difference that an update makes to entities, their names and containers.

Counts are read for the entities that the affected briefs mention, and for no others. What a brief
said before is taken away from them, and what it says now is added.
"""

from __future__ import annotations

from collections.abc import Mapping

from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.entities import (
    Contribution,
    EntityCounts,
    added_names,
    contribution,
    name_nodes,
)
from whomet.graph.projection.entities import stamp as stamp_of
from whomet.graph.projection.entity_judgements import ALIAS, parse_unit
from whomet.graph.writing import cypher
from whomet.graph.writing.affected_briefs import AffectedBriefs, BriefChange
from whomet.graph.writing.difference import Difference, difference
from whomet.graph.writing.stored_state import StateReader


def entity_difference(read: StateReader, affected: AffectedBriefs) -> Difference:
    """The difference to entities, with NAMED and WITHIN, and to the nodes of their names.

    A name that is no longer used by them is not removed: other entities may have it.
    """
    removed, added = _contributions(affected.changes)
    both = [*removed, *added]
    entities = {entity for each in both for entity in each.entities} | _changed_aliases(affected)
    before = read.entity_elements(
        entities,
        {pair for each in both for pair in each.within},
    )
    counts = EntityCounts.from_elements(before)
    for each in removed:
        counts.remove(each)
    for each in added:
        counts.add(each)
    _find_earliest(read, affected.changes, counts)
    after = counts.elements()
    aliases = added_names(after.nodes, affected.tables)
    after.edges.update(aliases)

    changed = affected.changed_names
    names = {name.folded for each in both for name, _ in each.names} | changed
    names |= {edge.target.id for edge in aliases}
    # Of the names whose uses change it is known already which are in the graph.
    stored = {**read.name_tables(names - changed), **affected.stored_tables}
    before.nodes.update(name_nodes(stored, stored))
    tables = {**stored, **{name: affected.tables.tables[name] for name in changed}}
    after.nodes.update(name_nodes(names, tables))
    return difference(before, after)


def _changed_aliases(affected: AffectedBriefs) -> set[NodeKey]:
    """The entities that gain or lose an alias that an analyst gave."""
    before, after = (
        {
            (made, tables.units.unit(parse_unit(made.cls, made.one)))
            for made in tables.judged.of_verdict(ALIAS)
        }
        for tables in (affected.tables_before, affected.tables)
    )
    return {entity for _, entity in before ^ after}


def _contributions(
    changes: Mapping[str, BriefChange],
) -> tuple[list[Contribution], list[Contribution]]:
    """What the changes take away and what they add, without what stays the same."""
    removed, added = [], []
    for change in changes.values():
        if change.before is change.after:
            continue
        before = contribution(change.before) if change.before is not None else None
        after = contribution(change.after) if change.after is not None else None
        if before == after:
            continue
        if before is not None:
            removed.append(before)
        if after is not None:
            added.append(after)
    return removed, added


def _find_earliest(
    read: StateReader, changes: Mapping[str, BriefChange], counts: EntityCounts
) -> None:
    """Find the earliest brief again for forms whose earliest was taken away."""
    for name, form in counts.stale:
        count = counts.names[name]
        if count.counts[form] <= 0 or name.used_as != "name":
            continue
        text = cypher.earliest_use(read.class_label(name.entity.label))
        rows = read.rows(text, id=name.entity.id, form=form, ids=sorted(changes))
        stamps = [row["stamp"] for row in rows if row["stamp"] is not None]
        for change in changes.values():
            if (after := change.after) is not None and any(
                after.nodes[mention.key] == name.entity and mention.name == form
                for mention in after.brief.mentions
            ):
                stamps.append(stamp_of(after.brief))
        count.earliest[form] = min(stamps)
