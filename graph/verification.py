"""Whether a live graph is what its briefs make: computed from scratch and compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph import cypher
from graph.connection import Connection
from graph.difference import difference
from graph.familiarity import ensure_known
from graph.judging import stored_judgements
from graph.projection.elements import PART_PROPERTY, EdgeKey, Elements, NodeKey
from graph.projection.scratch import project
from graph.state import native
from ontology.records import Brief
from ontology.vocabulary import Vocabulary

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


def read_graph(connection: Connection, words: Vocabulary | None = None) -> Elements:
    """Everything in the database that is a function of briefs."""
    words = words or connection.words
    elements = Elements()
    for row in connection.read(NODES):
        key = _key(words, row["labels"], row["properties"]["id"])
        if set(row["labels"]) != set(cypher.all_labels(words, key.label)):
            key = NodeKey(":".join(sorted(row["labels"])), key.id)
        elements.nodes[key] = native(row["properties"])
    for row in connection.read(EDGES):
        properties = native(row["properties"])
        part = str(properties.get(PART_PROPERTY.get(row["type"], ""), ""))
        source = _key(words, row["source_labels"], row["source"])
        target = _key(words, row["target_labels"], row["target"])
        elements.edges[EdgeKey(row["type"], source, target, part)] = properties
    return elements


def stored_briefs(connection: Connection) -> Iterator[Brief]:
    """The briefs in the database, as they were loaded."""
    for row in connection.read(BRIEFS):
        yield Brief.from_annotation(**native(row))


def verify(connection: Connection, words: Vocabulary | None = None) -> list[str]:
    """Each difference between the graph and what its own briefs make, in words; none if right.

    GraphError if a brief says something for which the vocabulary has no word.
    """
    words = words or connection.words
    briefs = list(stored_briefs(connection))
    for brief in briefs:
        ensure_known(words, brief)
    wanted = project(words, briefs, stored_judgements(connection))
    found = difference(read_graph(connection, words), wanted)
    told = [
        *(f"missing {_node(key)}" for key in found.added.nodes),
        *(f"not from any brief: {_node(key)}" for key in found.removed.nodes),
        *(f"other properties on {_node(key)}" for key in found.changed.nodes),
        *(f"missing {_edge(key)}" for key in found.added.edges),
        *(f"not from any brief: {_edge(key)}" for key in found.removed.edges),
        *(f"other properties on {_edge(key)}" for key in found.changed.edges),
    ]
    return sorted(told)


def _key(words: Vocabulary, labels: list[str], id: Any) -> NodeKey:
    return NodeKey(words.class_of(labels) or ":".join(labels), id)


def _node(key: NodeKey) -> str:
    return f"{key.label} {key.id}"


def _edge(key: EdgeKey) -> str:
    part = f" ({key.part})" if key.part else ""
    return f"({_node(key.source)})-[{key.type}{part}]->({_node(key.target)})"
