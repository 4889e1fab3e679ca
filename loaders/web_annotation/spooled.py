"""Annotations of a file that is too large to be held, set aside in a temporary file.

Those of one source may stand anywhere in a file, so it is read once to find out which are about
which. Only their places are held, and the ids that links may lead to.
"""

from __future__ import annotations

import json
import tempfile
from array import array
from collections.abc import Iterator
from functools import partial
from types import TracebackType
from typing import IO, Self

from whomet.loaders.annotation.reports import FaultReport
from whomet.loaders.faults import Fault, TextFault, located
from whomet.loaders.native import json_text
from whomet.loaders.native.json_items import ItemText, items_within
from whomet.loaders.parsed import Path, Position
from whomet.loaders.web_annotation.annotations import (
    CONTAINERS,
    Annotation,
    all_annotations,
    tell_of_next,
)
from whomet.loaders.web_annotation.by_source import BySource
from whomet.loaders.web_annotation.terms import TermNames, identity

_NUMBERS = 5
"""Of each place: offset and length of its item, its line and column, the number in the item."""


class SpooledAnnotations:
    """The annotations of a stream by source, and each of them by its place.

    A path in what `annotation` gives begins with the offset of its item.
    """

    def __init__(self, name: str, stream: IO[bytes], terms: TermNames) -> None:
        self.name = name
        self.terms = terms
        self.faults: list[Fault] = []
        report = FaultReport(name, self.position, self.faults)
        self.sources: BySource[int] = BySource(report, array("Q"))
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with this object)
        self._places = array("Q")
        self._held: dict[int, tuple[json_text.JsonPositions, list[Annotation]]] = {}
        try:
            self._sort(stream)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def annotation(self, place: int) -> Annotation:
        """The annotation of a place, which is held until `forget`."""
        offset, length, line, column, number = self._places[place : place + _NUMBERS]
        if offset not in self._held:
            self._file.seek(offset)
            item = ItemText(self._file.read(length).decode("utf-8", "surrogatepass"), line, column)
            # Its faults were told when the file was sorted.
            self._hold(offset, item, FaultReport(self.name, self.position))
        return self._held[offset][1][number]

    def position(self, path: Path) -> Position:
        """Line and column of a path in an annotation that is held."""
        offset = path[0] if path else None
        if not isinstance(offset, int) or offset not in self._held:
            return (1, 1)
        return self._held[offset][0](path[1:])

    def forget(self) -> None:
        """Hold no annotation any more."""
        self._held.clear()

    def _hold(self, offset: int, item: ItemText, report: FaultReport) -> list[Annotation]:
        value = json_text.parse(item.text, item.line)
        positions = json_text.JsonPositions(item.text, item.line, item.column)
        found: list[Annotation] = []
        self._held[offset] = positions, found  # which the report needs for its places
        found += all_annotations(item.text, value, self.terms, report, (offset,), item.line)
        return found

    def _sort(self, stream: IO[bytes]) -> None:
        report = FaultReport(self.name, self.position, self.faults)
        offset = 0
        for item in self._items(stream):
            data = item.text.encode("utf-8", "surrogatepass")
            self._file.write(data)
            try:
                found = self._hold(offset, item, report)
            except TextFault as fault:
                self.faults.append(located(self.name, fault))
                continue
            finally:
                start, offset = offset, offset + len(data)
            for number, annotation in enumerate(found):
                self.sources.add(annotation, len(self._places))
                self._places.extend((start, len(data), item.line, item.column, number))
            self.forget()

    def _items(self, stream: IO[bytes]) -> Iterator[ItemText]:
        """The texts of annotations, and of pages in a list; contexts are learnt on the way."""
        for key, item in items_within(stream, CONTAINERS):
            if key is None:
                yield item
            elif key in ("@context", "next"):
                try:
                    value = json.loads(item.text)
                except ValueError:
                    fault = TextFault("json-syntax", (item.line, item.column), "this is not JSON")
                    self.faults.append(located(self.name, fault))
                    continue
                if key == "@context":
                    self.terms.learn(value)
                elif identity(value) is not None:
                    place = item.line, item.column
                    report = FaultReport(self.name, partial(_at, place), self.faults)
                    tell_of_next(value, (), report)


def _at(place: Position, _: Path) -> Position:
    return place
