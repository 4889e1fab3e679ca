"""The difference between two parts of a graph, and writing it in batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from whomet.graph.projection.elements import PART_PROPERTY, EdgeKey, Elements, NodeKey, Properties
from whomet.graph.writing import cypher
from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Transaction

K = TypeVar("K")


@dataclass(slots=True)
class Difference:
    """What must be done to one graph to make it another.

    `changed` has the properties that they get, `earlier` those that they had.
    """

    added: Elements = field(default_factory=Elements)
    changed: Elements = field(default_factory=Elements)
    earlier: Elements = field(default_factory=Elements)
    removed: Elements = field(default_factory=Elements)

    def __bool__(self) -> bool:
        return any(part.nodes or part.edges for part in (self.added, self.changed, self.removed))


def difference(before: Elements, after: Elements) -> Difference:
    """What turns `before` into `after`."""
    found = Difference()
    added, changed, earlier, removed = found.added, found.changed, found.earlier, found.removed
    _compare(before.nodes, after.nodes, added.nodes, changed.nodes, earlier.nodes, removed.nodes)
    _compare(before.edges, after.edges, added.edges, changed.edges, earlier.edges, removed.edges)
    return found


def _compare(
    before: dict[K, Properties],
    after: dict[K, Properties],
    added: dict[K, Properties],
    changed: dict[K, Properties],
    earlier: dict[K, Properties],
    removed: dict[K, Properties],
) -> None:
    for key, properties in after.items():
        old = before.get(key)
        if old is None:
            added[key] = properties
        elif old != properties:
            changed[key] = properties
            earlier[key] = old
    for key, properties in before.items():
        if key not in after:
            removed[key] = properties


class Writer:
    """Writes differences within one transaction."""

    def __init__(
        self, transaction: ManagedTransaction | Transaction, vocabulary: Vocabulary
    ) -> None:
        self._transaction = transaction
        self._vocabulary = vocabulary

    def write(self, found: Difference) -> None:
        """Delete before writing, relationships before nodes, and write in the other order.

        What changes its class may keep its id under a label that both classes have.
        """
        for kind, edges in _edges_by_kind(found.removed).items():
            self._run(cypher.delete_edges(*kind), rows=_edge_rows(edges))
        for label, nodes in _nodes_by_label(found.removed).items():
            self._run(cypher.delete_nodes(label), ids=[key.id for key, _ in nodes])
        for label, nodes in _nodes_by_label(found.added).items():
            labels = cypher.all_labels(self._vocabulary, label)
            self._run(cypher.create_nodes(labels), rows=[properties for _, properties in nodes])
        for label, nodes in _nodes_by_label(found.changed).items():
            self._run(
                cypher.replace_nodes(label),
                rows=[{"id": key.id, "properties": properties} for key, properties in nodes],
            )
        for kind, edges in _edges_by_kind(found.added).items():
            self._run(cypher.create_edges(*kind), rows=_edge_rows(edges))
        for kind, edges in _edges_by_kind(found.changed).items():
            self._run(cypher.replace_edges(*kind), rows=_edge_rows(edges))

    def _run(self, text: str, **parameters: Any) -> None:
        self._transaction.run(text, parameters).consume()


def _nodes_by_label(elements: Elements) -> dict[str, list[tuple[NodeKey, Properties]]]:
    grouped: dict[str, list[tuple[NodeKey, Properties]]] = {}
    for key, properties in elements.nodes.items():
        grouped.setdefault(key.label, []).append((key, properties))
    return dict(sorted(grouped.items()))


def _edges_by_kind(
    elements: Elements,
) -> dict[tuple[str, str, str], list[tuple[EdgeKey, Properties]]]:
    grouped: dict[tuple[str, str, str], list[tuple[EdgeKey, Properties]]] = {}
    for key, properties in elements.edges.items():
        kind = (key.type, key.source.label, key.target.label)
        grouped.setdefault(kind, []).append((key, properties))
    return dict(sorted(grouped.items()))


def _edge_rows(edges: Iterable[tuple[EdgeKey, Properties]]) -> list[dict[str, Any]]:
    return [
        {"a": key.source.id, "b": key.target.id, "p": properties, "part": _part(key)}
        for key, properties in edges
    ]


def _part(key: EdgeKey) -> str | int | None:
    if key.type not in PART_PROPERTY:
        return None
    return int(key.part) if key.type == "ATTRIBUTED_TO" else key.part


def summary(found: Difference) -> Counter[str]:
    """How many nodes of each label were added, as `added Meeting`, and so on."""
    counts: Counter[str] = Counter()
    for verb, part in (
        ("added", found.added),
        ("changed", found.changed),
        ("removed", found.removed),
    ):
        counts.update(f"{verb} {key.label}" for key in part.nodes)
        counts[f"{verb} relationships"] += len(part.edges)
    return counts
