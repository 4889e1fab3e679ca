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
        self._own: dict[str, list[T]] = {}
        self._links: list[tuple[tuple[str, ...], T]] = []
        self._owners: dict[str, str] = {}

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
                "an annotation has a target",
                None,
                '"target": {"source": "…", "selector": {…}}',
            )
            return
        self._own.setdefault(source, []).append(item)
        for id in (annotation.id, *(identity(body) for body, _ in annotation.bodies)):
            if id is not None:
                self._owners.setdefault(id, source)

    def parts(self) -> Iterator[tuple[str, list[T], list[T]]]:
        """Each source, what is about it, and the links between parts of it.

        A link that leads to no annotation belongs to the first source, which tells that.
        """
        links: dict[str, list[T]] = {}
        for ends, item in self._links:
            known = (self._owners[id] for id in ends if id in self._owners)
            source = next(known, next(iter(self._own), None))
            if source is not None:
                links.setdefault(source, []).append(item)
        for source, own in self._own.items():
            yield source, own, links.get(source, [])
