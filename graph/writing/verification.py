"""Whether a live graph is what its briefs make: computed from scratch and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from whomet.graph.database.connection import Connection
from whomet.graph.progress import ProgressCallback, no_progress
from whomet.graph.projection.elements import (
    PART_PROPERTY,
    Edge,
    EdgeKey,
    Elements,
    Node,
    NodeKey,
    Properties,
)
from whomet.graph.projection.scratch import project
from whomet.graph.review.judging import stored_judgements
from whomet.graph.writing import cypher
from whomet.graph.writing.stored_state import native
from whomet.graph.writing.vocabulary_check import ensure_known
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

K = TypeVar("K", NodeKey, EdgeKey)
Name = Callable[[K], str]

#: Elements between two reports of progress.
TOLD = 1000
#: Seconds of a reading: as many as it takes.
UNLIMITED = 0.0
TOTAL = "RETURN COUNT { () } + COUNT { ()-->() } AS total"
NODES = """
MATCH (n) WHERE NOT n:LoadLock|LoadRecord
RETURN labels(n) AS labels, properties(n) AS properties
"""
EDGES = """
MATCH (a)-[r]->(b)
RETURN labels(a) AS source_labels, a.id AS source, type(r) AS type, properties(r) AS properties,
       labels(b) AS target_labels, b.id AS target
"""
BRIEFS = """
MATCH (b:Brief)
RETURN b.id AS id, b.title AS title, b.source AS source, b.published AS published,
       b.language AS language, b.url AS url, b.text AS text, b.annotation AS annotation
"""


def read_graph(connection: Connection, vocabulary: Vocabulary | None = None) -> Elements:
    """Everything in the database that is a function of briefs."""
    vocabulary = vocabulary or connection.vocabulary
    return Elements(
        dict(_live_nodes(connection, vocabulary)), dict(_live_edges(connection, vocabulary))
    )


def _live_nodes(connection: Connection, vocabulary: Vocabulary) -> Iterator[Node]:
    for row in connection.stream(NODES, timeout=UNLIMITED):
        key = _key(vocabulary, row["labels"], row["properties"]["id"])
        if set(row["labels"]) != set(cypher.all_labels(vocabulary, key.label)):
            key = NodeKey(":".join(sorted(row["labels"])), key.id)
        yield key, native(row["properties"])


def _live_edges(connection: Connection, vocabulary: Vocabulary) -> Iterator[Edge]:
    for row in connection.stream(EDGES, timeout=UNLIMITED):
        properties = native(row["properties"])
        part = str(properties.get(PART_PROPERTY.get(row["type"], ""), ""))
        source = _key(vocabulary, row["source_labels"], row["source"])
        target = _key(vocabulary, row["target_labels"], row["target"])
        yield EdgeKey(row["type"], source, target, part), properties


def stored_briefs(connection: Connection) -> Iterator[Brief]:
    """The briefs in the database, as they were loaded."""
    for row in connection.stream(BRIEFS, timeout=UNLIMITED):
        yield Brief.from_annotation(**native(row))


def verify(
    connection: Connection,
    vocabulary: Vocabulary | None = None,
    progress: ProgressCallback = no_progress,
) -> list[str]:
    """Each difference between the graph and what its own briefs make, in words; none if right.

    What the briefs make is computed in memory; the graph passes by it, element by element.
    GraphError if a brief says something for which the vocabulary has no word.
    """
    vocabulary = vocabulary or connection.vocabulary
    progress("Working out what the briefs make", 0)
    briefs = _known(vocabulary, stored_briefs(connection))
    wanted = project(vocabulary, briefs, stored_judgements(connection))
    compared = _Comparison(connection.read(TOTAL)[0]["total"], progress)
    nodes = compared.differences(_live_nodes(connection, vocabulary), wanted.nodes, _node)
    edges = compared.differences(_live_edges(connection, vocabulary), wanted.edges, _edge)
    return sorted([*nodes, *edges])


def _known(vocabulary: Vocabulary, briefs: Iterable[Brief]) -> Iterator[Brief]:
    for brief in briefs:
        ensure_known(vocabulary, brief)
        yield brief


class _Comparison:
    """Compares what passes by with what is wanted, and tells how far it has come."""

    def __init__(self, total: int, progress: ProgressCallback) -> None:
        self._total = total
        self._progress = progress
        self._done = 0

    def differences(
        self, live: Iterable[tuple[K, Properties]], wanted: dict[K, Properties], name: Name[K]
    ) -> Iterator[str]:
        """Each difference in words; what is found as it should be is taken out of `wanted`."""
        for key, properties in live:
            # Taken out: a second one like it would be one too many.
            right = wanted.pop(key, None)
            if right is None:
                yield f"not from any brief: {name(key)}"
            elif right != properties:
                yield f"other properties on {name(key)}"
            self._done += 1
            if self._done % TOLD == 0:
                self._progress("Comparing", self._done, self._total)
        for key in wanted:
            yield f"missing {name(key)}"


def _key(vocabulary: Vocabulary, labels: list[str], id: Any) -> NodeKey:
    return NodeKey(vocabulary.class_of(labels) or ":".join(labels), id)


def _node(key: NodeKey) -> str:
    return f"{key.label} {key.id}"


def _edge(key: EdgeKey) -> str:
    part = f" ({key.part})" if key.part else ""
    return f"({_node(key.source)})-[{key.type}{part}]->({_node(key.target)})"
