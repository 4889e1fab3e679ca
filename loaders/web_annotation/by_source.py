"""Sorting annotations by the source that they are about."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, MutableSequence
from itertools import accumulate
from typing import Generic, TypeVar

from whomet.loaders.annotation.marks import ReportFault
from whomet.loaders.web_annotation.annotations import Annotation, source_of
from whomet.loaders.web_annotation.terms import identity

T = TypeVar("T")


class BySource(Generic[T]):
    """Annotations by source, each as what leads to it; an iterator over the sources.

    `items` takes what leads to them. A file may hold a million annotations of as many tiny texts,
    so of each there are numbers in arrays, and no objects.
    """

    def __init__(self, report: ReportFault, items: MutableSequence[T]) -> None:
        self.report = report
        self._sources: dict[str, int] = {}  # with the number of each
        self._items = items
        self._source_of_item = array("I")
        self._links: list[tuple[tuple[int, ...], T]] = []  # the hashes of their ends
        # Of ids only their hashes are held: a link is looked at again in its source.
        self._ids = array("q")
        self._source_of_id = array("I")

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    @property
    def has_links(self) -> bool:
        """Whether there are annotations that link others."""
        return bool(self._links)

    def add(self, annotation: Annotation, item: T) -> None:
        """Sort in one annotation; a fault where it says nothing of what it is about."""
        if annotation.is_link:
            ends = (source_of(target) for target, _ in annotation.targets)
            self._links.append((tuple(hash(id) for id in ends if id is not None), item))
            return
        source = annotation.source
        if source is None:
            self.report(
                "wrong-shape",
                annotation.path,
                "this annotation has no target",
                None,
                '"target": {"source": "…", "selector": {…}}',
            )
            return
        number = self._sources.setdefault(source, len(self._sources))
        self._items.append(item)
        self._source_of_item.append(number)
        for id in (annotation.id, *(identity(body) for body, _ in annotation.bodies)):
            if id is not None:
                self._ids.append(hash(id))
                self._source_of_id.append(number)

    def parts(self) -> Iterator[tuple[str, list[T], list[T]]]:
        """Each source, what is about it, and the links between parts of it.

        A link that leads to no annotation belongs to the first source, which tells that.
        """
        owners = self._owners()
        links: dict[int, list[T]] = {}
        for ends, item in self._links:
            owner = next((owners[key] for key in ends if key in owners), 0)
            links.setdefault(owner, []).append(item)
        order, ends_of = self._ordered()
        begin = 0
        for source, number in self._sources.items():
            end = ends_of[number]
            yield source, [self._items[i] for i in order[begin:end]], links.get(number, [])
            begin = end

    def _owners(self) -> dict[int, int]:
        """The source of each id that a link leads to: the first that has it."""
        wanted = {key for ends, _ in self._links for key in ends}
        found: dict[int, int] = {}
        if wanted:
            for key, number in zip(self._ids, self._source_of_id, strict=True):
                if key in wanted:
                    found.setdefault(key, number)
        return found

    def _ordered(self) -> tuple[array[int], array[int]]:
        """The items by their sources, as numbers, and where those of each source end."""
        counts = array("I", [0]) * len(self._sources)
        for number in self._source_of_item:
            counts[number] += 1
        ends = array("I", accumulate(counts))
        free = array("I", (end - count for end, count in zip(ends, counts, strict=True)))
        order = array("I", [0]) * len(self._source_of_item)
        for item, number in enumerate(self._source_of_item):
            order[free[number]] = item
            free[number] += 1
        return order, ends
