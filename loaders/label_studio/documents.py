"""Label Studio: the JSON export of a project with our labelling configuration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from whomet.loaders.annotation.documents import Document, fault_at, whole_text
from whomet.loaders.annotation.marks import readable_key
from whomet.loaders.checking.occurrences import anywhere
from whomet.loaders.checking.problems import Path
from whomet.loaders.faults import Fault, quoted
from whomet.loaders.files.sources import Source
from whomet.loaders.native import json_text
from whomet.loaders.parsed import Number, Position, TextFault
from whomet.ontology.brief_keys import METADATA_KEYS
from whomet.ontology.exports.brat import role_names
from whomet.ontology.exports.colors import DATE
from whomet.ontology.vocabulary import Vocabulary

_LISTS = ("aliases",)


def documents(source: Source, stream: IO[bytes], vocabulary: Vocabulary) -> Iterator[Document]:
    """A brief for each task. Raises TextFault where the file cannot be read."""
    text = whole_text(stream)
    tasks = json_text.parse(text)
    if not isinstance(tasks, list):
        raise TextFault(
            "wrong-shape", (1, 1), "an export is a list of tasks", None, "the export called JSON"
        )
    # Sought in one pass: the place of each by its own walk would cost the square of their number.
    for index, (task, line) in enumerate(zip(tasks, json_text.lines_of_items(text), strict=True)):
        yield _Task(source.name, text, vocabulary, (index,)).document(task, line)


def code_points(text: str) -> list[int]:
    """For each offset in UTF-16 units, as the front end counts, the one in code points."""
    points = []
    for index, letter in enumerate(text):
        points.extend([index] * (2 if ord(letter) > 0xFFFF else 1))
    return [*points, len(text)]


class _Task:
    def __init__(self, file: str, json: str, vocabulary: Vocabulary, path: Path) -> None:
        self.file = file
        self.json = json
        self.vocabulary = vocabulary
        self.path = path
        self.places: dict[Path, Path] = {(): path}
        self.faults: list[Fault] = []
        self.regions: dict[str, dict[str, Any]] = {}
        self.settings: dict[str, dict[str, tuple[list[str], Path]]] = {}
        self.relations: list[tuple[str, str, list[str], Path]] = []
        self.roles = {
            n: role.key if role else n.lower() for n, role in role_names(vocabulary).items()
        }

    def locate(self, path: Path, at_key: bool = False) -> Position:
        for depth in range(len(path), -1, -1):
            if (place := self.places.get(path[:depth])) is not None:
                return json_text.position_of(self.json, place)
        return json_text.position_of(self.json, self.path)

    def fault(self, code: str, path: Path, problem: str, found: str | None, fix: str) -> None:
        place = json_text.position_of(self.json, path)
        self.faults.append(fault_at(self.file, place, code, problem, found, fix))

    def document(self, task: object, line: int) -> Document:
        data = task.get("data") if isinstance(task, dict) else None
        if not isinstance(task, dict) or not isinstance(data, dict):
            self.fault("wrong-shape", self.path, "a task has data", None, '{"data": {…}, …}')
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
        value["entities"], value["events"] = self.convert()
        return Document(value, self.locate, line, faults=tuple(self.faults))

    def results(self, found: object, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
        """The items of the last annotation that was not cancelled."""
        kept: tuple[Path, list[Any]] | None = None
        for index, annotation in enumerate(found if isinstance(found, list) else ()):
            result = annotation.get("result") if isinstance(annotation, dict) else None
            here = (*path, index, "result")
            if not isinstance(result, list):
                self.fault("wrong-shape", here, "an annotation has a result", None, "a list")
            elif not annotation.get("was_cancelled"):
                kept = here, result
        if not isinstance(found, list):
            self.fault("wrong-shape", path, "annotations are a list", None, "[{…}]")
        if kept is not None:
            for index, item in enumerate(kept[1]):
                if isinstance(item, dict):
                    yield (*kept[0], index), item
                else:
                    self.fault("wrong-shape", (*kept[0], index), "this is no item", None, "{…}")

    def item(self, path: Path, item: dict[str, Any]) -> None:
        value = item.get("value")
        if item.get("type") == "relation":
            ends = item.get("from_id"), item.get("to_id")
            labels = item.get("labels")
            if not all(type(end) is str for end in ends) or not _texts(labels):
                self.fault("wrong-shape", path, "a relation leads from one region to another and "
                           "has a label", None, "from_id, to_id, labels")  # fmt: skip
            else:
                self.relations.append((str(ends[0]), str(ends[1]), _texts(labels), path))
            return
        id = item.get("id")
        if type(id) is not str or not isinstance(value, dict):
            self.fault("wrong-shape", path, "an item has an id and a value", None, "both")
        elif labels := _texts(value.get("labels")):
            self.region(id, labels[0], value, path)
        else:
            control = str(item.get("from_name")).rpartition("-")[2]
            given = _texts(value.get("choices")) or _texts(value.get("text"))
            if given:
                self.settings.setdefault(id, {})[control] = given, path

    def region(self, id: str, label: str, value: dict[str, Any], path: Path) -> None:
        start, end = (_offset(value.get(name)) for name in ("start", "end"))
        if start is None or end is None or not start < end < len(self.points):
            shown = f"{value.get('start')} to {value.get('end')}"
            last = len(self.points) - 1
            self.fault("bad-offset", (*path, "value"), "a region lies within the text",
                       quoted(shown), f"offsets from 0 to {last}")  # fmt: skip
            return
        span = self.points[start], self.points[end]
        words = self.text[slice(*span)]
        said = value.get("text")
        if type(said) is str and said != words:
            self.fault("bad-offset", (*path, "value"), f"at {start} to {end} other words stand",
                       quoted(words), quoted(said))  # fmt: skip
            return
        self.regions[id] = {"label": label, "span": span, "words": words, "path": path}

    # -- to entities and events

    def convert(self) -> tuple[dict[str, object], dict[str, object]]:
        one = self.same()
        keys: dict[str, str] = {}
        entities: dict[str, dict[str, object]] = {}
        events: dict[str, dict[str, object]] = {}
        groups: dict[str, list[str]] = {}
        for id in sorted(self.regions, key=lambda i: self.regions[i]["span"]):
            groups.setdefault(one[id], []).append(id)
        for first, ids in groups.items():
            region = self.regions[first]
            label = region["label"]
            if label == DATE:
                continue
            section, things = ("entities", entities)
            data: dict[str, object] = {"type": label}
            if label in self.vocabulary.events:
                section, things = ("events", events)
                data["quote"] = self.quote(region)
            else:
                quotes = list(dict.fromkeys(self.regions[id]["words"] for id in ids))
                data |= {"name": max(quotes, key=len), "quote": quotes}
            places: dict[str, Path] = {}
            for id in ids:
                for word, (texts, path) in self.settings.get(id, {}).items():
                    data[word] = texts if word in _LISTS else texts[0]
                    places[word] = path
            name = str(data.get("name", label)) if section == "entities" else label
            key = base = readable_key(name) or label.lower()
            number = 1
            while key in entities or key in events:
                number += 1
                key = f"{base}-{number}"
            things[key] = data
            keys.update(dict.fromkeys(ids, key))
            self.places[(section, key)] = region["path"]
            self.places.update({(section, key, word): path for word, path in places.items()})
        for relation in self.relations:
            self.relation(relation, keys, entities, events)
        return {**entities}, {**events}

    def same(self) -> dict[str, str]:
        """Of each region the first that is the same entity: by Equiv, or by the same words."""
        one = {id: id for id in self.regions}
        pairs = [(a, b) for a, b, labels, _ in self.relations if "Equiv" in labels]
        known: dict[tuple[str, str], str] = {}
        for id, region in self.regions.items():
            if region["label"] not in self.vocabulary.events and region["label"] != DATE:
                pairs.append((known.setdefault((region["label"], region["words"]), id), id))
        for a, b in pairs:
            if a in one and b in one and one[a] != one[b]:
                kept, gone = one[a], one[b]
                one = {id: kept if first == gone else first for id, first in one.items()}
        return one

    def quote(self, region: dict[str, Any]) -> object:
        places = anywhere(region["words"], self.text)
        if len(places) < 2 or region["span"] not in places:
            return region["words"]
        number = Number(places.index(region["span"]) + 1)
        return {"text": region["words"], "nth": number}

    def relation(
        self,
        relation: tuple[str, str, list[str], Path],
        keys: dict[str, str],
        entities: dict[str, dict[str, object]],
        events: dict[str, dict[str, object]],
    ) -> None:
        start, end, labels, path = relation
        for id in (start, end):
            if id not in self.regions:
                if not self.faults:
                    self.fault("unknown-reference", path, "no region has this id", quoted(id),
                               "the id of a region")  # fmt: skip
                return
        for label in labels:
            if label == "Equiv":
                continue
            key = "part_of" if label == "PartOf" else self.roles.get(label, label)
            own = keys.get(start, "")
            section = "events" if own in events else "entities"
            data = events.get(own) or entities.get(own)
            filler: object = keys.get(end)
            if self.regions[end]["label"] == DATE:
                filler = {"phrase": self.regions[end]["words"]}
                edtf = self.settings.get(end, {}).get("edtf")
                if edtf is not None:
                    filler["edtf"] = edtf[0][0]
            if data is None:
                self.fault("wrong-filler", path, "a date has no roles", None, "from the event")
                continue
            self.places.setdefault((section, own, key), path)
            before = data.get(key)
            if isinstance(before, list):
                before.append(filler)
            else:
                data[key] = filler if before is None else [before, filler]


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [v.strip() for v in values if type(v) is str and v.strip()]


def _offset(value: object) -> int | None:
    text = str(value) if isinstance(value, Number) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
