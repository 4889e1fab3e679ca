"""From a CAS with our layers to one document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Any

from whomet.loaders.annotation.marks import (
    Mark,
    Property,
    Reference,
    key_names,
    nearest_place,
    sections,
)
from whomet.loaders.annotation.offsets import code_points
from whomet.loaders.annotation.refs import ref_of
from whomet.loaders.annotation.reports import FaultReport
from whomet.loaders.checking.values import shape
from whomet.loaders.documents import Document
from whomet.loaders.faults import fault_at, located, quoted
from whomet.loaders.files.decoding import LARGEST_FILE, too_large
from whomet.loaders.files.source import InputSource
from whomet.loaders.inception.cas import PACKAGES, DamageError, Loaded, from_json, from_xmi
from whomet.loaders.parsed import Path, Position
from whomet.ontology.exports.inception import BRIEF, BRIEF_FEATURES, PACKAGE
from whomet.ontology.records import Span
from whomet.ontology.suggestions import nearest
from whomet.ontology.vocabulary import Vocabulary

CUSTOM = "webanno.custom"
_COREFERENCE = "de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink"
NAMED_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
"""The layer for names that every project of INCEpTION has; its `value` is the class."""

CUSTOM_SPAN = "custom.Span"
_VALUES = {NAMED_ENTITY: "value", CUSTOM_SPAN: "label"}
"""Layers for marks of any kind, and the feature that has the class: that of a project's basic marks
is called Span.
"""
_OWN = ("uima.", "de.tudarmstadt.ukp.", "org.dkpro.", "de.unidue.")
"""How the layers of UIMA and INCEpTION themselves are called, such as tokens."""

SOURCE, TARGET = "Governor", "Dependent"
"""Features of an annotation that is a relation: from which other one it leads to which."""
_LABELS = ("label", "value")
"""Features with the label of a relation, in the layers that INCEpTION makes."""

#: Features that UIMA and INCEpTION use themselves.
_THEIRS = ("sofa", "begin", "end", "xmiID", "type")


def documents(source: InputSource, stream: IO[bytes], vocabulary: Vocabulary) -> Iterator[Document]:
    """The brief of a CAS. Raises TextFault where it cannot be read."""
    data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise too_large()
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    try:
        loaded = from_json(data) if start == b"{" else from_xmi(source, data)
    except DamageError as damage:
        faults = tuple(located(file, fault) for file, fault in damage.faults)
        yield Document(None, lambda *_: (1, 1), faults=faults)
        return
    yield _Cas(source, loaded, vocabulary).document()


class _Cas:
    def __init__(self, source: InputSource, loaded: Loaded, vocabulary: Vocabulary) -> None:
        self.stem = source.stem
        self.has_defaults = bool(source.filled)
        self.loaded = loaded
        self.vocabulary = vocabulary
        self.report = FaultReport(source.name, self.position)
        text = loaded.cas.sofa_string
        self.text = text if isinstance(text, str) else ""
        # Where letters begin, in UTF-16 units as UIMA counts; dkpro-cassis counts code points.
        points = code_points(self.text)
        self.units = {n for n, point in enumerate(points) if n == 0 or points[n - 1] < point}
        self.names = key_names(vocabulary) | {"Aliases": "aliases", "RelativeTo": "relative_to"}
        self.known = {*vocabulary.entities, *vocabulary.events, *vocabulary.date_labels, BRIEF}
        self.values = {name.casefold(): name for name in self.known}

    def position(self, place: Path) -> Position:
        id, *feature = place
        return self.loaded.locate(id, str(feature[0]) if feature else "")

    def document(self) -> Document:
        briefs: list[Any] = []
        marks: list[tuple[Span, Mark]] = []
        relations: list[Any] = []
        for structure in self.loaded.cas.select_all_fs():
            if _is_relation(structure):
                relations.append(structure)
                continue
            cls = self.cls(structure)
            if cls == BRIEF:
                briefs.append(structure)
            elif cls is not None:
                span = self.span(structure)
                place: Path = (structure.xmiID,)
                spans = [span] if span is not None and span[0] < span[1] else []
                mark = Mark((str(structure.xmiID),), cls, place, spans)
                self.set_properties(structure, mark)
                if span is None and mark.text_of("name") is None:
                    # It is kept because others refer to it; its missing name is not reported.
                    mark.properties.append(Property("name", cls, place))
                marks.append((span or (0, 0), mark))
        marks.sort(key=lambda found: found[0])
        same = self.link(relations, {mark.ids[0]: mark for _, mark in marks})
        value, places = self.brief(briefs)
        made = sections(self.text, [mark for _, mark in marks], self.vocabulary, self.report, same)
        value |= {"text": self.text, "entities": made.entities, "events": made.events}
        places |= made.places

        def locate(path: Path, at_key: bool = False) -> Position:
            place = nearest_place(places, path)
            return (1, 1) if place is None else self.position(place)

        if not briefs and not self.has_defaults:
            value = {}
        return Document(value or None, locate, faults=tuple(self.report.faults))

    def cls(self, structure: Any) -> str | None:
        """The class of a layer; None for a layer that is not in the vocabulary."""
        if structure.type.name in _VALUES:
            return self.named_entity(structure)
        package, _, name = structure.type.name.rpartition(".")
        if package in PACKAGES and name in self.known:
            return str(name)
        if not hasattr(structure, "begin"):
            return None  # one of the link types
        own = structure.type.name.startswith(_OWN) or package == PACKAGE
        if not own or structure.type.name == _COREFERENCE:
            problem = "an annotation of a layer that is not a class of the ontology is not read"
            fix = "a class of the ontology, or map: or ignore: in a profile"
            self.report("ignored-annotation", (structure.xmiID,), problem, quoted(name), fix)
        if package != PACKAGE:
            return None
        near = nearest(name, self.known) or "a layer of the type system"
        problem = "this is not a class of the ontology"
        self.report("unknown-type", (structure.xmiID,), problem, quoted(name), near)
        return None

    def named_entity(self, structure: Any) -> str | None:
        """The class that the value of a named entity is, or means in a profile."""
        value = getattr(structure, _VALUES[structure.type.name], None)
        if isinstance(value, str) and value in self.known:
            return value
        if isinstance(value, str) and (known := self.values.get(value.casefold())) is not None:
            return known
        named = structure.type.name == NAMED_ENTITY
        what = "named entity whose value" if named else "span whose label"
        problem = f"a {what} is not a class is not read"
        found = quoted(value) if isinstance(value, str) else None
        fix = "a class of the ontology, or map: in a profile"
        self.report("ignored-annotation", (structure.xmiID,), problem, found, fix)
        return None

    def link(self, relations: list[Any], marks: Mapping[str, Mark]) -> list[tuple[str, str]]:
        """Give marks the roles that relations lead from; return pairs of marks of one entity."""
        same: list[tuple[str, str]] = []
        for relation in relations:
            place: Path = (relation.xmiID,)
            ends = [getattr(relation, name, None) for name in (SOURCE, TARGET)]
            start, end = (str(getattr(found, "xmiID", "")) for found in ends)
            given = (getattr(relation, name, None) for name in _LABELS)
            label = next((text.strip() for text in given if isinstance(text, str)), "")
            label = label or relation.type.name.rpartition(".")[2]
            if start not in marks or end not in marks:
                problem = "a relation of an annotation that is not read is not read either"
                self.report("ignored-annotation", place, problem, quoted(label), None)
            elif label in self.vocabulary.same_labels:
                same.append((start, end))
            else:
                key = self.names.get(label) or label.lower()
                marks[start].properties.append(Property(key, Reference(end), place))
        return same

    def span(self, structure: Any) -> Span | None:
        """The span of an annotation; None, and a fault, where it is not in the text."""
        begin, end = self.loaded.offsets.get(structure.xmiID, (-1, -1))
        if begin > end or begin not in self.units or end not in self.units:
            fix = f"begin before end, from 0 to {max(self.units)}, in UTF-16 units"
            self.report(
                "bad-offset",
                (structure.xmiID,),
                "an annotation must be within the text",
                quoted(f"{begin} to {end}"),
                fix,
            )
            return None
        return structure.begin, structure.end

    def set_properties(self, structure: Any, mark: Mark) -> None:
        if structure.type.name in _VALUES:
            identifier = getattr(structure, "identifier", None)
            if isinstance(identifier, str) and identifier.strip():
                ref = ref_of(identifier.strip())
                mark.properties.append(Property("ref", ref, (structure.xmiID, "identifier")))
            return
        for feature in structure.type.all_features:
            value = getattr(structure, feature.name, None)
            if feature.name in _THEIRS or feature.name.startswith("i7n_") or value is None:
                continue
            key = self.names.get(feature.name) or feature.name.lower()
            place: Path = (structure.xmiID, feature.name)
            elements = getattr(value, "elements", value)
            if elements is None:
                continue
            for element in elements if isinstance(elements, list) else [elements]:
                found = self.value(element, place)
                if key == "key" and isinstance(found, str):
                    mark.key = found
                elif found is not None:
                    if key == "ref" and type(found) is str:
                        found = ref_of(found)
                    mark.properties.append(Property(key, found, place))

    def value(self, element: Any, place: Path) -> object:
        if isinstance(element, str):
            return element.strip() or None
        if isinstance(element, (bool, int, float)):
            return str(element).lower()
        target = getattr(element, "target", element)
        if target is None:
            self.report(
                "unknown-reference",
                place,
                "a slot is empty or refers to nothing",
                None,
                "an annotation in it, or no such slot",
            )
            return None
        if (id := getattr(target, "xmiID", None)) is None:
            self.report(
                "wrong-shape",
                place,
                "a feature holds text or links",
                shape(element),
                "a text, or a list of links",
            )
            return None
        return Reference(str(id))

    def brief(self, found: list[Any]) -> tuple[dict[str, object], dict[Path, Path]]:
        if not found and self.has_defaults:
            return {"brief": self.stem}, {}
        if not found:
            listed = ", ".join(BRIEF_FEATURES)
            fix = f"an annotation of the layer {BRIEF} with {listed}, or defaults in a profile"
            self.report.faults.append(
                fault_at(
                    self.report.file,
                    (1, 1),
                    "missing-key",
                    "the document does not say which brief it is",
                    None,
                    fix,
                )
            )
            return {}, {}
        first, *others = found
        for other in others:
            self.report(
                "marks-at-odds",
                (other.xmiID,),
                f"a document must have one {BRIEF}",
                f"{len(found)}",
                "one of them",
            )
        value: dict[str, object] = {}
        places: dict[Path, Path] = {(): (first.xmiID,)}
        for feature in first.type.all_features:
            text = getattr(first, feature.name, None)
            if feature.name in _THEIRS or feature.name.startswith("i7n_") or text is None:
                continue
            key = feature.name.lower()
            value[key] = text if isinstance(text, str) else str(text)
            places[(key,)] = (first.xmiID, feature.name)
        return value, places


def _is_relation(structure: Any) -> bool:
    """Whether an annotation is a relation between two, of a layer that a project has made."""
    features = {feature.name for feature in structure.type.all_features}
    return {SOURCE, TARGET} <= features and not structure.type.name.startswith(_OWN)
