"""From a file of annotations to documents: one for each source that they are about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import IO

from whomet.loaders.annotation.marks import Mark, Property, Reference, nearest_place, sections
from whomet.loaders.annotation.reports import FaultReport
from whomet.loaders.checking.rules import rules
from whomet.loaders.documents import Document
from whomet.loaders.faults import Fault, fault_at, quoted
from whomet.loaders.files.decoding import LARGEST_FILE, decode
from whomet.loaders.files.source import InputSource
from whomet.loaders.files.streams import rejoined
from whomet.loaders.native import json_text
from whomet.loaders.parsed import Path, Position
from whomet.loaders.web_annotation.annotations import (
    CONTAINERS,
    Annotation,
    all_annotations,
    source_of,
)
from whomet.loaders.web_annotation.bodies import BodyReader
from whomet.loaders.web_annotation.by_source import BySource
from whomet.loaders.web_annotation.selectors import spans_of
from whomet.loaders.web_annotation.spooled import SpooledAnnotations
from whomet.loaders.web_annotation.terms import BRIEF, TermNames
from whomet.ontology.suggestions import nearest
from whomet.ontology.vocabulary import Vocabulary

_NOT_SAID = "nothing says what the annotations are about"
_LINES = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\{[^\n]*\}\s*\n\s*\{")
"""Annotations one a line."""

HELD = 4 << 20
"""Bytes of a file that is held in memory if it has several annotations, which takes 18 times as
much for tiny ones."""

_CONTAINER = re.compile(
    rb'\A(?:\xef\xbb\xbf)?\s*\[|"(?:%s)"\s*:\s*[\[{]' % "|".join(sorted(CONTAINERS)).encode()
)

_COMPARED = 1_000
"""Sources among which one that is called almost the same is sought."""


def documents(source: InputSource, stream: IO[bytes], vocabulary: Vocabulary) -> Iterator[Document]:
    """A brief for each resource that annotations are about. Raises TextFault: it is not JSON."""
    head = stream.read(HELD + 1)
    if len(head) > HELD and not (_LINES.match(head) or _CONTAINER.search(head)):
        head += stream.read(LARGEST_FILE - HELD)  # one annotation
        held = len(head) <= LARGEST_FILE
    else:
        held = len(head) <= HELD and not _LINES.match(head)
    if held:
        text = decode(head)
        value = json_text.parse(text)
        positions = json_text.JsonPositions(text)
        yield from AnnotationFile(source.name, text, value, vocabulary, positions).documents()
        return
    whole = rejoined(head, stream)
    del head
    yield from _large(source.name, whole, vocabulary)


def _large(name: str, stream: IO[bytes], vocabulary: Vocabulary) -> Iterator[Document]:
    """The documents of a file that is not held in memory; its annotations are set aside on disk."""
    terms = TermNames(vocabulary)
    with SpooledAnnotations(name, stream, terms) as spooled:
        for iri, own, links in spooled.sources.parts():
            report = FaultReport(name, spooled.position)
            part = _Source(iri, vocabulary, terms, report)
            known = list(spooled.sources) if len(spooled.sources) <= _COMPARED else []
            found = part.document(
                map(spooled.annotation, own), map(spooled.annotation, links), known
            )
            yield found
            spooled.forget()
        if spooled.faults:
            yield _loose(spooled.faults)
        elif not spooled.sources and spooled.sources.has_links:
            yield _loose([fault_at(name, (1, 1), "missing-key", _NOT_SAID, None, _BRIEF)])


class AnnotationFile:
    """The annotations of one file; `position` leads from a path in `value` to line and column."""

    def __init__(
        self,
        name: str,
        json: str,
        value: object,
        vocabulary: Vocabulary,
        position: Callable[[Path], Position],
    ) -> None:
        self.vocabulary = vocabulary
        self.terms = TermNames(vocabulary)
        self.name = name
        self.position = position
        self.report = FaultReport(name, position)
        self.annotations = list(all_annotations(json, value, self.terms, self.report))

    def documents(self) -> Iterator[Document]:
        """A document for each resource that the annotations are about."""
        sources: BySource[Annotation] = BySource(self.report, [])
        for annotation in self.annotations:
            sources.add(annotation, annotation)
        found: list[Document] = []
        for iri, own, links in sources.parts():
            report = FaultReport(self.name, self.position)
            part = _Source(iri, self.vocabulary, self.terms, report)
            found.append(part.document(iter(own), iter(links), list(sources)))
        if self.annotations and not sources and not self.report.faults:
            self.report("missing-key", (), _NOT_SAID, None, _BRIEF)
        loose = tuple(self.report.faults)
        if loose and len(found) == 1:
            # What is known of no source can only be about the one that there is.
            found[0] = replace(found[0], faults=(*loose, *found[0].faults))
        elif loose:
            found.insert(0, _loose(self.report.faults))
        yield from found


def _loose(faults: list[Fault]) -> Document:
    return Document(None, lambda *_: (1, 1), faults=tuple(faults))


class _Source:
    """The annotations of one source, which make one brief."""

    def __init__(
        self, iri: str, vocabulary: Vocabulary, terms: TermNames, report: FaultReport
    ) -> None:
        self.iri = iri
        self.vocabulary = vocabulary
        self.terms = terms
        self.report = report
        self.reader = BodyReader(terms, rules(vocabulary).reserved_schemes, report)

    def document(
        self, own: Iterator[Annotation], links: Iterator[Annotation], sources: list[str]
    ) -> Document:
        """The document; without a value where none of its annotations has a class."""
        group: list[tuple[Annotation, Mark]] = []
        owners: dict[str, Mark] = {}
        for annotation in own:
            if (mark := self.reader.mark(annotation)) is not None:
                group.append((annotation, mark))
                for id in mark.ids:
                    owners.setdefault(id, mark)
        for link in links:
            self.link(link, owners)
        if not group:
            return _loose(self.report.faults)
        found = self.brief(group, sources)
        return replace(found, faults=tuple(self.report.faults))

    def link(self, annotation: Annotation, owners: dict[str, Mark]) -> None:
        """A role from the first of two targets, or from a target to a body, to the other."""
        ends = [(id, path) for target, path in annotation.targets if (id := source_of(target))]
        bodies = [(body, path) for body, path in annotation.bodies if type(body) is str]
        ends += [(str(body), path) for body, path in bodies]
        role = self.reader.role(annotation)
        if len(ends) < 2 or role is None:
            what = "two ends" if role else "a tag with its role"
            self.report(
                "wrong-shape",
                annotation.path,
                f"this linking annotation lacks {what}",
                None,
                '"target": ["#event", "#filler"], and a tag such as participant',
            )
            return
        for id, path in ends:
            if id not in owners:
                fix = nearest(id, owners) or "the id of an annotation of this source"
                self.report("unknown-reference", path, "no annotation has this id", quoted(id), fix)
                return
        (first, _), *others = ends
        key, place = role
        owners[first].properties.extend(Property(key, Reference(id), place) for id, _ in others)

    def brief(self, group: list[tuple[Annotation, Mark]], sources: list[str]) -> Document:
        position = self.report.position
        briefs = [found for found in group if found[1].type == BRIEF]
        if not briefs:
            known = [source for source in sources if source != self.iri]
            near = nearest(self.iri, known)
            fix = f"{quoted(near, 120)}, or {_BRIEF}" if near else _BRIEF
            first = group[0][0].targets[0][1]
            self.report(
                "missing-key",
                first,
                "no annotation gives the text of this source",
                quoted(self.iri, 120),
                fix,
            )
            return Document(None, lambda *_: position(first))
        annotation, brief = briefs[0]
        for other, _ in briefs[1:]:
            self.report(
                "marks-at-odds",
                other.path,
                "another annotation describes this source",
                quoted(self.iri, 120),
                "one of type Brief for each source",
            )
        places: dict[Path, Path] = {(): brief.place}
        value: dict[str, object] = {}
        for given in brief.properties:
            value[given.key] = given.value
            places[(given.key,)] = given.place
        if "brief" not in value and (id := self.terms.brief_id(self.iri)) is not None:
            value["brief"] = id
            places[("brief",)] = annotation.targets[0][1]
        text = value.get("text")
        if type(text) is str:
            marks = [self.placed(a, m, text) for a, m in group if m.type != BRIEF]
            made = sections(text, marks, self.vocabulary, self.report)
            value |= {"entities": made.entities, "events": made.events}
            places |= made.places
        elif "text" in value:
            places[("text",)] = places.get(("text",), brief.place)

        def locate(path: Path, at_key: bool = False) -> Position:
            return position(nearest_place(places, path) or brief.place)

        return Document(value, locate, annotation.line)

    def placed(self, annotation: Annotation, mark: Mark, text: str) -> Mark:
        """The mark with its spans; without, and a fault, where its place cannot be found."""
        faults = len(self.report.faults)
        for target, path in annotation.targets:
            if source_of(target) != self.iri:
                self.report(
                    "marks-at-odds",
                    path,
                    "this annotation is about several sources",
                    quoted(str(source_of(target)), 120),
                    quoted(self.iri, 120),
                )
            elif isinstance(target, dict) and "selector" in target:
                mark.spans += spans_of(text, target["selector"], (*path, "selector"), self.report)
        if len(self.report.faults) > faults and mark.text_of("name") is None:
            # It is kept because others refer to it; its missing name is not reported.
            mark.properties.append(Property("name", mark.type, annotation.path))
        return mark


_BRIEF = "an annotation of it with a body of type whomet:Brief that has its text"
