"""The claims that some claims must be matched with: all that the outcome for them depends on.

What `whomet.graph.projection.matching` decides of a claim depends only on those that hang together
with it by a blocking key, a ref, a judgement, or the event that they are about now. They are found
by index seeks, so that the cost does not grow with the graph.
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
    """The id of the brief that makes a claim."""
    return claim.partition("#")[0]


def related_claims(
    read: StateReader,
    vocabulary: Vocabulary,
    coming: Iterable[ComparisonRecord],
    going: Iterable[str],
    judgements: Judgements,
) -> dict[str, NodeKey]:
    """The claims in the graph that hang together with these, by id, with the events they have.

    `coming` are claims as they will be, `going` the ids of claims as they are in the graph.
    """
    coming = list(coming)
    rows = [
        {
            "blocking_key": s.blocking_key,
            "key_participants": list(s.key_participants),
            "least": s.least,
        }
        for s in coming
        if s.blocking_key is not None
    ]
    found: dict[str, NodeKey] = {}
    refs = {s.ref for s in coming if s.ref is not None}
    linked = {other for s in coming for other in judgements.linked(s.claim)}
    frontier = {*going, *linked, *_like(read, rows), *_with_ref(read, refs)}
    while frontier := frontier - found.keys():
        compared = read.rows(cypher.COMPARED, ids=sorted(frontier))
        found |= {row["id"]: read.key(row["labels"], row["event"]) for row in compared}
        refs = {row["ref"] for row in compared if row["ref"] is not None}
        together = read.rows(cypher.CLAIMS_TOGETHER, ids=sorted(frontier)) if compared else []
        frontier = {
            *(row["id"] for row in together),
            *(other for row in compared for other in judgements.linked(row["id"])),
            *_like(read, [_row(vocabulary, row) for row in compared if row["blocking_key"]]),
            *_with_ref(read, refs),
        }
    return found


def _row(vocabulary: Vocabulary, row: Row) -> Row:
    least = min_shared_participants(vocabulary.event(row["class"]))
    return {
        "blocking_key": row["blocking_key"],
        "key_participants": row["key_participants"] or [],
        "least": least,
    }


def _like(read: StateReader, rows: list[Row]) -> set[str]:
    return {row["id"] for row in read.rows(cypher.CLAIMS_LIKE, rows=rows)} if rows else set()


def _with_ref(read: StateReader, refs: set[str]) -> set[str]:
    if not refs:
        return set()
    return {row["id"] for row in read.rows(cypher.CLAIMS_WITH_REF, refs=sorted(refs))}
