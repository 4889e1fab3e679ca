"""The terms of the ontology as they stand in its Turtle files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from ontology.compile.problems import CompileError, Problem

WHOMET = Namespace("https://w3id.org/whomet/ontology#")
MAP = Namespace("https://w3id.org/whomet/mapping#")


@dataclass(frozen=True, slots=True)
class Term:
    """What the reference page says of a class, role, attribute or property."""

    iri: str
    label: str
    definition: str
    example: str
    scope_note: str
    alignments: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """What shapes.ttl says of one property of one class, and how it says it to a person.

    `classes` are the classes of which a value may be (none: any), `advice` marks a warning.
    """

    target: URIRef
    path: URIRef
    order: int
    min_count: int
    max_count: int | None
    classes: tuple[URIRef, ...]
    values: tuple[str, ...]
    default: str | None
    pattern: str | None
    message: str
    advice: bool


class Terms:
    """Access to the classes, properties and shapes of one graph of Turtle files."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.problems: list[Problem] = []
        self.shapes = self._property_shapes()

    @classmethod
    def read(cls, paths: Iterable[Path]) -> Terms:
        """The terms of all files together; a CompileError if one is no Turtle."""
        graph = Graph(bind_namespaces="none")
        for path in paths:
            try:
                graph.parse(data=path.read_text(encoding="utf-8"), format="turtle")
            except OSError as error:
                problem = Problem(str(path), f"cannot be read ({error.strerror})", "give its path")
                raise CompileError([problem]) from error
            except (SyntaxError, UnicodeDecodeError) as error:
                line = getattr(error, "lines", None)
                where = f"{path}:{line + 1}" if isinstance(line, int) else str(path)
                problem = Problem(where, f"is no Turtle ({_first_line(error)})", "correct it there")
                raise CompileError([problem]) from error
        return cls(graph)

    def complain(self, term: Node, fault: str, fix: str) -> None:
        """Note a fault of `term`; all are reported together."""
        self.problems.append(Problem(self.show(term), fault, fix))

    def show(self, term: Node) -> str:
        """A term as its author wrote it, for people."""
        if isinstance(term, URIRef):
            return (
                ":" + term.removeprefix(WHOMET)
                if term in WHOMET
                else term.n3(self.graph.namespace_manager)
            )
        return "a blank node"

    def text(self, subject: Node, predicate: URIRef) -> str:
        """The one text of a property, English first; empty if there is none."""
        found = [v for v in self.graph.objects(subject, predicate) if isinstance(v, Literal)]
        found.sort(key=lambda v: (v.language != "en", v.language or "", str(v)))
        return str(found[0]) if found else ""

    def flag(self, subject: Node, predicate: URIRef) -> bool:
        """Whether a property is stated as true."""
        return (subject, predicate, Literal(True)) in self.graph

    def number(self, subject: Node, predicate: URIRef) -> int | None:
        """The number that a property states."""
        found = self.graph.value(subject, predicate)
        return int(found) if isinstance(found, Literal) and str(found).isdigit() else None

    def listed(self, subject: Node, predicate: URIRef) -> list[tuple[str, ...]]:
        """The lists of texts that a property states, sorted."""
        return sorted(
            tuple(map(str, Collection(self.graph, head)))
            for head in self.graph.objects(subject, predicate)
        )

    def all_of_type(self, *types: URIRef) -> list[URIRef]:
        """The named terms of these types, sorted."""
        found = {t for type_ in types for t in self.graph.subjects(RDF.type, type_)}
        return sorted(term for term in found if isinstance(term, URIRef))

    def ancestors(self, term: URIRef, predicate: URIRef = RDFS.subClassOf) -> list[URIRef]:
        """`term` and everything above it."""
        return [
            above
            for above in self.graph.transitive_objects(term, predicate)
            if isinstance(above, URIRef)
        ]

    def is_a(self, cls: URIRef, above: URIRef) -> bool:
        """Whether a class is another one or stands below it."""
        return above in self.ancestors(cls)

    def is_role(self, prop: URIRef) -> bool:
        """Whether a property is a role of events."""
        return prop != WHOMET.role and WHOMET.role in self.ancestors(prop, RDFS.subPropertyOf)

    def label_of(self, cls: URIRef) -> str:
        """The node label of a class, empty if it has none of its own."""
        return self.text(cls, MAP.nodeLabel)

    def labels_of(self, cls: URIRef) -> list[str]:
        """All node labels of the nodes of a class, the most general first."""
        above = [c for c in self.ancestors(cls) if self.label_of(c)]
        above.sort(key=lambda c: (len(self.ancestors(c)) if c != cls else 1 << 30, c))
        return [self.label_of(c) for c in above]

    def concrete(self, cls: URIRef) -> list[URIRef]:
        """The classes at or below `cls` that nodes are made of, in order."""
        below = [
            c
            for c in self.graph.transitive_subjects(RDFS.subClassOf, cls)
            if isinstance(c, URIRef) and self.label_of(c) and not self.flag(c, MAP.abstract)
        ]
        return self.in_order(below)

    def in_order(self, classes: Iterable[URIRef]) -> list[URIRef]:
        """Classes as pages list them: entities, events, the rest; each in its stated order."""

        def rank(cls: URIRef) -> tuple[int, int, str]:
            kind = 0 if self.is_a(cls, WHOMET.Entity) else 1 if self.is_a(cls, WHOMET.Event) else 2
            order = self.number(cls, MAP.order)
            return kind, 1000 if order is None else order, str(cls)

        return sorted(set(classes), key=rank)

    def end(self, prop: URIRef, predicate: URIRef) -> list[URIRef]:
        """The concrete classes in a property's domain or range, unions taken apart."""
        classes: list[URIRef] = []
        for value in self.graph.objects(prop, predicate):
            union = self.graph.value(value, OWL.unionOf)
            members = Collection(self.graph, union) if union is not None else [value]
            classes.extend(c for m in members if isinstance(m, URIRef) for c in self.concrete(m))
        return self.in_order(classes)

    def term(self, iri: URIRef) -> Term:
        """What is said of a term, for people."""
        alignments = sorted(
            (how, self.show(other))
            for how, predicate in (
                ("a kind of", RDFS.subClassOf),
                ("a kind of", RDFS.subPropertyOf),
                ("close to", SKOS.closeMatch),
                ("same as", SKOS.exactMatch),
            )
            for other in self.graph.objects(iri, predicate)
            if isinstance(other, URIRef) and other not in WHOMET
        )
        return Term(
            iri=str(iri),
            label=self.text(iri, RDFS.label),
            definition=self.text(iri, SKOS.definition),
            example=self.text(iri, SKOS.example),
            scope_note=self.text(iri, SKOS.scopeNote),
            alignments=tuple(alignments),
        )

    def shapes_for(self, cls: URIRef) -> list[PropertyShape]:
        """The shapes that hold for a class: its own and those of the classes above it."""
        above = self.ancestors(cls)
        return [shape for shape in self.shapes if shape.target in above]

    def _property_shapes(self) -> list[PropertyShape]:
        shapes = []
        for node_shape in self.graph.subjects(RDF.type, SH.NodeShape):
            for target in self.graph.objects(node_shape, SH.targetClass):
                if not isinstance(target, URIRef):
                    continue
                for node in self.graph.objects(node_shape, SH.property):
                    path = self.graph.value(node, SH.path)
                    if isinstance(path, URIRef):
                        shapes.append(self._shape(target, path, node))
        return sorted(shapes, key=lambda s: (s.order, s.path, s.target, s.advice, s.message))

    def _shape(self, target: URIRef, path: URIRef, node: Node) -> PropertyShape:
        order = self.number(node, SH.order)
        values = self.graph.value(node, SH["in"])
        return PropertyShape(
            target=target,
            path=path,
            order=1000 if order is None else order,
            min_count=self.number(node, SH.minCount) or 0,
            max_count=self.number(node, SH.maxCount),
            classes=tuple(self._classes(node)),
            values=tuple(map(str, Collection(self.graph, values))) if values is not None else (),
            default=self.text(node, SH.defaultValue) or None,
            pattern=self.text(node, SH.pattern) or None,
            message=self.text(node, SH.message),
            advice=self.graph.value(node, SH.severity) in (SH.Warning, SH.Info),
        )

    def _classes(self, node: Node) -> list[URIRef]:
        found = [c for c in self.graph.objects(node, SH["class"]) if isinstance(c, URIRef)]
        alternatives = self.graph.value(node, SH["or"])
        if isinstance(alternatives, (BNode, URIRef)):
            for one in Collection(self.graph, alternatives):
                found.extend(
                    c for c in self.graph.objects(one, SH["class"]) if isinstance(c, URIRef)
                )
        return sorted(found)


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
