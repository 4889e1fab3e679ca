"""The net difference of several updates, recorded while they are written and then rolled back.

One update may add what the next one changes, and a deleted node takes relationships with it that
a later part of the same update writes again. The net difference is between what was stored before
the first update and what is stored after the last.
"""

from __future__ import annotations

from typing import TypeVar

from whomet.graph.projection.elements import EdgeKey, Elements, NodeKey, Properties
from whomet.graph.writing.difference import Difference
from whomet.graph.writing.stored_state import StateReader

K = TypeVar("K", NodeKey, EdgeKey)
#: Properties by key, None for what is not stored.
Versions = dict[K, Properties | None]


class DifferenceRecorder:
    """An `update.OnDifference` that keeps the first and the last version of all that is written."""

    def __init__(self) -> None:
        self._nodes: tuple[Versions[NodeKey], Versions[NodeKey]] = ({}, {})
        self._edges: tuple[Versions[EdgeKey], Versions[EdgeKey]] = ({}, {})

    def __call__(self, read: StateReader, found: Difference) -> None:
        """Record a difference that is about to be written."""
        detached = read.attached_edges(found.removed.nodes)
        _record(self._edges, Difference(removed=detached), "edges")
        _record(self._nodes, found, "nodes")
        _record(self._edges, found, "edges")

    def difference(self) -> Difference:
        """The net difference of everything recorded."""
        found = Difference()
        _net(self._nodes, found, "nodes")
        _net(self._edges, found, "edges")
        return found


def _record(versions: tuple[Versions[K], Versions[K]], found: Difference, part: str) -> None:
    before, after = versions
    earlier: dict[K, Properties] = getattr(found.earlier, part)
    for added in (found.added, found.changed):
        items: dict[K, Properties] = getattr(added, part)
        for key, properties in items.items():
            before.setdefault(key, earlier.get(key))
            after[key] = properties
    removed: dict[K, Properties] = getattr(found.removed, part)
    for key, properties in removed.items():
        before.setdefault(key, properties)
        after[key] = None


def _net(versions: tuple[Versions[K], Versions[K]], found: Difference, part: str) -> None:
    def of(elements: Elements) -> dict[K, Properties]:
        chosen: dict[K, Properties] = getattr(elements, part)
        return chosen

    before, after = versions
    for key, new in after.items():
        old = before[key]
        if new == old:
            continue
        if new is None:
            of(found.removed)[key] = old or {}
        elif old is None:
            of(found.added)[key] = new
        else:
            of(found.changed)[key] = new
            of(found.earlier)[key] = old
