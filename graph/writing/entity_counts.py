"""What a step of change does to entities: counts of their names, kinds and containers.

Counts are read for the entities that the touched briefs mention, and for no others; a brief takes
back what it said before and adds what it says now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from whomet.graph.projection.elements import EdgeKey, Elements, NodeKey
from whomet.graph.projection.entities import (
    Contribution,
    EntityCounts,
    NameCount,
    NameKey,
    contribution,
    kinds_from_property,
)
from whomet.graph.projection.identity import NameTable, identify
from whomet.graph.projection.scratch import name_properties
from whomet.graph.writing import cypher
from whomet.graph.writing.difference import Difference, difference
from whomet.graph.writing.stored_state import StateReader, by_label
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

Nodes = Mapping[str, NodeKey]
Said = tuple[Contribution | None, Contribution | None]


@dataclass(frozen=True, slots=True)
class Touched:
    """A brief that the step touches: before and after, with the nodes of its mentions."""

    old: Brief | None
    new: Brief | None
    old_nodes: Nodes
    new_nodes: Nodes


class EntityCount:
    """The counts that `touched` briefs change, by id."""

    def __init__(
        self, read: StateReader, vocabulary: Vocabulary, touched: Mapping[str, Touched]
    ) -> None:
        self._read = read
        self._vocabulary = vocabulary
        self._touched = touched

    def difference(
        self, tables_before: Mapping[str, NameTable], tables: Mapping[str, NameTable]
    ) -> Difference:
        """What becomes of entities, their names and containers.

        `tables` are those of the names whose uses change, `tables_before` the same as they were.
        A name that loses its last use here is not removed: entities not looked at may have it.
        """
        said = [
            pair for id, t in self._touched.items() if (pair := self._said(id, t))[0] != pair[1]
        ]
        sides = [side for pair in said for side in pair if side is not None]
        before, tallies = self._tallies(sides)
        names = {key.folded for side in sides for key, _ in side.names}
        known = {**self._read.name_tables(names - set(tables_before)), **tables_before}
        for folded, table in known.items():
            before.nodes[NodeKey("Name", folded)] = name_properties(folded, table)
        for old, new in said:
            tallies.replace(old, new)
        self._refresh_earliest(tallies)
        found = difference(before, _elements(tallies, before, names, tables))
        for key in [key for key in found.removed.nodes if key.label == "Name"]:
            del found.removed.nodes[key]
        return found

    def _said(self, id: str, touched: Touched) -> Said:
        return (
            self._contribution(id, touched.old, touched.old_nodes),
            self._contribution(id, touched.new, touched.new_nodes),
        )

    def _contribution(self, id: str, brief: Brief | None, nodes: Nodes) -> Contribution | None:
        if brief is None:
            return None
        return contribution(id, brief.published, identify(self._vocabulary, brief), nodes)

    def _tallies(self, sides: Collection[Contribution]) -> tuple[Elements, EntityCounts]:
        """What the graph counts of the entities in `sides` now, as elements and as tallies."""
        before, tallies = Elements(), EntityCounts()
        for label, ids in by_label({key for side in sides for key in side.entities}).items():
            for row in self._read.rows(cypher.entity_counts(self._read.exactly(label)), ids=ids):
                key = NodeKey(label, row["id"])
                before.nodes[key] = row["properties"]
                tallies.briefs[key] = row["properties"]["briefs"]
                tallies.kinds[key] = kinds_from_property(row["properties"].get("kinds", ()))
                for folded, properties in row["names"]:
                    if folded is None:
                        continue
                    name = NameKey(key, properties["as"], folded)
                    before.edges[name.edge] = properties
                    tallies.names[name] = NameCount.from_properties(properties)
        self._within({inside for side in sides for inside in side.within}, before, tallies)
        return before, tallies

    def _within(
        self, pairs: Iterable[tuple[NodeKey, NodeKey]], before: Elements, tallies: EntityCounts
    ) -> None:
        grouped: dict[str, list[dict[str, str]]] = {}
        for part, whole in sorted(pairs):
            grouped.setdefault(part.label, []).append({"a": part.id, "b": whole.id})
        for label, rows in grouped.items():
            for row in self._read.rows(cypher.within(self._read.exactly(label)), rows=rows):
                inside = (NodeKey(label, row["a"]), NodeKey(label, row["b"]))
                before.edges[EdgeKey("WITHIN", *inside)] = {"briefs": row["briefs"]}
                tallies.within[inside] = row["briefs"]

    def _refresh_earliest(self, tallies: EntityCounts) -> None:
        """Find the earliest brief again for forms whose earliest was taken away."""
        for name, form in tallies.stale:
            tally = tallies.names[name]
            if tally.counts[form] <= 0 or name.used_as != "name":
                continue
            text = cypher.earliest_use(self._read.exactly(name.entity.label))
            rows = self._read.rows(text, id=name.entity.id, form=form, ids=sorted(self._touched))
            stamps = [row["stamp"] for row in rows if row["stamp"] is not None]
            for id, change in self._touched.items():
                if change.new is not None and any(
                    change.new_nodes[m.key] == name.entity and m.name == form
                    for m in change.new.mentions
                ):
                    stamps.append(f"{change.new.published.isoformat()} {id}")
            tally.earliest[form] = min(stamps)


def _elements(
    tallies: EntityCounts, before: Elements, said: Collection[str], tables: Mapping[str, NameTable]
) -> Elements:
    """What the graph must hold of the counted entities, and of the names in `said` and `tables`."""
    after = Elements()
    names: dict[NodeKey, list[NameCount]] = {}
    for key, tally in tallies.names.items():
        if tally.briefs <= 0:
            continue
        after.edges[key.edge] = tally.properties(key.used_as)
        if key.folded in said:
            name = key.edge.target
            after.nodes[name] = before.nodes.get(name, name_properties(key.folded, None))
        if key.used_as == "name":
            names.setdefault(key.entity, []).append(tally)
    for folded, table in tables.items():
        name = NodeKey("Name", folded)
        if name in before.nodes or name in after.nodes:
            after.nodes[name] = name_properties(folded, table)
    for entity, briefs in tallies.briefs.items():
        if briefs > 0:
            after.nodes[entity] = tallies.entity(entity, names[entity])
    for inside, count in tallies.within.items():
        if count > 0:
            after.edges[EdgeKey("WITHIN", *inside)] = {"briefs": count}
    return after
