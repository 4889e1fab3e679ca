"""Verifying a stored graph: comparing it with what is computed from its briefs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from whomet.graph.database.connection import Connection
from whomet.graph.database.schema import OWN
from whomet.graph.progress import COMPARING, ProgressCallback, no_progress
from whomet.graph.projection.briefs import brief_from_properties
from whomet.graph.projection.elements import (
    DISCRIMINATOR_PROPERTY,
    EdgeKey,
    Elements,
    NodeKey,
    Properties,
)
from whomet.graph.projection.entity_judgements import EntityJudgement
from whomet.graph.projection.event_judgements import Judgement
from whomet.graph.projection.full_graph import project
from whomet.graph.review.entity_judging import stored_entity_judgements
from whomet.graph.review.event_judging import stored_judgements
from whomet.graph.writing import cypher
from whomet.graph.writing.stored_state import native
from whomet.graph.writing.vocabulary_check import ensure_known
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

K = TypeVar("K", NodeKey, EdgeKey)
Name = Callable[[K], str]

#: Number of elements compared between two reports of progress.
REPORTED_EVERY = 1000
#: Seconds of a read transaction: no limit.
UNLIMITED = 0.0
TOTAL = "RETURN COUNT { () } + COUNT { ()-->() } AS total"
NODES = f"""
MATCH (n) WHERE NOT n:{"|".join(OWN)}
RETURN labels(n) AS labels, properties(n) AS properties
"""
EDGES = """
MATCH (a)-[r]->(b)
RETURN labels(a) AS source_labels, a.id AS source, type(r) AS type, properties(r) AS properties,
       labels(b) AS target_labels, b.id AS target
"""
BRIEFS = "MATCH (b:Brief) RETURN properties(b) AS properties"


def read_graph(connection: Connection, vocabulary: Vocabulary | None = None) -> Elements:
    """Everything in the database that is a function of briefs."""
    vocabulary = vocabulary or connection.vocabulary
    return Elements(
        dict(_stored_nodes(connection, vocabulary)), dict(_stored_edges(connection, vocabulary))
    )


def _stored_nodes(
    connection: Connection, vocabulary: Vocabulary
) -> Iterator[tuple[NodeKey, Properties]]:
    for row in connection.stream(NODES, timeout=UNLIMITED):
        key = _key(vocabulary, row["labels"], row["properties"].get("id"))
        if set(row["labels"]) != set(cypher.all_labels(vocabulary, key.label)):
            key = NodeKey(":".join(sorted(row["labels"])), key.id)
        yield key, native(row["properties"])


def _stored_edges(
    connection: Connection, vocabulary: Vocabulary
) -> Iterator[tuple[EdgeKey, Properties]]:
    for row in connection.stream(EDGES, timeout=UNLIMITED):
        properties = native(row["properties"])
        discriminator = str(properties.get(DISCRIMINATOR_PROPERTY.get(row["type"], ""), ""))
        source = _key(vocabulary, row["source_labels"], row["source"])
        target = _key(vocabulary, row["target_labels"], row["target"])
        yield EdgeKey(row["type"], source, target, discriminator), properties


def stored_briefs(connection: Connection) -> Iterator[Brief]:
    """The briefs in the database, as they were loaded."""
    for row in connection.stream(BRIEFS, timeout=UNLIMITED):
        yield brief_from_properties(native(row["properties"]))


def verify(
    connection: Connection,
    vocabulary: Vocabulary | None = None,
    progress: ProgressCallback = no_progress,
    *,
    with_others: bool = True,
) -> list[str]:
    """Each difference between the stored graph and that of its briefs, in words.

    The graph of the briefs is computed in memory, the stored one is read element by element.
    `with_others` is unset to leave alone what others have put into the database.
    GraphError if a brief uses a class, role or attribute that the vocabulary does not know.
    """
    vocabulary = vocabulary or connection.vocabulary
    progress("Computing the graph of the briefs", 0)
    briefs = _known(vocabulary, stored_briefs(connection))
    judgements: list[Judgement | EntityJudgement] = [
        *stored_judgements(connection),
        *stored_entity_judgements(connection),
    ]
    expected = project(vocabulary, briefs, judgements)
    compared = _Comparison(connection.read(TOTAL)[0]["total"], progress)

    def counts(*keys: NodeKey) -> bool:
        return with_others or all(vocabulary.class_of(key.label.split(":")) for key in keys)

    stored_nodes = (one for one in _stored_nodes(connection, vocabulary) if counts(one[0]))
    nodes = compared.differences(stored_nodes, expected.nodes, _node)
    stored_edges = (
        one for one in _stored_edges(connection, vocabulary) if counts(one[0].source, one[0].target)
    )
    edges = compared.differences(stored_edges, expected.edges, _edge)
    found = sorted([*nodes, *edges])
    compared.finish()
    return found


def _known(vocabulary: Vocabulary, briefs: Iterable[Brief]) -> Iterator[Brief]:
    for brief in briefs:
        ensure_known(vocabulary, brief)
        yield brief


class _Comparison:
    """Compares stored elements with the expected ones, and reports progress."""

    def __init__(self, total: int, progress: ProgressCallback) -> None:
        self._total = total
        self._progress = progress
        self._done = 0

    def differences(
        self, stored: Iterable[tuple[K, Properties]], expected: dict[K, Properties], name: Name[K]
    ) -> Iterator[str]:
        """Each difference in words; removes from `expected` what was found."""
        for key, properties in stored:
            # Removed, so that a duplicate is reported.
            wanted = expected.pop(key, None)
            if wanted is None:
                yield f"not from any brief: {name(key)}"
            elif wanted != properties:
                yield f"other properties on {name(key)}"
            self._done += 1
            if self._done % REPORTED_EVERY == 0:
                self._progress(COMPARING, self._done, self._total)
        for key in expected:
            yield f"missing {name(key)}"

    def finish(self) -> None:
        """Report the end: what is left out of the comparison was counted with the rest."""
        self._progress(COMPARING, self._total, self._total)


def _key(vocabulary: Vocabulary, labels: list[str], id: Any) -> NodeKey:
    return NodeKey(vocabulary.class_of(labels) or ":".join(labels), id)


def _node(key: NodeKey) -> str:
    return f"{key.label} {key.id}"


def _edge(key: EdgeKey) -> str:
    which = f" ({key.discriminator})" if key.discriminator else ""
    return f"({_node(key.source)})-[{key.type}{which}]->({_node(key.target)})"
