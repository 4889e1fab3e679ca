"""From the tasks of an export to documents, one for each task that is annotated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

from whomet.loaders.annotation.items import parsed_items
from whomet.loaders.annotation.marks import (
    Mark,
    Property,
    Reference,
    key_names,
    nearest_place,
    sections,
)
from whomet.loaders.annotation.records import plain_fields, tell_unused
from whomet.loaders.annotation.reports import FaultReport
from whomet.loaders.checking.lookalikes import other_words
from whomet.loaders.documents import Document
from whomet.loaders.faults import ERROR, TextFault, quoted
from whomet.loaders.files.source import InputSource
from whomet.loaders.label_studio.annotations import Chosen, chosen, submitted
from whomet.loaders.label_studio.texts import task_text
from whomet.loaders.native import json_text
from whomet.loaders.parsed import Path, Position
from whomet.ontology.brief_keys import METADATA_KEYS
from whomet.ontology.vocabulary import Vocabulary

#: Types of regions of text, under which a value has its labels too.
_REGIONS = ("labels", "hypertextlabels", "paragraphlabels")


_ADDRESS = re.compile(
    r"\s*(?:[a-z][a-z0-9+.-]*://|/data/(?:upload|local-files)/)\S+\s*", re.IGNORECASE
)
"""What a task has in the place of a text that Label Studio fetches."""

MINIMAL = "this is the export JSON-MIN, which leaves out the relations between regions"
MINIMAL_INSTEAD = "the export called JSON"


def documents(source: InputSource, stream: IO[bytes], vocabulary: Vocabulary) -> Iterator[Document]:
    """A brief for each task. Raises TextFault where the file cannot be read."""
    for item in parsed_items(source.name, stream):
        if isinstance(item, Document):
            yield item
            continue
        if isinstance(item.value, dict) and is_minimal(item.value):
            raise TextFault(
                "wrong-shape",
                (item.line, item.column),
                MINIMAL,
                None,
                MINIMAL_INSTEAD,
            )
        yield _Task(source, item.positions, vocabulary).document(item.value, item.line)


def is_minimal(task: dict[str, Any]) -> bool:
    """Whether a task is one of the export JSON-MIN."""
    return "data" not in task and "annotation_id" in task


class _Task:
    def __init__(
        self, source: InputSource, positions: json_text.JsonPositions, vocabulary: Vocabulary
    ) -> None:
        self.annotators = source.annotators
        self.positions = positions
        self.vocabulary = vocabulary
        self.places: dict[Path, Path] = {(): ()}
        self.report = FaultReport(source.name, positions)
        self.regions: dict[str, Mark] = {}
        self.unread: dict[str, Path] = {}
        self.properties: dict[str, dict[str, list[Property]]] = {}
        self.relations: list[tuple[str, str, list[str], Path]] = []
        self.names = key_names(vocabulary)
        self.known = {*vocabulary.entities, *vocabulary.events, *vocabulary.date_labels}

    def locate(self, path: Path, at_key: bool = False) -> Position:
        return self.positions(nearest_place(self.places, path) or ())

    def ignored(self, path: Path, problem: str, found: str | None, fix: str | None = None) -> None:
        self.report("ignored-annotation", path, problem, found, fix)

    def document(self, item: object, line: int) -> Document:
        """The brief of a task, or of an annotation with its task, as a target storage has them."""
        task = item if isinstance(item, dict) else {}
        alone = "result" in task and isinstance(task.get("task"), dict)
        annotation, task = task, task["task"] if alone else task
        data, path = task.get("data"), (("task", "data") if alone else ("data",))
        if not isinstance(data, dict):
            self.report("wrong-shape", (), "this task has no data", None, '{"data": {…}, …}')
            return Document(None, self.locate, line, faults=tuple(self.report.faults))
        found = (
            submitted(annotation, task, self.report)
            if alone
            else chosen(task, self.report, self.annotators)
        )
        if found is None:
            return Document(None, self.locate, line, faults=tuple(self.report.faults))
        value: dict[str, object] = {key: data[key] for key in METADATA_KEYS if key in data}
        self.text = task_text(data, found.items)
        if self.text.key is not None:
            value["text"] = self.text.text if self.text.valid else data[self.text.key]
            self.places[("text",)] = (*path, self.text.key)
            if _ADDRESS.fullmatch(self.text.text):
                problem, fix = "this is the address of a text", "the text itself"
                self.report(
                    "wrong-shape", (*path, self.text.key), problem, quoted(self.text.text), fix
                )
                return Document(None, self.locate, line, faults=tuple(self.report.faults))
        for key in METADATA_KEYS:
            self.places[(key,)] = (*path, key)
        self.text.count_as([each["value"] for each in found.items if _is_region(each)])
        self.read(found)
        marks = self.marks()
        equal = self.vocabulary.same_labels
        same = [(a, b) for a, b, labels, _ in self.relations if not equal.isdisjoint(labels)]
        made = sections(self.text.text, marks, self.vocabulary, self.report, same)
        value |= {"entities": made.entities, "events": made.events}
        self.places |= made.places
        read = () if self.text.key is None else (self.text.key,)
        tell_unused(self.report, self.vocabulary, path, data, read)
        meta = (*path[:-1], "meta")
        tell_unused(self.report, self.vocabulary, meta, task.get("meta"), ())
        fields = plain_fields(task) | plain_fields(task.get("meta")) | plain_fields(data)
        return Document(value, self.locate, line, faults=tuple(self.report.faults), fields=fields)

    # -- the items of an annotation: regions, what is said of them, and relations

    def read(self, found: Chosen) -> None:
        for index, item in enumerate(found.items):
            path = (*found.path, index)
            if not isinstance(item, dict):
                self.report("wrong-shape", path, "this is not an item", None, "{…}")
            elif item.get("type") == "relation":
                self.relation(path, item)
            else:
                self.item(path, item)

    def relation(self, path: Path, item: dict[str, Any]) -> None:
        start, end = item.get("from_id"), item.get("to_id")
        labels = texts(item.get("labels"))
        if type(start) is not str or type(end) is not str:
            self.report(
                "wrong-shape",
                path,
                "this relation lacks from_id or to_id",
                None,
                "both as text, and labels",
            )
        elif not labels:
            self.ignored(
                path, "a relation has no label and is ignored", None, "its role as a label"
            )
        else:
            if item.get("direction") == "left":
                start, end = end, start
            self.relations.append((start, end, labels, path))

    def item(self, path: Path, item: dict[str, Any]) -> None:
        id, value, kind = item.get("id"), item.get("value"), item.get("type")
        if type(id) is not str or not isinstance(value, dict):
            self.report("wrong-shape", path, "this item lacks an id or a value", None, "both")
            return
        labels = next((found for name in _REGIONS if (found := texts(value.get(name)))), [])
        if labels:
            self.region(id, self.label(labels, path), value, path)
            self.note(id, item.get("meta"), path)
            return
        if kind in _REGIONS or "start" in value:
            self.unread.setdefault(id, path)
        # Controls are named by what they set: Person-name, Meeting-format.
        key = str(item.get("from_name")).rpartition("-")[2]
        given = texts(value.get("choices"))
        if not given and kind in ("textarea", None):  # else the text is that of the region
            given = texts(value.get("text"))
        if given and kind not in _REGIONS:
            kept = given if key == "aliases" else given[:1]
            self.properties.setdefault(id, {})[key] = [Property(key, text, path) for text in kept]
        elif kind not in _REGIONS:
            self.ignored(path, "a result of this type is not read", quoted(str(kind)), None)

    def label(self, labels: list[str], path: Path) -> str:
        """The class of a region: the first of its labels that is one."""
        found = next((label for label in labels if label in self.known), labels[0])
        if others := [label for label in labels if label != found]:
            self.ignored(
                (*path, "value"),
                f"a region has one class; {found} is read and the others are ignored",
                quoted(", ".join(others)),
                "one label",
            )
        return found

    def region(self, id: str, label: str, value: dict[str, Any], path: Path) -> None:
        span = self.text.span(value)
        if span is None:
            shown = f"{value.get('start')} to {value.get('end')}"
            self.report(
                "bad-offset",
                (*path, "value"),
                "a region must be within the text",
                quoted(shown),
                f"offsets from 0 to {self.text.units}",
            )
            return
        if not self.text.agrees(value):
            start, end = value.get("start"), value.get("end")
            self.report(
                "bad-offset",
                (*path, "value"),
                other_words(str(value["text"]), self.text.text[slice(*span)]),
                f"{quoted(self.text.text[slice(*span)])} at {start} to {end}",
                quoted(str(value["text"])),
            )
            return
        before = self.regions.get(id)
        if before is not None and before.spans != [span]:
            problem, fix = "two regions have this id", "an id of its own for each region"
            self.report("marks-at-odds", (*path, "id"), problem, quoted(id), fix)
        elif before is not None:
            self.label([before.type, label], path)
        else:
            self.regions[id] = Mark((id,), label, path, [span])

    def note(self, id: str, meta: object, path: Path) -> None:
        """What the annotator noted about a region: the `note` of an event."""
        said = " ".join(texts(meta.get("text"))) if isinstance(meta, dict) else ""
        mark = self.regions.get(id)
        if not said or mark is None:
            return
        if mark.type in self.vocabulary.events and mark.text_of("note") is None:
            mark.properties.append(Property("note", said, (*path, "meta")))
        else:
            problem = "the note on a region is read for events only"
            self.ignored((*path, "meta"), problem, quoted(said))

    # -- from regions to marks

    def marks(self) -> list[Mark]:
        """The regions with their properties and links, in the order of the text."""
        faulty = any(fault.severity == ERROR for fault in self.report.faults)
        for id, properties in self.properties.items():
            mark = self.regions.get(id)
            for key, values in properties.items():
                if mark is not None:
                    mark.properties.extend(values)
                elif id not in self.unread and not faulty:
                    self.ignored(
                        values[0].place,
                        "this is said of the task, not of a region, and is ignored",
                        quoted(key),
                        "a control that is filled in for a region",
                    )
        for id, path in self.unread.items():
            if id not in self.regions:
                self.ignored(path, "a region has no label and is ignored", None, "a label")
        for relation in self.relations:
            self.link(*relation)
        return sorted(self.regions.values(), key=lambda mark: mark.spans[0])

    def link(self, start: str, end: str, labels: list[str], path: Path) -> None:
        """Give a region the roles that a relation has as its labels."""
        for id in (start, end):
            if id in self.regions:
                continue
            if id in self.unread:
                self.ignored(
                    path, "a relation of a region without a label is ignored", None, "a label"
                )
            elif not any(fault.code == "bad-offset" for fault in self.report.faults):
                self.report(
                    "unknown-reference",
                    path,
                    "no region has this id",
                    quoted(id),
                    "the id of a region",
                )
            return
        for label in labels:
            if label in self.vocabulary.same_labels:
                continue
            if self.regions[start].type in self.vocabulary.date_labels:
                self.report(
                    "wrong-filler",
                    path,
                    "a relation starts from a date, which has no roles",
                    None,
                    "a relation that starts from the event",
                )
                continue
            key = self.names.get(label, label)
            self.regions[start].properties.append(Property(key, Reference(end), path))


def _is_region(item: object) -> bool:
    value = item.get("value") if isinstance(item, dict) else None
    return isinstance(value, dict) and any(texts(value.get(name)) for name in _REGIONS)


def texts(value: object) -> list[str]:
    """The texts of a value that may be one or a list."""
    values = value if isinstance(value, list) else [value]
    return [v.strip() for v in values if type(v) is str and v.strip()]
