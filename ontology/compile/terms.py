"""Access to the classes, properties and shapes of the parsed Turtle files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from whomet.ontology.compile.problems import CompileError, CompileProblem
from whomet.ontology.compile.sources import TurtleFile, read_turtle

WHOMET = Namespace("https://w3id.org/whomet/ontology#")
MAP = Namespace("https://w3id.org/whomet/mapping#")


@dataclass(frozen=True, slots=True)
class Term:
    """The documentation of a class, role, attribute or property, for the reference page."""

    iri: str
    label: str
    definition: str
    example: str
    scope_note: str
    alignments: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """The SHACL constraints on one property of one class, with the message for users.

    `classes` are the classes allowed for values (none: any); `advice` marks a warning.
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


#: Cached, because the shipped files do not change during the life of a process.
_read_once = cache(read_turtle)


class Terms:
    """Access to the classes, properties and shapes of one graph of Turtle files.

    The graph does not change, so that what is asked most often is read from it once.
    """

    def __init__(
        self,
        graph: Graph,
        shipped: Sequence[TurtleFile] = (),
        extensions: Sequence[TurtleFile] = (),
    ) -> None:
        self.graph = graph
        self._text = cache(self._read_text)
        self._ancestors = cache(self._read_ancestors)
        self._concrete = cache(self._read_concrete)
        self._rank = cache(self._read_rank)
        self.extensions = extensions
        self.shipped_terms = frozenset(
            term for s in shipped for term in s.graph.subjects() if isinstance(term, URIRef)
        )
        self.problems: list[CompileProblem] = []
        self.faulty: set[Node] = set()
        self._shipped_files = shipped
        self.shapes = self._property_shapes()

    @classmethod
    def read(cls, shipped: Iterable[Path], extensions: Iterable[Path] = ()) -> Terms:
        """Read all files; raises CompileError with every file that is not valid Turtle."""
        own = [_read_once(path) for path in shipped]
        # A file may be named twice.
        distinct = {path.resolve(): path for path in extensions}.values()
        others = [read_turtle(path) for path in distinct]
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

    def add_problem(
        self, term: Node, fault: str, fix: str, source: TurtleFile | None = None
    ) -> None:
        """Record a fault of `term`, located in `source` or else in the file that declares it."""
        self.faulty.add(term)
        if source is None:
            source = self._source(term)
        file, line = "", 0
        if source is not None:
            file, line = str(source.path), source.line_of(term) if isinstance(term, URIRef) else 0
        self.problems.append(CompileProblem(self.show(term), fault, fix, file, line))

    def _source(self, term: Node) -> TurtleFile | None:
        """The file to report a fault of `term` in: an extension that mentions it, if any.

        Shipped terms are valid by themselves, so a fault of one comes from the extension.
        """
        for source in self.extensions:
            if (term, None, None) in source.graph or (None, None, term) in source.graph:
                return source
        return next((s for s in self._shipped_files if (term, None, None) in s.graph), None)

    def reportable_problems(self) -> list[CompileProblem]:
        """The problems of the extensions if there are any, otherwise all problems.

        The shipped files are valid by themselves, so their problems follow from the extensions.
        """
        paths = {str(source.path) for source in self.extensions}
        return [problem for problem in self.problems if problem.file in paths] or self.problems

    def show(self, term: Node) -> str:
        """A term with its prefix, as its author wrote it."""
        if isinstance(term, URIRef):
            return (
                ":" + term.removeprefix(WHOMET)
                if term in WHOMET
                else term.n3(self.graph.namespace_manager)
            )
        return "a blank node"

    def text(self, subject: Node, predicate: URIRef) -> str:
        """One text of a property, preferably in English; empty if there is none."""
        return self._text(subject, predicate)

    def _read_text(self, subject: Node, predicate: URIRef) -> str:
        found = [v for v in self.graph.objects(subject, predicate) if isinstance(v, Literal)]
        found.sort(key=lambda v: (v.language != "en", v.language or "", str(v)))
        return str(found[0]) if found else ""

    def flag(self, subject: Node, predicate: URIRef) -> bool:
        """Whether a property has the value true."""
        return (subject, predicate, Literal(True)) in self.graph

    def number(self, subject: Node, predicate: URIRef) -> int | None:
        """The integer value of a property; None if there is none."""
        found = self.graph.value(subject, predicate)
        return int(found) if isinstance(found, Literal) and str(found).isdigit() else None

    def listed(self, subject: Node, predicate: URIRef) -> list[tuple[str, ...]]:
        """The lists of texts that are values of a property, sorted."""
        return sorted(
            tuple(map(str, Collection(self.graph, head)))
            for head in self.graph.objects(subject, predicate)
        )

    def all_of_type(self, *types: URIRef) -> list[URIRef]:
        """The named terms of these types, sorted."""
        found = {t for type_ in types for t in self.graph.subjects(RDF.type, type_)}
        return sorted(term for term in found if isinstance(term, URIRef))

    def ancestors(self, term: URIRef, predicate: URIRef = RDFS.subClassOf) -> tuple[URIRef, ...]:
        """`term` and all its superclasses or superproperties."""
        return self._ancestors(term, predicate)

    def _read_ancestors(self, term: URIRef, predicate: URIRef) -> tuple[URIRef, ...]:
        found = self.graph.transitive_objects(term, predicate)
        return tuple(above for above in found if isinstance(above, URIRef))

    def is_a(self, cls: URIRef, above: URIRef) -> bool:
        """Whether a class is equal to `above` or a subclass of it."""
        return above in self.ancestors(cls)

    def is_role(self, prop: URIRef) -> bool:
        """Whether a property is a role of events."""
        return prop != WHOMET.role and WHOMET.role in self.ancestors(prop, RDFS.subPropertyOf)

    def label_of(self, cls: URIRef) -> str:
        """The node label of a class, empty if it has none of its own."""
        return self.text(cls, MAP.nodeLabel)

    def labels_of(self, cls: URIRef) -> list[str]:
        """All node labels of a class, the most general first."""
        above = [c for c in self.ancestors(cls) if self.label_of(c)]
        above.sort(key=lambda c: (len(self.ancestors(c)) if c != cls else 1 << 30, c))
        return [self.label_of(c) for c in above]

    def concrete(self, cls: URIRef) -> tuple[URIRef, ...]:
        """`cls` and its subclasses, as far as they are not abstract, in order."""
        return self._concrete(cls)

    def _read_concrete(self, cls: URIRef) -> tuple[URIRef, ...]:
        below = [
            c
            for c in self.graph.transitive_subjects(RDFS.subClassOf, cls)
            if isinstance(c, URIRef) and self.label_of(c) and not self.flag(c, MAP.abstract)
        ]
        return tuple(self.in_order(below))

    def in_order(self, classes: Iterable[URIRef]) -> list[URIRef]:
        """Classes in the order of docs: entities, events, the rest; each by map:order."""
        return sorted(set(classes), key=self._rank)

    def _read_rank(self, cls: URIRef) -> tuple[int, int, str]:
        kind = 0 if self.is_a(cls, WHOMET.Entity) else 1 if self.is_a(cls, WHOMET.Event) else 2
        order = self.number(cls, MAP.order)
        return kind, 1000 if order is None else order, str(cls)

    def end_classes(self, prop: URIRef, predicate: URIRef) -> list[URIRef]:
        """The concrete classes in a property's domain or range, with unions expanded."""
        stated = self.stated_classes(prop, predicate)
        return self.in_order(c for cls in stated for c in self.concrete(cls))

    def stated_classes(self, prop: URIRef, predicate: URIRef) -> list[URIRef]:
        """The classes that a property names as its domain or range, with unions expanded."""
        classes: list[URIRef] = []
        for value in self.graph.objects(prop, predicate):
            union = self.graph.value(value, OWL.unionOf)
            members = Collection(self.graph, union) if union is not None else [value]
            classes.extend(member for member in members if isinstance(member, URIRef))
        return classes

    def term(self, iri: URIRef) -> Term:
        """The documentation of a term."""
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
        """The shapes that apply to a class: its own and those of its superclasses."""
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
