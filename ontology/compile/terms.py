"""The terms of the ontology as they stand in its Turtle files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from whomet.ontology.compile.problems import CompileError, CompileProblem
from whomet.ontology.compile.sources import TurtleFile, read

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


#: The shipped files are the same for as long as a process lives.
_read_once = cache(read)


class Terms:
    """Access to the classes, properties and shapes of one graph of Turtle files."""

    def __init__(
        self, graph: Graph, ours: Sequence[TurtleFile] = (), extensions: Sequence[TurtleFile] = ()
    ) -> None:
        self.graph = graph
        self.extensions = extensions
        self.ours = frozenset(
            term for s in ours for term in s.graph.subjects() if isinstance(term, URIRef)
        )
        self.problems: list[CompileProblem] = []
        self.blamed: set[Node] = set()
        self._ours = ours
        self.shapes = self._property_shapes()

    @classmethod
    def read(cls, ours: Iterable[Path], extensions: Iterable[Path] = ()) -> Terms:
        """The terms of all files together; a CompileError lists each that is no Turtle."""
        own = [_read_once(path) for path in ours]
        # A file that is named twice says nothing more the second time.
        others = [read(path) for path in {path.resolve(): path for path in extensions}.values()]
        problems = [found for found in (*own, *others) if isinstance(found, CompileProblem)]
        if problems:
            raise CompileError(problems)
        graph = Graph(bind_namespaces="none")
        for source in (*own, *others):
            assert isinstance(source, TurtleFile)
            for prefix, namespace in source.graph.namespaces():
                graph.bind(prefix, namespace, override=False)
            for triple in source.graph:
                graph.add(triple)
        return cls(
            graph,
            [source for source in own if isinstance(source, TurtleFile)],
            [source for source in others if isinstance(source, TurtleFile)],
        )

    def complain(self, term: Node, fault: str, fix: str, source: TurtleFile | None = None) -> None:
        """Note a fault of `term`, in `source` or where it is a subject; all are told together."""
        self.blamed.add(term)
        if source is None:
            source = self._source(term)
        file, line = "", 0
        if source is not None:
            file, line = str(source.path), source.line_of(term) if isinstance(term, URIRef) else 0
        self.problems.append(CompileProblem(self.show(term), fault, fix, file, line))

    def _source(self, term: Node) -> TurtleFile | None:
        """The file that has a fault of `term`: the one that declares it, an extension first.

        What is wrong with a term of ours is wrong in the extension that uses it.
        """
        for source in self.extensions:
            if (term, None, None) in source.graph or (None, None, term) in source.graph:
                return source
        return next((s for s in self._ours if (term, None, None) in s.graph), None)

    def faults(self) -> list[CompileProblem]:
        """What is wrong: of the extensions alone where something is.

        The shipped files are right by themselves, so that what is wrong with them follows from it.
        """
        paths = {str(source.path) for source in self.extensions}
        return [problem for problem in self.problems if problem.file in paths] or self.problems

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
        return self.in_order(c for cls in self.stated(prop, predicate) for c in self.concrete(cls))

    def stated(self, prop: URIRef, predicate: URIRef) -> list[URIRef]:
        """The classes that a property names as its domain or range, unions taken apart."""
        classes: list[URIRef] = []
        for value in self.graph.objects(prop, predicate):
            union = self.graph.value(value, OWL.unionOf)
            members = Collection(self.graph, union) if union is not None else [value]
            classes.extend(member for member in members if isinstance(member, URIRef))
        return classes

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
