"""Finding the stored claims with which some claims must be matched.

The outcome of `whomet.graph.projection.matching` for a claim depends only on those linked to it, in
any number of steps, by a blocking key, a ref, a judgement, or the event that they report now. They
are found by index seeks, so that the cost does not grow with the graph.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from whomet.graph.projection.comparison import ComparisonRecord, min_shared_participants
from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.judgements import Judgements
from whomet.graph.writing import cypher
from whomet.graph.writing.stored_state import StateReader
from whomet.ontology.vocabulary import Vocabulary

Row = dict[str, Any]


def brief_of(claim: str) -> str:
    """The id of the brief that a claim belongs to."""
    return claim.partition("#")[0]


def related_claims(
    read: StateReader,
    vocabulary: Vocabulary,
    records: Iterable[ComparisonRecord],
    old_claims: Iterable[str],
    judgements: Judgements,
) -> dict[str, NodeKey]:
    """The stored claims that are linked to some claims, by id, with the events that they report.

    `records` are the claims as they will be, `old_claims` the ids of claims as they are stored.
    """
    records = list(records)
    rows = [
        {
            "blocking_key": record.blocking_key,
            "key_participants": list(record.key_participants),
            "min_shared": record.min_shared,
        }
        for record in records
        if record.blocking_key is not None
    ]
    found: dict[str, NodeKey] = {}
    refs = {record.ref for record in records if record.ref is not None}
    judged = {other for record in records for other in judgements.linked(record.claim)}
    frontier = {*old_claims, *judged, *_by_blocking_key(read, rows), *_by_ref(read, refs)}
    while frontier := frontier - found.keys():
        ids = sorted(frontier)
        stored = read.rows(cypher.LINKING_PROPERTIES, ids=ids)
        found |= {row["id"]: read.node_key(row["labels"], row["event"]) for row in stored}
        same_event = read.rows(cypher.CLAIMS_OF_SAME_EVENT, ids=ids) if stored else []
        rows = [_blocking_row(vocabulary, row) for row in stored if row["blocking_key"]]
        frontier = {
            *(row["id"] for row in same_event),
            *(other for row in stored for other in judgements.linked(row["id"])),
            *_by_blocking_key(read, rows),
            *_by_ref(read, {row["ref"] for row in stored if row["ref"] is not None}),
        }
    return found


def _blocking_row(vocabulary: Vocabulary, row: Row) -> Row:
    return {
        "blocking_key": row["blocking_key"],
        "key_participants": row["key_participants"] or [],
        "min_shared": min_shared_participants(vocabulary.event(row["class"])),
    }


def _by_blocking_key(read: StateReader, rows: list[Row]) -> set[str]:
    if not rows:
        return set()
    return {row["id"] for row in read.rows(cypher.CLAIMS_BY_BLOCKING_KEY, rows=rows)}


def _by_ref(read: StateReader, refs: set[str]) -> set[str]:
    if not refs:
        return set()
    return {row["id"] for row in read.rows(cypher.CLAIMS_BY_REF, refs=sorted(refs))}
