"""Finding the stored claims with which some claims must be matched.

The outcome of `whomet.graph.projection.matching` for a claim depends only on those linked to it, in
any number of steps, by a key that they share, a ref, a judgement, or the event that they report
now. They are found by index seeks, so that the cost does not grow with the graph, nor with the
reports of a day, but with those that share their main actors on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from whomet.graph.projection.comparison import (
    ComparisonRecord,
    min_shared_participants,
    shared_keys,
)
from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.judgements import Judgements
from whomet.graph.writing import cypher
from whomet.graph.writing.stored_state import StateReader
from whomet.ontology.vocabulary import EventClass, Vocabulary

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
    rows = _key_rows((r.cls, r.blocking_key, r.key_participants) for r in records)
    found: dict[str, NodeKey] = {}
    refs = {record.ref for record in records if record.ref is not None}
    judged = {other for record in records for other in judgements.linked(record.claim)}
    frontier = {*old_claims, *judged, *_by_shared_key(read, rows), *_by_ref(read, refs)}
    while frontier := frontier - found.keys():
        ids = sorted(frontier)
        stored = read.rows(cypher.LINKING_PROPERTIES, ids=ids)
        found |= {row["id"]: read.node_key(row["labels"], row["event"]) for row in stored}
        same_event = read.rows(cypher.CLAIMS_OF_SAME_EVENT, ids=ids) if stored else []
        rows = _key_rows(
            (vocabulary.event(row["class"]), row["blocking_key"], row["key_participants"] or ())
            for row in stored
        )
        frontier = {
            *(row["id"] for row in same_event),
            *(other for row in stored for other in judgements.linked(row["id"])),
            *_by_shared_key(read, rows),
            *_by_ref(read, {row["ref"] for row in stored if row["ref"] is not None}),
        }
    return found


def _key_rows(claims: Iterable[tuple[EventClass, str | None, Iterable[str]]]) -> list[Row]:
    """What to seek for some claims, each once: thousands of reports may share a key.

    Claims that have a combination of main actors in common are related; of those that have one
    actor, only such as have enough others in common, too.
    """
    rows: dict[tuple[str, ...], Row] = {}
    for cls, blocking_key, participants in claims:
        listed = list(participants)
        keys = shared_keys(cls, blocking_key, listed)
        for key in keys.combined:
            rows.setdefault((key,), {"key": key, "key_participants": [], "min_shared": 0})
        least = min_shared_participants(cls)
        for key in keys.single:
            row = {"key": key, "key_participants": listed, "min_shared": least}
            rows.setdefault((key, *listed), row)
    return list(rows.values())


def _by_shared_key(read: StateReader, rows: list[Row]) -> set[str]:
    if not rows:
        return set()
    return {row["id"] for row in read.rows(cypher.CLAIMS_BY_SHARED_KEY, rows=rows)}


def _by_ref(read: StateReader, refs: set[str]) -> set[str]:
    if not refs:
        return set()
    return {row["id"] for row in read.rows(cypher.CLAIMS_BY_REF, refs=sorted(refs))}
