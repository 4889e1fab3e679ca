"""From a file of annotations to documents: one for each source that they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO

from whomet.loaders.annotation.marks import Mark, Property, Reference, nearest_place, sections
from whomet.loaders.annotation.reports import FaultReport
from whomet.loaders.checking.rules import rules
from whomet.loaders.documents import Document
from whomet.loaders.faults import quoted
from whomet.loaders.files.decoding import whole_text
from whomet.loaders.files.source import InputSource
from whomet.loaders.native import json_text
from whomet.loaders.parsed import Path, Position
from whomet.loaders.web_annotation.annotations import Annotation, all_annotations, source_of
from whomet.loaders.web_annotation.bodies import BodyReader
from whomet.loaders.web_annotation.selectors import spans_of
from whomet.loaders.web_annotation.terms import BRIEF, TermNames
from whomet.ontology.suggestions import nearest
from whomet.ontology.vocabulary import Vocabulary


def documents(source: InputSource, stream: IO[bytes], vocabulary: Vocabulary) -> Iterator[Document]:
    """A brief for each resource that annotations are about. Raises TextFault: it is not JSON."""
    text = whole_text(stream)
    value = json_text.parse(text)
    positions = json_text.JsonPositions(text)
    yield from AnnotationFile(source.name, text, value, vocabulary, positions).documents()


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
        self.position = position
        self.vocabulary = vocabulary
        self.terms = TermNames(vocabulary)
        self.report = FaultReport(name, position)
        self.reader = BodyReader(self.terms, rules(vocabulary).reserved_schemes, self.report)
        self.annotations = list(all_annotations(json, value, self.terms, self.report))

    def documents(self) -> Iterator[Document]:
        """A document for each resource that the annotations are about."""
        groups: dict[str, list[tuple[Annotation, Mark]]] = {}
        owners: dict[str, Mark] = {}
        links = [annotation for annotation in self.annotations if annotation.is_link]
        for annotation in self.annotations:
            if annotation.is_link:
                continue
            if annotation.source is None:
                self.report(
                    "wrong-shape",
                    annotation.path,
                    "an annotation has a target",
                    None,
                    '"target": {"source": "…", "selector": {…}}',
                )
            elif (mark := self.reader.mark(annotation)) is not None:
                groups.setdefault(annotation.source, []).append((annotation, mark))
                for id in mark.ids:
                    owners.setdefault(id, mark)
        for link in links:
            self.link(link, owners)
        if not groups and self.annotations and not self.report.faults:
            self.report(
                "missing-key", (), "nothing says what the annotations are about", None, _BRIEF
            )
        found = [self.document(iri, group, list(groups)) for iri, group in groups.items()]
        if self.report.faults and not found:
            found = [Document(None, lambda *_: (1, 1))]
        for number, document in enumerate(found):
            faults = tuple(self.report.faults) if number == 0 else ()
            yield Document(document.value, document.locate, document.line, faults=faults)

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
                f"a linking annotation has {what}",
                None,
                '"target": ["#event", "#filler"], and a tag such as participant',
            )
            return
        for id, path in ends:
            if id not in owners:
                fix = nearest(id, owners) or "the id of an annotation of this file"
                self.report("unknown-reference", path, "no annotation has this id", quoted(id), fix)
                return
        (first, _), *others = ends
        key, place = role
        owners[first].properties.extend(Property(key, Reference(id), place) for id, _ in others)

    def document(
        self, iri: str, group: list[tuple[Annotation, Mark]], sources: list[str]
    ) -> Document:
        briefs = [found for found in group if found[1].type == BRIEF]
        if not briefs:
            known = [source for source in sources if source != iri]
            near = nearest(iri, known)
            fix = f"{quoted(near, 120)}, or {_BRIEF}" if near else _BRIEF
            first = group[0][0].targets[0][1]
            self.report(
                "missing-key",
                first,
                "no annotation gives the text of this source",
                quoted(iri, 120),
                fix,
            )
            return Document(None, lambda *_: self.position(first))
        annotation, brief = briefs[0]
        for other, _ in briefs[1:]:
            self.report(
                "marks-at-odds",
                other.path,
                "another annotation describes this source",
                quoted(iri, 120),
                "one of type Brief for each source",
            )
        places: dict[Path, Path] = {(): brief.place}
        value: dict[str, object] = {}
        for given in brief.properties:
            value[given.key] = given.value
            places[(given.key,)] = given.place
        if "brief" not in value and (id := self.terms.brief_id(iri)) is not None:
            value["brief"] = id
            places[("brief",)] = annotation.targets[0][1]
        text = value.get("text")
        if type(text) is str:
            marks = [self.placed(a, m, iri, text) for a, m in group if m.type != BRIEF]
            made = sections(text, marks, self.vocabulary, self.report)
            value |= {"entities": made.entities, "events": made.events}
            places |= made.places
        elif "text" in value:
            places[("text",)] = places.get(("text",), brief.place)

        def locate(path: Path, at_key: bool = False) -> Position:
            return self.position(nearest_place(places, path) or brief.place)

        return Document(value, locate, annotation.line)

    def placed(self, annotation: Annotation, mark: Mark, iri: str, text: str) -> Mark:
        """The mark with its spans; without, and a fault, where its place cannot be found."""
        faults = len(self.report.faults)
        for target, path in annotation.targets:
            if source_of(target) != iri:
                self.report(
                    "marks-at-odds",
                    path,
                    "an annotation is about one source",
                    quoted(str(source_of(target)), 120),
                    quoted(iri, 120),
                )
            elif isinstance(target, dict) and "selector" in target:
                mark.spans += spans_of(text, target["selector"], (*path, "selector"), self.report)
        if len(self.report.faults) > faults and mark.text_of("name") is None:
            # It is kept because others refer to it; its missing name is not reported.
            mark.properties.append(Property("name", mark.type, annotation.path))
        return mark


_BRIEF = "an annotation of it with a body of type whomet:Brief that has its text"
