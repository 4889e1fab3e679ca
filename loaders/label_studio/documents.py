"""From the tasks of an export to documents, one for each task."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from whomet.loaders.annotation.marks import (
    DATE,
    Mark,
    Property,
    Reference,
    key_names,
    nearest_place,
    sections,
)
from whomet.loaders.annotation.offsets import code_points
from whomet.loaders.documents import Document
from whomet.loaders.faults import Fault, TextFault, fault_at, quoted
from whomet.loaders.files.decoding import whole_text
from whomet.loaders.files.source import InputSource
from whomet.loaders.native import json_text
from whomet.loaders.parsed import Number, Path, Position
from whomet.ontology.brief_keys import METADATA_KEYS
from whomet.ontology.vocabulary import Vocabulary

_EQUIV = "Equiv"


def documents(source: InputSource, stream: IO[bytes], vocabulary: Vocabulary) -> Iterator[Document]:
    """A brief for each task. Raises TextFault where the file cannot be read."""
    text = whole_text(stream)
    tasks = json_text.parse(text)
    if not isinstance(tasks, list):
        raise TextFault(
            "wrong-shape", (1, 1), "an export is a list of tasks", None, "the export called JSON"
        )
    # Found in one pass: a walk for each task would cost the square of their number.
    for index, (task, line) in enumerate(zip(tasks, json_text.lines_of_items(text), strict=True)):
        yield _Task(source.name, text, vocabulary, (index,)).document(task, line)


class _Task:
    def __init__(self, file: str, json: str, vocabulary: Vocabulary, path: Path) -> None:
        self.file = file
        self.json = json
        self.vocabulary = vocabulary
        self.path = path
        self.places: dict[Path, Path] = {(): path}
        self.faults: list[Fault] = []
        self.regions: dict[str, Mark] = {}
        self.properties: dict[str, dict[str, list[Property]]] = {}
        self.relations: list[tuple[str, str, list[str], Path]] = []
        self.names = key_names(vocabulary)

    def locate(self, path: Path, at_key: bool = False) -> Position:
        return json_text.position_of(self.json, nearest_place(self.places, path) or self.path)

    def report(
        self, code: str, path: Path, problem: str, found: str | None, fix: str | None
    ) -> None:
        place = json_text.position_of(self.json, path)
        self.faults.append(fault_at(self.file, place, code, problem, found, fix))

    def document(self, task: object, line: int) -> Document:
        data = task.get("data") if isinstance(task, dict) else None
        if not isinstance(task, dict) or not isinstance(data, dict):
            self.report("wrong-shape", self.path, "a task has data", None, '{"data": {…}, …}')
            return Document(None, self.locate, line, faults=tuple(self.faults))
        value: dict[str, object] = {
            key: data[key] for key in (*METADATA_KEYS, "text") if key in data
        }
        for key in value:
            self.places[(key,)] = (*self.path, "data", key)
        text = data.get("text")
        self.text = text if type(text) is str else ""
        self.points = code_points(self.text)
        name = "annotations" if "annotations" in task else "completions"
        for path, item in self.results(task.get(name, []), (*self.path, name)):
            self.item(path, item)
        marks = self.marks()
        same = [(a, b) for a, b, labels, _ in self.relations if _EQUIV in labels]
        made = sections(self.text, marks, self.vocabulary, self.report, same)
        value |= {"entities": made.entities, "events": made.events}
        self.places |= made.places
        return Document(value, self.locate, line, faults=tuple(self.faults))

    def results(self, found: object, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
        """The items of the last annotation that was not cancelled."""
        last: tuple[Path, list[Any]] | None = None
        for index, annotation in enumerate(found if isinstance(found, list) else ()):
            result = annotation.get("result") if isinstance(annotation, dict) else None
            here = (*path, index, "result")
            if not isinstance(result, list):
                self.report("wrong-shape", here, "an annotation has a result", None, "a list")
            elif not annotation.get("was_cancelled"):
                last = here, result
        if not isinstance(found, list):
            self.report("wrong-shape", path, "annotations are a list", None, "[{…}]")
        if last is not None:
            for index, item in enumerate(last[1]):
                if isinstance(item, dict):
                    yield (*last[0], index), item
                else:
                    self.report(
                        "wrong-shape", (*last[0], index), "this is not an item", None, "{…}"
                    )

    def item(self, path: Path, item: dict[str, Any]) -> None:
        value = item.get("value")
        if item.get("type") == "relation":
            ends = item.get("from_id"), item.get("to_id")
            labels = item.get("labels")
            if not all(type(end) is str for end in ends) or not _texts(labels):
                self.report(
                    "wrong-shape",
                    path,
                    "a relation leads from one region to another and has a label",
                    None,
                    "from_id, to_id, labels",
                )
            else:
                self.relations.append((str(ends[0]), str(ends[1]), _texts(labels), path))
            return
        id = item.get("id")
        if type(id) is not str or not isinstance(value, dict):
            self.report("wrong-shape", path, "an item has an id and a value", None, "both")
        elif labels := _texts(value.get("labels")):
            self.region(id, labels[0], value, path)
        else:
            # Controls are named by what they set: Person-name, Meeting-format.
            key = str(item.get("from_name")).rpartition("-")[2]
            given = _texts(value.get("choices")) or _texts(value.get("text"))
            if given:
                texts = given if key == "aliases" else given[:1]
                properties = self.properties.setdefault(id, {})
                properties[key] = [Property(key, text, path) for text in texts]

    def region(self, id: str, label: str, value: dict[str, Any], path: Path) -> None:
        start, end = (_offset(value.get(name)) for name in ("start", "end"))
        if start is None or end is None or not start < end < len(self.points):
            shown = f"{value.get('start')} to {value.get('end')}"
            last = len(self.points) - 1
            self.report(
                "bad-offset",
                (*path, "value"),
                "a region must be within the text",
                quoted(shown),
                f"offsets from 0 to {last}",
            )
            return
        span = self.points[start], self.points[end]
        words = self.text[slice(*span)]
        given = value.get("text")
        if type(given) is str and given != words:
            self.report(
                "bad-offset",
                (*path, "value"),
                f"the text at {start} to {end} is different",
                quoted(words),
                quoted(given),
            )
            return
        self.regions[id] = Mark((id,), label, path, [span])

    def marks(self) -> list[Mark]:
        """The regions with their properties and links, in the order of the text."""
        for id, mark in self.regions.items():
            for properties in self.properties.get(id, {}).values():
                mark.properties.extend(properties)
        for relation in self.relations:
            self.link(*relation)
        return sorted(self.regions.values(), key=lambda mark: mark.spans[0])

    def link(self, start: str, end: str, labels: list[str], path: Path) -> None:
        """Give a region the roles that a relation has as its labels."""
        for id in (start, end):
            if id not in self.regions:
                if not self.faults:
                    self.report(
                        "unknown-reference",
                        path,
                        "no region has this id",
                        quoted(id),
                        "the id of a region",
                    )
                return
        for label in labels:
            if label == _EQUIV:
                continue
            if self.regions[start].type == DATE:
                self.report(
                    "wrong-filler",
                    path,
                    "a date has no roles",
                    None,
                    "a relation that starts from the event",
                )
                continue
            key = self.names.get(label, label)
            self.regions[start].properties.append(Property(key, Reference(end), path))


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [v.strip() for v in values if type(v) is str and v.strip()]


def _offset(value: object) -> int | None:
    text = str(value) if isinstance(value, Number) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
