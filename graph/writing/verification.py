"""Verifying a stored graph: comparing it with what is computed from its briefs."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from whomet.graph.bulk.computing import FEW_BRIEFS, write_graph
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
from whomet.graph.server.folders import held, make_private, storage_faults
from whomet.graph.writing import cypher
from whomet.graph.writing.element_rows import PARTS, RowFiles, differences, element_rows, row_of
from whomet.graph.writing.stored_state import native
from whomet.graph.writing.vocabulary_check import ensure_known
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

AnyKey = NodeKey | EdgeKey

COMPUTING = "Computing the graph of the briefs"
#: Maximum number of briefs whose graph is computed in memory.
BRIEFS_IN_MEMORY = FEW_BRIEFS

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
BRIEFS_TOTAL = "RETURN COUNT { (:Brief) } AS total"
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

    Of many briefs both graphs are compared in files, in a folder of the home that only its owner
    can read and that is removed. `with_others` is unset to leave alone what others have put into
    the database. GraphError if a brief uses a class, role or attribute that the vocabulary does not
    know.
    """
    vocabulary = vocabulary or connection.vocabulary
    stored = _stored_rows(connection, vocabulary, with_others, progress)
    total = connection.read(BRIEFS_TOTAL)[0]["total"]
    progress(COMPUTING, 0, total)
    briefs = _known(vocabulary, stored_briefs(connection))
    judgements: list[Judgement | EntityJudgement] = [
        *stored_judgements(connection),
        *stored_entity_judgements(connection),
    ]
    if total <= BRIEFS_IN_MEMORY:
        return sorted(differences(element_rows(project(vocabulary, briefs, judgements)), stored))
    with _folder(connection.home) as folder:
        expected, found = RowFiles(folder, "expected"), RowFiles(folder, "stored")
        open_writer = partial(RowFiles, folder, "expected")
        counted = _counted(briefs, total, progress)
        write_graph(vocabulary, counted, folder, open_writer, progress, judgements=judgements)
        found.write(stored)
        parts = (differences(expected.read(part), found.read(part)) for part in range(PARTS))
        return sorted(chain.from_iterable(parts))


@contextmanager
def _folder(home: Path) -> Iterator[Path]:
    """An empty folder of the home, for one process at a time, removed even if one was killed."""
    folder = home / "verify"
    refusal = (
        f"Another verification with the home folder {home} is under way; wait until it has ended."
    )
    with storage_faults(f"home folder {home}", "WHOMET_HOME"):
        make_private(home)
        with held(folder.with_suffix(".lock"), 0, refusal):
            shutil.rmtree(folder, ignore_errors=True)
            make_private(folder)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)


def _known(vocabulary: Vocabulary, briefs: Iterable[Brief]) -> Iterator[Brief]:
    for brief in briefs:
        ensure_known(vocabulary, brief)
        yield brief


def _counted(briefs: Iterable[Brief], total: int, progress: ProgressCallback) -> Iterator[Brief]:
    for done, brief in enumerate(briefs, 1):
        yield brief
        if done % REPORTED_EVERY == 0:
            progress(COMPUTING, done, total)


def _stored_rows(
    connection: Connection, vocabulary: Vocabulary, with_others: bool, progress: ProgressCallback
) -> Iterator[bytes]:
    """The row of each stored element, with progress over all that there are."""

    def counts(*keys: NodeKey) -> bool:
        return with_others or all(vocabulary.class_of(key.label.split(":")) for key in keys)

    nodes = (one for one in _stored_nodes(connection, vocabulary) if counts(one[0]))
    edges = (
        one for one in _stored_edges(connection, vocabulary) if counts(one[0].source, one[0].target)
    )
    total = connection.read(TOTAL)[0]["total"]
    for done, (key, properties) in enumerate(chain[tuple[AnyKey, Properties]](nodes, edges), 1):
        yield row_of(key, properties)
        if done % REPORTED_EVERY == 0:
            progress(COMPARING, done, total)
    # What is left out of the comparison was counted with the rest.
    progress(COMPARING, total, total)


def _key(vocabulary: Vocabulary, labels: list[str], id: Any) -> NodeKey:
    return NodeKey(vocabulary.class_of(labels) or ":".join(labels), id)
