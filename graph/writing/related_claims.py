"""Finding the stored claims with which some claims must be matched.

The outcome of `whomet.graph.projection.matching` for a claim depends only on those linked to it, in
any number of steps, by a key that they share, a ref, a judgement, or the event that they report
now. They are found by index seeks, so that the cost does not grow with the graph, nor with the
reports of a day, but with those that share their main actors on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from whomet.graph.projection.comparison import (
    ComparisonRecord,
    SharedKeys,
    min_shared_participants,
    shared_keys,
)
from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.event_judgements import Judgements
from whomet.graph.writing import cypher
from whomet.graph.writing.stored_state import StateReader, StoredReports
from whomet.ontology.vocabulary import EventClass, Vocabulary

#: What a key is looked up for.
Row = dict[str, Any]


def related_claims(
    read: StateReader,
    vocabulary: Vocabulary,
    records: Iterable[ComparisonRecord],
    old_claims: Iterable[str],
    judgements: Judgements,
) -> list[StoredReports]:
    """The stored claims that are linked to some claims, each at least once.

    `records` are the claims as they will be, `old_claims` the ids of claims as they are stored.
    """
    records = list(records)
    search = _Search(read, judgements)
    found = search.by_keys((r.cls, r.shared_keys, r.key_participants) for r in records)
    found += search.by_refs(record.ref for record in records)
    found += search.by_ids(old_claims)
    found += search.judged(record.claim for record in records)
    related: list[StoredReports] = []
    while found:
        related += found
        new = search.by_events(each.event for each in found)
        new += search.by_keys(
            _shared(vocabulary.event(each.cls), each.blocking_key, each.key_participants)
            for each in found
        )
        new += search.by_refs(each.ref for each in found)
        new += search.judged(claim.id for each in found for claim in each.claims)
        found = new
    return related


class _Search:
    """Seeks of stored claims, none of them twice."""

    def __init__(self, read: StateReader, judgements: Judgements) -> None:
        self._read = read
        self._judgements = judgements
        self._keys: set[tuple[str, ...]] = set()
        self._refs: set[str | None] = {None}
        self._ids: set[str] = set()
        self._events: set[NodeKey] = set()

    def by_keys(
        self, claims: Iterable[tuple[EventClass, SharedKeys, Sequence[str]]]
    ) -> list[StoredReports]:
        rows = _key_rows(claims)
        new = [row for key, row in rows.items() if key not in self._keys]
        self._keys |= rows.keys()
        return self._read.reports(cypher.REPORTS_BY_SHARED_KEY, rows=new) if new else []

    def by_refs(self, refs: Iterable[str | None]) -> list[StoredReports]:
        new = {ref for ref in refs if ref is not None} - self._refs
        self._refs |= new
        return self._read.reports(cypher.REPORTS_BY_REF, refs=sorted(new)) if new else []

    def by_ids(self, claims: Iterable[str]) -> list[StoredReports]:
        new = set(claims) - self._ids
        self._ids |= new
        return self._read.reports(cypher.REPORTS_BY_ID, ids=sorted(new)) if new else []

    def judged(self, claims: Iterable[str]) -> list[StoredReports]:
        """These claims where they were judged to be the same as others, and these others."""
        if not self._judgements.all:
            return []
        linked = (self._judgements.linked(claim) for claim in claims)
        return self.by_ids(id for ids in linked if len(ids) > 1 for id in ids)

    def by_events(self, events: Iterable[NodeKey]) -> list[StoredReports]:
        new = set(events) - self._events
        self._events |= new
        return self._read.reports_of_events(new)


def _shared(
    cls: EventClass, blocking_key: str | None, participants: Sequence[str]
) -> tuple[EventClass, SharedKeys, Sequence[str]]:
    return cls, shared_keys(cls, blocking_key, participants), participants


def _key_rows(
    claims: Iterable[tuple[EventClass, SharedKeys, Sequence[str]]],
) -> dict[tuple[str, ...], Row]:
    """What to seek for some claims, each once: thousands of reports may share a key.

    Claims that have a combination of main actors in common are related; of those that have one
    actor, only such as have enough others in common, too.
    """
    rows: dict[tuple[str, ...], Row] = {}
    for cls, keys, participants in claims:
        for key in keys.combined:
            rows.setdefault((key,), {"key": key, "key_participants": [], "min_shared": 0})
        least = min_shared_participants(cls)
        for key in keys.single:
            row = {"key": key, "key_participants": list(participants), "min_shared": least}
            rows.setdefault((key, *participants), row)
    return rows
