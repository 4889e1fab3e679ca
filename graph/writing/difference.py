"""The difference between two parts of a graph, and the writing of it in batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from whomet.graph.database.driver import Rows
from whomet.graph.projection.elements import (
    DISCRIMINATOR_PROPERTY,
    EdgeKey,
    EdgeKind,
    Elements,
    Properties,
)
from whomet.graph.writing import cypher
from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Transaction

K = TypeVar("K")


@dataclass(slots=True)
class Difference:
    """The nodes and relationships to add, change and remove to turn one graph into another.

    `changed` has the new properties of what changes, `earlier` the properties that it had.
    """

    added: Elements = field(default_factory=Elements)
    changed: Elements = field(default_factory=Elements)
    earlier: Elements = field(default_factory=Elements)
    removed: Elements = field(default_factory=Elements)

    def __bool__(self) -> bool:
        return any(part.nodes or part.edges for part in (self.added, self.changed, self.removed))


def difference(before: Elements, after: Elements) -> Difference:
    """The difference that turns `before` into `after`."""
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
        """Write a difference: deletions first, of relationships and then of nodes.

        A node that changes its class may keep its id under a label that both classes have, so the
        old one must be gone before the new one is created.
        """
        for kind, edges in found.removed.edges_by_kind().items():
            self._run(cypher.delete_edges(*kind), _edge_rows(kind, edges))
        for label, nodes in found.removed.nodes_by_label().items():
            self._run(cypher.delete_nodes(label), (key.id for key, _ in nodes))
        for label, nodes in found.added.nodes_by_label().items():
            labels = cypher.all_labels(self._vocabulary, label)
            self._run(cypher.create_nodes(labels), (properties for _, properties in nodes))
        for label, nodes in found.changed.nodes_by_label().items():
            self._run(
                cypher.replace_nodes(label),
                ({"id": key.id, "properties": properties} for key, properties in nodes),
            )
        for kind, edges in found.added.edges_by_kind().items():
            self._run(cypher.create_edges(*kind), _edge_rows(kind, edges))
        for kind, edges in found.changed.edges_by_kind().items():
            self._run(cypher.replace_edges(*kind), _edge_rows(kind, edges))

    def _run(self, text: str, rows: Iterable[Any]) -> None:
        self._transaction.run(text, {"rows": Rows(rows)}).consume()


def _edge_rows(kind: EdgeKind, edges: Iterable[tuple[EdgeKey, Properties]]) -> list[dict[str, Any]]:
    """The rows of relationships of one kind, with what tells parallel ones apart."""
    rows: list[dict[str, Any]] = [
        {"a": key.source.id, "b": key.target.id, "p": found} for key, found in edges
    ]
    if kind[0] in DISCRIMINATOR_PROPERTY:
        for row, (key, _) in zip(rows, edges, strict=True):
            row["discriminator"] = _discriminator(key)
    return rows


def _discriminator(key: EdgeKey) -> str | int:
    """The value of the property that holds the discriminator."""
    return int(key.discriminator) if key.type == "ATTRIBUTED_TO" else key.discriminator


def summary(found: Difference) -> Counter[str]:
    """The counts of a difference, keyed `added Meeting`, `removed relationships` and so on."""
    counts: Counter[str] = Counter()
    for verb, part in (
        ("added", found.added),
        ("changed", found.changed),
        ("removed", found.removed),
    ):
        counts.update(f"{verb} {key.label}" for key in part.nodes)
        counts[f"{verb} relationships"] += len(part.edges)
    return counts
