"""Sorting annotations by the source that they are about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from whomet.loaders.annotation.marks import ReportFault
from whomet.loaders.web_annotation.annotations import Annotation, source_of
from whomet.loaders.web_annotation.terms import identity

T = TypeVar("T")


class BySource(Generic[T]):
    """Annotations by source, each as what leads to it; an iterator over the sources."""

    def __init__(self, report: ReportFault) -> None:
        self.report = report
        self._own: dict[str, tuple[str, list[T]]] = {}  # one text for each source
        self._links: list[tuple[tuple[str, ...], T]] = []
        # Of ids only their hashes are held: a link is looked at again in its source.
        self._owners: dict[int, str] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)

    def add(self, annotation: Annotation, item: T) -> None:
        """Sort in one annotation; a fault where it says nothing of what it is about."""
        if annotation.is_link:
            ends = (source_of(target) for target, _ in annotation.targets)
            self._links.append((tuple(id for id in ends if id is not None), item))
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
        own, items = self._own.setdefault(source, (source, []))
        items.append(item)
        for id in (annotation.id, *(identity(body) for body, _ in annotation.bodies)):
            if id is not None:
                self._owners.setdefault(hash(id), own)

    def parts(self) -> Iterator[tuple[str, list[T], list[T]]]:
        """Each source, what is about it, and the links between parts of it.

        A link that leads to no annotation belongs to the first source, which tells that.
        """
        links: dict[str, list[T]] = {}
        for ends, item in self._links:
            known = (self._owners[key] for id in ends if (key := hash(id)) in self._owners)
            source = next(known, next(iter(self._own), None))
            if source is not None:
                links.setdefault(source, []).append(item)
        for source, (_, own) in self._own.items():
            yield source, own, links.get(source, [])
