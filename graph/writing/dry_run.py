"""What some steps of change come to, taken together: kept while they are written, then taken back.

One step may add what the next one changes, and a node that goes takes relationships with it that
a later part of the same step writes anew. What counts is what was there before the first step, and
what is there after the last.
"""

from __future__ import annotations

from typing import TypeVar

from whomet.graph.projection.elements import EdgeKey, Elements, NodeKey, Properties
from whomet.graph.writing.difference import Difference
from whomet.graph.writing.stored_state import StateReader

K = TypeVar("K", NodeKey, EdgeKey)
Kept = dict[K, Properties | None]


class Recorder:
    """A `graph.update.Watch` that keeps what was and what became of all that is written."""

    def __init__(self) -> None:
        self._nodes: tuple[Kept[NodeKey], Kept[NodeKey]] = ({}, {})
        self._edges: tuple[Kept[EdgeKey], Kept[EdgeKey]] = ({}, {})

    def __call__(self, read: StateReader, found: Difference) -> None:
        """Note a difference that is about to be written."""
        detached = read.attached(found.removed.nodes)
        _note(self._edges, Difference(removed=detached), "edges")
        _note(self._nodes, found, "nodes")
        _note(self._edges, found, "edges")

    def difference(self) -> Difference:
        """All of it, taken together."""
        found = Difference()
        _net(self._nodes, found, "nodes")
        _net(self._edges, found, "edges")
        return found


def _note(kept: tuple[Kept[K], Kept[K]], found: Difference, part: str) -> None:
    before, after = kept
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


def _net(kept: tuple[Kept[K], Kept[K]], found: Difference, part: str) -> None:
    def of(elements: Elements) -> dict[K, Properties]:
        chosen: dict[K, Properties] = getattr(elements, part)
        return chosen

    before, after = kept
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
