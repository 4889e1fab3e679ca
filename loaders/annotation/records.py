"""Records of annotation tools: a text, spans with labels, and relations between them.

What doccano and Prodigy have in common. Offsets count code points.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from whomet.loaders.annotation.items import damaged, parsed_lines
from whomet.loaders.annotation.marks import (
    Mark,
    Property,
    Reference,
    key_names,
    nearest_place,
    sections,
)
from whomet.loaders.annotation.offsets import IN_UTF_16, utf_16_points
from whomet.loaders.annotation.reports import FaultReport
from whomet.loaders.checking.lookalikes import other_words
from whomet.loaders.checking.values import shape
from whomet.loaders.documents import Document
from whomet.loaders.faults import TextFault, quoted
from whomet.loaders.native import json_text
from whomet.loaders.parsed import Number, Path, Position
from whomet.ontology.brief_keys import METADATA_KEYS
from whomet.ontology.vocabulary import Vocabulary

EMPTY: tuple[object, ...] = (None, "", [], {})
"""Values of fields in which nothing stands."""


@dataclass(frozen=True, slots=True)
class SpanOf:
    """Words with a label: what relations call them, and their path in the record.

    `words` are what the record says stands there, if it does.
    """

    id: str
    start: object
    end: object
    label: object
    path: Path
    words: object = None


@dataclass(frozen=True, slots=True)
class LinkOf:
    """A relation from one span to another, by their ids."""

    start: str
    end: str
    label: object
    path: Path


@dataclass(slots=True)
class Record:
    """What a format says in one record.

    `text` and `metadata` are paths to values: the text, and where the keys of the brief may be.
    `id` is what the brief is called where its data does not say. `skipped` says why a record is no
    brief, with what was found, and what is one `instead`; `ignored` what is not read of it. `own`
    are the names that the format itself gives it.
    """

    id: str
    text: Path = ("text",)
    metadata: tuple[Path, ...] = ((), ("meta",))
    spans: list[SpanOf] = field(default_factory=list)
    links: list[LinkOf] = field(default_factory=list)
    skipped: str | None = None
    skipped_found: str | None = None
    instead: str = "a record that was accepted"
    ignored: list[tuple[Path, str]] = field(default_factory=list)
    own: frozenset[str] = frozenset()


Understand = Callable[[dict[str, Any], int], Record]
"""From a record, and its number in the file, to what it says."""


def documents_of_records(
    file: str, stream: IO[bytes], vocabulary: Vocabulary, understand: Understand
) -> Iterator[Document]:
    """A document for each record. Raises TextFault where nothing further can be read."""
    for number, item in enumerate(parsed_lines(file, stream), 1):
        if isinstance(item, Document):
            yield item
        elif not isinstance(item.value, dict):
            place, found = (item.line, item.column), shape(item.value)
            fault = TextFault("wrong-shape", place, "the record is not an object", found, "{…}")
            yield damaged(file, item.line, fault)
        else:
            record = understand(item.value, number)
            conversion = _Conversion(file, item.positions, vocabulary)
            yield conversion.document(item.value, record, item.line)


class _Conversion:
    def __init__(
        self, file: str, positions: json_text.JsonPositions, vocabulary: Vocabulary
    ) -> None:
        self.positions = positions
        self.vocabulary = vocabulary
        self.report = FaultReport(file, positions)
        known = (*vocabulary.entities, *vocabulary.events, *vocabulary.date_labels)
        self.classes = {name.lower(): name for name in known}
        self.names = key_names(vocabulary)
        self.roles = {name.lower(): key for name, key in self.names.items()}

    def document(self, value: dict[str, Any], record: Record, line: int) -> Document:
        if record.skipped is not None:
            problem = f"{record.skipped}; it is not a brief"
            self.report("skipped-task", (), problem, record.skipped_found, record.instead)
            return Document(None, lambda *_: (line, 1), line, faults=tuple(self.report.faults))
        for path, what in record.ignored:
            self.report("ignored-annotation", path, f"{what} is not read", None, None)
        places: dict[Path, Path] = {(): ()}
        brief: dict[str, object] = {"brief": record.id}
        for above in record.metadata:
            given = value_at(value, above)
            for key in METADATA_KEYS if isinstance(given, dict) else ():
                if key in given:
                    brief[key] = given[key]
                    places[(key,)] = (*above, key)
        text = value_at(value, record.text)
        if text is not None:
            brief["text"] = text
            places[("text",)] = record.text
        if type(text) is str:
            marks = self.marks(text, record)
            same = [
                (link.start, link.end)
                for link in record.links
                if is_same(link.label, self.vocabulary)
            ]
            made = sections(text, marks, self.vocabulary, self.report, same)
            brief |= {"entities": made.entities, "events": made.events}
            places |= made.places

        def locate(path: Path, at_key: bool = False) -> Position:
            return self.positions(nearest_place(places, path) or ())

        for above in record.metadata:
            read = {"meta", *record.own, *record.text} if above == () else set()
            tell_unused(self.report, self.vocabulary, above, value_at(value, above), read)
        others = [value_at(value, above) for above in record.metadata]
        fields = {name: text for found in others for name, text in plain_fields(found).items()}
        made_id = ("brief",) not in places
        faults = tuple(self.report.faults)
        return Document(brief, locate, line, faults=faults, fields=fields, made_id=made_id)

    def marks(self, text: str, record: Record) -> list[Mark]:
        """The spans with their roles, in the order of the text."""
        found: dict[str, Mark] = {}
        wrong: set[str] = set()
        points = self.points(text, record)
        last = len(points) - 1
        for span in record.spans:
            start, end = whole_number(span.start), whole_number(span.end)
            if start is None or end is None or not start < end <= last:
                self.report(
                    "bad-offset",
                    span.path,
                    "a span must be within the text",
                    quoted(f"{span.start} to {span.end}"),
                    f"offsets from 0 to {last}",
                )
                wrong.add(span.id)
            elif not _has_words(there := text[points[start] : points[end]], span.words):
                problem = other_words(str(span.words), there)
                shown = f"{quoted(there)} at {start} to {end}"
                self.report("bad-offset", span.path, problem, shown, quoted(str(span.words)))
                wrong.add(span.id)
            elif type(span.label) is Number:
                problem, fix = (
                    "a label is given by its number",
                    "its name: the export of text labels",
                )
                self.report("wrong-shape", span.path, problem, quoted(span.label), fix)
                wrong.add(span.id)
            elif type(span.label) is not str or not span.label.strip():
                problem = "a span has no label and is ignored"
                self.report("ignored-annotation", span.path, problem, None, "a label")
                wrong.add(span.id)
            else:
                label = span.label.strip()
                type_ = self.classes.get(label.lower(), label)
                found[span.id] = Mark((span.id,), type_, span.path, [(points[start], points[end])])
        for link in record.links:
            self.link(link, found, wrong)
        return sorted(found.values(), key=lambda mark: mark.spans[0])

    def points(self, text: str, record: Record) -> Sequence[int]:
        """For each offset of the record the one in code points."""
        said = [
            ((start, end), span.words)
            for span in record.spans
            if (start := whole_number(span.start)) is not None
            and (end := whole_number(span.end)) is not None
            and type(span.words) is str
        ]
        points = utf_16_points(text, said)
        if points is None:
            return range(len(text) + 1)
        self.report("utf-16-offsets", ("spans",), IN_UTF_16, None, None)
        return points

    def link(self, link: LinkOf, found: dict[str, Mark], wrong: set[str]) -> None:
        for id in (link.start, link.end):
            if id in wrong:
                return
            if id not in found:
                problem = "no span has this id"
                self.report(
                    "unknown-reference", link.path, problem, quoted(id), "a span with a label"
                )
                return
        if type(link.label) is not str or not link.label.strip():
            problem = "a relation has no label and is ignored"
            self.report("ignored-annotation", link.path, problem, None, "its role")
        elif not is_same(link.label, self.vocabulary):
            label = link.label.strip()
            key = self.names.get(label) or self.roles.get(label.lower(), label)
            given = Property(key, Reference(link.end), link.path)
            found[link.start].properties.append(given)


def _has_words(there: str, words: object) -> bool:
    return type(words) is not str or words.split() == there.split()


def is_same(label: object, vocabulary: Vocabulary) -> bool:
    """Whether a relation says that two mentions are one entity."""
    return isinstance(label, str) and label.strip() in vocabulary.same_labels


def value_at(value: Any, path: Path) -> Any:
    """The value at a path of mappings; None where there is none."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def tell_unused(
    report: FaultReport,
    vocabulary: Vocabulary,
    above: Path,
    found: object,
    read: Collection[str | int],
) -> None:
    """A warning for each field at `above` that goes nowhere; tools' own begin with _."""
    for name, value in found.items() if isinstance(found, dict) else ():
        if name in read or name in METADATA_KEYS or name.startswith("_") or value in EMPTY:
            continue
        key = next(iter(vocabulary.meant(name, "brief", METADATA_KEYS)), "title")
        fix = f'{key}: "{{task.{name}}}" in the defaults of a profile, or the name under its ignore'
        report("unused-field", (*above, name), "this field is not used", quoted(name), fix)


def plain_fields(value: object) -> dict[str, str]:
    """The texts and numbers of a mapping, by name: what a profile may take a day or an id from."""
    found = value.items() if isinstance(value, dict) else ()
    return {name: str(given) for name, given in found if isinstance(given, str | Number)}


def whole_number(value: object) -> int | None:
    """A number of a JSON text as an offset."""
    text = str(value) if isinstance(value, Number) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def listed(value: object) -> list[Any]:
    """A list, or nothing."""
    return value if isinstance(value, list) else []
