"""A brief as RDF of its annotation, and what SHACL says of it: the oracle of `loaders`.

A direct translation of the native format, key by key, that reads names and keys from the Turtle
itself. It knows nothing of the compiled vocabulary or of the checks that loading makes. A text
counts without the blanks around it; a key without a value says nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pyshacl
from rdflib import OWL, RDF, RDFS, SH, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
WHOMET = Namespace("https://w3id.org/whomet/ontology#")
MAP = Namespace("https://w3id.org/whomet/mapping#")
UNKNOWN = Namespace("urn:unknown:")
OF_BRIEF = {
    "brief": WHOMET.id,
    "title": WHOMET.title,
    "source": WHOMET.publisher,
    "published": WHOMET.published,
    "language": WHOMET.language,
    "url": WHOMET.url,
    "text": WHOMET.text,
}
OF_CLAIM = ("source", "certainty", "polarity", "status", "note")
# A day that does not exist is an answer here, not news of rdflib's.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)
#: Nothing that shapes speak of: dates are read from the text.
DATES = ("when", "start", "end")


@dataclass(slots=True)
class Verdict:
    """What SHACL says of one brief: violations, and (event, role) of which more is advised."""

    errors: list[str] = field(default_factory=list)
    advice: set[tuple[str, str]] = field(default_factory=set)


class Oracle:
    """The shapes, with those of extensions, loaded once."""

    def __init__(self, extensions: Iterable[Path] = ()) -> None:
        self.ontology = Graph(bind_namespaces="none")
        for path in (ONTOLOGY / "whomet.ttl", ONTOLOGY / "shapes.ttl", *extensions):
            self.ontology.parse(path)
        self.hierarchy = [
            *self.ontology.triples((None, RDFS.subClassOf, None)),
            *((cls, RDF.type, OWL.Class) for cls in self.classes.values()),
        ]
        self.shapes = Graph(bind_namespaces="none")
        for triple in self.ontology:
            self.shapes.add(triple)
        self._close()

    @cached_property
    def classes(self) -> dict[str, URIRef]:
        """The classes that an annotation may name."""
        return {
            str(name): cls
            for cls, name in self.ontology.subject_objects(MAP.bratName)
            if (cls, RDF.type, OWL.Class) in self.ontology and isinstance(cls, URIRef)
        }

    @cached_property
    def keys(self) -> dict[str, list[URIRef]]:
        """The properties that a key may stand for."""
        found: dict[str, list[URIRef]] = {}
        for prop, key in self.ontology.subject_objects(MAP.yamlKey):
            assert isinstance(prop, URIRef)
            found.setdefault(str(key), []).append(prop)
        return found

    def judge(self, briefs: Sequence[Mapping[str, Any]]) -> list[Verdict]:
        """What the shapes say of each of `briefs`, all held against them at once."""
        data = Graph(bind_namespaces="none")
        for triple in self.hierarchy:
            data.add(triple)
        for number, brief in enumerate(briefs):
            for triple in self.translated(brief, f"urn:brief:{number}:"):
                data.add(triple)
        _, report, _ = pyshacl.validate(data, shacl_graph=self.shapes)
        assert isinstance(report, Graph)
        verdicts = [Verdict() for _ in briefs]
        for result in report.subjects(RDF.type, SH.ValidationResult):
            focus, path = report.value(result, SH.focusNode), report.value(result, SH.resultPath)
            number, key = str(focus).removeprefix("urn:brief:").split(":", 1)
            verdict = verdicts[int(number)]
            if report.value(result, SH.resultSeverity) == SH.Violation:
                verdict.errors.append(f"{key} {path}: {report.value(result, SH.resultMessage)}")
            else:
                word = str(self.ontology.value(path, MAP.yamlKey))
                verdict.advice.add((unquote(key).removeprefix("key/"), word))
        return verdicts

    def translated(self, brief: Mapping[str, Any], base: str) -> Iterator[tuple[Node, Node, Node]]:
        """The triples of one brief, all nodes under `base`."""
        node = URIRef(f"{base}brief")
        yield node, RDF.type, WHOMET.Brief
        for word, value in brief.items():
            if word in ("entities", "events"):
                continue
            prop = OF_BRIEF.get(word, UNKNOWN[quote(word)])
            for one in _values(value, None):
                if prop == WHOMET.published and isinstance(one, Literal):
                    one = Literal(str(one), datatype=XSD.date, normalize=False)
                yield node, prop, one
        for key, data in brief.get("entities", {}).items():
            entity = _named(base, key)
            yield node, WHOMET.mentions, entity
            yield from self._described(entity, data, base, ())
        for key, data in brief.get("events", {}).items():
            event, claim = _named(base, key), URIRef(f"{base}claim/{quote(key)}")
            yield node, WHOMET.states, claim
            yield claim, RDF.type, WHOMET.Claim
            yield claim, WHOMET.about, event
            quoted = data["quote"] if "quote" in data else str(brief.get("text"))
            yield from _quoted(claim, WHOMET.quote, WHOMET.quoteNumber, quoted)
            yield from self._described(event, data, base, (*OF_CLAIM, *DATES, "quote"))
            for word in OF_CLAIM:
                prop = self._property(word, WHOMET.Claim)
                for one in _values(data.get(word), base if word == "source" else None):
                    yield claim, prop, one

    def _described(
        self, node: URIRef, data: Mapping[str, Any], base: str, but: tuple[str, ...]
    ) -> Iterator[tuple[Node, Node, Node]]:
        kind = data.get("type")
        cls = self.classes.get(kind, UNKNOWN[quote(kind)]) if isinstance(kind, str) else None
        if cls is not None:
            yield node, RDF.type, cls
        for word, value in data.items():
            if word == "type" or word in but:
                continue
            if word == "quote":
                yield from _quoted(node, WHOMET.mentionQuote, WHOMET.mentionNumber, value)
                continue
            prop = self._property(word, cls)
            leads = (prop, RDF.type, OWL.ObjectProperty) in self.ontology
            for one in _values(value, base if leads else None):
                yield node, prop, one

    def _property(self, word: str, cls: URIRef | None) -> URIRef:
        """What `word` means of a class; of another one if it means nothing there."""
        found = self.keys.get(word, [UNKNOWN[quote(word)]])
        return next((prop for prop in found if prop in self._asked_of(cls)), found[0])

    def _asked_of(self, cls: URIRef | None) -> set[Node]:
        """The properties for which a class, or one above it, has a shape."""
        if cls is None:
            return set()
        above = set(self.ontology.transitive_objects(cls, RDFS.subClassOf))
        return {
            path
            for shape, target in self.ontology.subject_objects(SH.targetClass)
            if target in above
            for prop in self.ontology.objects(shape, SH.property)
            for path in self.ontology.objects(prop, SH.path)
        }

    def _close(self) -> None:
        """An annotation is closed: a class has the properties that it has shapes for, no others."""
        for cls in (*self.classes.values(), WHOMET.Claim, WHOMET.Brief):
            shape, known = BNode(), BNode()
            Collection(self.shapes, known, [RDF.type, WHOMET.states, *self._asked_of(cls)])
            for predicate, value in (
                (RDF.type, SH.NodeShape),
                (SH.targetClass, cls),
                (SH.closed, Literal(True)),
                (SH.ignoredProperties, known),
            ):
                self.shapes.add((shape, predicate, value))


def _named(base: str, key: str) -> URIRef:
    return URIRef(f"{base}key/{quote(key)}")


def _quoted(
    node: URIRef, words: URIRef, number: URIRef, value: object
) -> Iterator[tuple[Node, Node, Node]]:
    """Quotes as words, and the numbers of their occurrences: `{text: …, nth: [1, 3]}`."""
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, dict):
            yield from ((node, words, found) for found in _values(one, None))
            continue
        for found in _values(one.get("text", {}), None):  # an empty mapping is no text
            yield node, words, found
        numbers = one.get("nth", [])
        for n in numbers if isinstance(numbers, list) else [numbers]:
            if isinstance(n, str):  # YAML does not tell 2 and "2" apart
                yield node, number, Literal(n, datatype=XSD.integer, normalize=False)
            else:
                yield from (
                    (node, number, found) for found in _values({} if n is None else n, None)
                )
        for word in one.keys() - {"text", "nth"}:
            yield node, UNKNOWN[quote(word)], Literal(word)


def _values(value: object, base: str | None) -> Iterator[Node]:
    """The values that a key has; where `base` is given, the things that they name."""
    if value is None:
        return
    if isinstance(value, list):
        for one in value:
            yield from _values(one, base)
    elif isinstance(value, dict):
        yield BNode()
    elif isinstance(value, str):
        yield _named(base, value.strip()) if base is not None else Literal(value.strip())
    else:
        yield Literal(value)
