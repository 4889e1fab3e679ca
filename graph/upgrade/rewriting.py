"""Rewriting a graph in place, in resumable steps: what an upgrade and a restore have in common.

What is being done is stored on the lock node of loads. Each step is a transaction of its own that
takes the lock, finds there how far it is, does one part and records it, so that whoever is killed
is taken up by the next, and two at once do each part once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whomet.graph.database.connection import Connection
from whomet.graph.database.versions import STAMP, stamp
from whomet.graph.errors import GraphError
from whomet.graph.progress import ProgressCallback
from whomet.graph.standing.freshness import note_change
from whomet.graph.writing.verification import verify
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

#: Elements that one transaction deletes or relabels.
BATCH_ELEMENTS = 10_000
#: Briefs, and characters of their texts, that one transaction writes.
BATCH_BRIEFS, BATCH_CHARACTERS = 500, 4_000_000
#: Maximum number of briefs for which the whole graph is computed again and compared (time).
VERIFIED_BRIEFS = 50_000
SHOWN = 3

PHASE = """
MATCH (lock:LoadLock {id: 'load'})
RETURN lock.phase AS phase, lock.archive AS archive, lock.done AS done, lock.total AS total,
       lock.rules AS rules
"""
#: Sets how far it is; a null removes a property.
SET_PHASE = "MATCH (lock:LoadLock {id: 'load'}) SET lock += $values"
ADD_DONE = "MATCH (lock:LoadLock {id: 'load'}) SET lock.done = coalesce(lock.done, 0) + $done"


@dataclass(frozen=True, slots=True)
class Rewriting:
    """How far a rewriting is; `rules` are those of the graph that is rewritten."""

    phase: str
    archive: str | None
    done: int
    total: int
    rules: int


def rewriting(transaction: ManagedTransaction) -> Rewriting:
    """How far it is, by the lock node."""
    row = transaction.run(PHASE).single(strict=True)
    return Rewriting(
        row["phase"], row["archive"], row["done"] or 0, row["total"] or 0, row["rules"] or 0
    )


def set_phase(transaction: ManagedTransaction, phase: str, **values: Any) -> None:
    """Record the next phase, and other properties of the lock node."""
    transaction.run(SET_PHASE, {"values": {"phase": phase, **values}}).consume()


def add_done(transaction: ManagedTransaction, briefs: int) -> None:
    """Record that so many more briefs are written."""
    transaction.run(ADD_DONE, {"done": briefs}).consume()


def own_labels(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The labels of everything that is computed from briefs, theirs apart."""
    entities = {label for cls in vocabulary.entities.values() for label in cls.labels}
    events = {label for cls in vocabulary.events.values() for label in cls.labels}
    return ("Claim", "Name", *sorted(events), *sorted(entities))


def delete_some(transaction: ManagedTransaction, labels: Iterable[str]) -> bool:
    """Delete a batch of the nodes with these labels, relationships first; False if there is none.

    A country may have more relationships than fit in one transaction.
    """
    any_of = "|".join(f"`{label}`" for label in labels)
    return any(
        transaction.run(text, {"batch": BATCH_ELEMENTS}).single(strict=True)["n"]
        for text in (
            f"MATCH (:{any_of})-[r]-() WITH DISTINCT r LIMIT $batch DELETE r RETURN count(r) AS n",
            f"MATCH (n:{any_of}) WITH n LIMIT $batch DETACH DELETE n RETURN count(n) AS n",
        )
    )


def finish(transaction: ManagedTransaction) -> None:
    """Record the version of this whomet, and that nothing is under way any more."""
    transaction.run(STAMP, stamp()).consume()
    note_change(transaction)


def differences(connection: Connection, briefs: int, progress: ProgressCallback) -> list[str]:
    """What is wrong with a graph that was rebuilt from this number of briefs."""
    found = connection.read("RETURN COUNT { (:Brief) } AS briefs")[0]["briefs"]
    if found != briefs:
        return [f"{found:,} briefs instead of {briefs:,}"]
    if briefs > VERIFIED_BRIEFS:
        return []
    return verify(connection, progress=progress, with_others=False)


def wrongly_made(what: str, found: list[str]) -> GraphError:
    """The error for a graph that differs from what it should be, which is a fault of whomet."""
    more = f" and {len(found) - SHOWN:,} more" if len(found) > SHOWN else ""
    return GraphError(
        f"{what} made a graph that differs from its briefs ({'; '.join(found[:SHOWN])}{more});"
        " keep your backup, and report this as a bug of whomet."
    )


def batches(briefs: Iterable[Brief]) -> Iterable[dict[str, Brief]]:
    """Briefs by id, as many at a time as one transaction writes."""
    batch: dict[str, Brief] = {}
    characters = 0
    for brief in briefs:
        batch[brief.id] = brief
        characters += len(brief.text)
        if len(batch) >= BATCH_BRIEFS or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = {}, 0
    if batch:
        yield batch
