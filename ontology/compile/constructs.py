"""Rejects SHACL constructs that loading does not enforce.

Loading validates a brief against the constraints that the vocabulary carries, pyshacl against all
constraints in the shapes. A construct that is not carried over is rejected instead of ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import OWL, RDF, RDFS, SH, XSD, BNode, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from whomet.ontology.compile.terms import MAP, WHOMET, Terms

#: Predicates that describe a shape and do not constrain anything.
PRESENTATION = frozenset({SH.path, SH.order, SH.message, SH.severity, SH.name, SH.description})
ON_ROLE = frozenset({SH.minCount, SH.maxCount, SH["class"], SH["or"]})
ON_ATTRIBUTE = frozenset({SH.maxCount, SH["in"], SH.datatype, SH.defaultValue})
ON_NODE = frozenset({SH.targetClass, SH.property})
#: Predicates that may be repeated: several targets, a text in each language.
REPEATED = frozenset({SH.targetClass, SH.property, SH.message, SH.name, SH.description})


@dataclass(frozen=True, slots=True)
class FixedKey:
    """A key of the brief format itself: its cardinality, and the constraints its shape may have."""

    min_count: int
    max_count: int | None
    constraints: frozenset[URIRef]
    datatype: URIRef = XSD.string


_TEXT = frozenset({SH.minCount, SH.maxCount, SH.datatype, SH.minLength})
_PATTERN = _TEXT | {SH.pattern}
_NUMBER = frozenset({SH.minCount, SH.maxCount, SH.datatype, SH.pattern})
_OBJECT = frozenset({SH.minCount, SH.maxCount, SH["class"]})

#: Keys that the loader implements itself; only their patterns go into the vocabulary.
FIXED_KEYS: Mapping[URIRef, FixedKey] = {
    WHOMET.name: FixedKey(1, 1, _TEXT),
    WHOMET.ref: FixedKey(0, 1, _PATTERN),
    WHOMET.alias: FixedKey(0, None, _TEXT),
    WHOMET.mentionQuote: FixedKey(0, None, _TEXT),
    WHOMET.mentionNumber: FixedKey(0, None, _NUMBER, XSD.integer),
    WHOMET.placeKind: FixedKey(0, 1, _TEXT),
    WHOMET.partOf: FixedKey(0, 1, _OBJECT),
    WHOMET.about: FixedKey(1, 1, _OBJECT),
    WHOMET.quote: FixedKey(1, 1, _TEXT),
    WHOMET.quoteNumber: FixedKey(0, 1, _NUMBER, XSD.integer),
    WHOMET.note: FixedKey(0, 1, _TEXT),
    WHOMET.id: FixedKey(1, 1, _PATTERN),
    WHOMET.title: FixedKey(0, 1, _TEXT),
    WHOMET.publisher: FixedKey(1, 1, _TEXT),
    WHOMET.published: FixedKey(1, 1, _PATTERN, XSD.date),
    WHOMET.language: FixedKey(0, 1, _PATTERN),
    WHOMET.url: FixedKey(0, 1, _PATTERN),
    WHOMET.text: FixedKey(1, 1, _TEXT),
    WHOMET.mentions: FixedKey(0, None, _OBJECT),
}


def check_constructs(terms: Terms) -> None:
    """Add a problem for every constraint of a shape that loading would not enforce."""
    read: set[Node] = set()
    for shape in terms.graph.subjects(RDF.type, SH.NodeShape):
        read.add(shape)
        _check_node_shape(terms, shape)
        for node in terms.graph.objects(shape, SH.property):
            read.add(node)
            read |= _alternatives(terms, node)
            for target in terms.graph.objects(shape, SH.targetClass):
                if isinstance(target, URIRef):
                    _check_property_shape(terms, target, node)
    for subject, predicate in terms.graph.subject_predicates():
        if isinstance(predicate, URIRef) and predicate in SH and subject not in read:
            terms.add_problem(
                subject,
                f"has {_short(predicate)} outside the shape of a class",
                "move it under sh:property of a sh:NodeShape with a sh:targetClass",
            )


def _check_node_shape(terms: Terms, shape: Node) -> None:
    _check_constraints(terms, shape, shape, ON_NODE, terms.show(shape))
    targets = list(terms.graph.objects(shape, SH.targetClass))
    if not targets or not all(isinstance(target, URIRef) for target in targets):
        terms.add_problem(shape, "has no target class", "add sh:targetClass with its name")
    if (shape, RDF.type, OWL.Class) in terms.graph or (shape, RDF.type, RDFS.Class) in terms.graph:
        terms.add_problem(shape, "is both a shape and a class", "give the shape a name of its own")


def _check_constraints(
    terms: Terms, term: Node, node: Node, supported: frozenset[URIRef], name: str
) -> None:
    """Check that a shape has only supported constraints, and none of them twice."""
    given = [p for p in terms.graph.predicates(node) if isinstance(p, URIRef) and p in SH]
    for predicate in sorted(set(given) - supported):
        terms.add_problem(
            term,
            f"has {_short(predicate)} in {name}, which loading does not check",
            f"remove it; supported are {', '.join(sorted(map(_short, supported)))}",
        )
    for predicate in sorted({p for p in given if given.count(p) > 1} - REPEATED):
        terms.add_problem(
            term, f"has {_short(predicate)} more than once in {name}", "keep one of them"
        )


def _check_property_shape(terms: Terms, target: URIRef, node: Node) -> None:
    path = terms.graph.value(node, SH.path)
    shape = f"the shape of {terms.show(target)}"
    if not isinstance(path, URIRef):
        fault = f"has a path in {shape} that is not a property"
        terms.add_problem(target, fault, "name one property")
        return
    name = f"{shape} {terms.show(path)}"
    severity = terms.graph.value(node, SH.severity) or SH.Violation
    if severity not in (SH.Violation, SH.Warning, SH.Info):
        fault = f"has an unknown severity in {name}"
        terms.add_problem(path, fault, "expected sh:Warning, or no sh:severity")
    for predicate in (SH.minCount, SH.maxCount, SH.order, SH.minLength):
        number = terms.graph.value(node, predicate)
        if number is not None and not (isinstance(number, Literal) and str(number).isdecimal()):
            fault = f"has a {_short(predicate)} in {name} that is not a whole number"
            terms.add_problem(path, fault, "correct it")
    role = terms.is_role(path) or path == WHOMET.source
    if severity != SH.Violation:
        if not role:
            fault = f"has a warning in {name} but is not a role"
            terms.add_problem(path, fault, "use warnings only for the number of fillers of a role")
        _check_constraints(terms, path, node, PRESENTATION | {SH.minCount}, name)
    elif role:
        _check_constraints(terms, path, node, PRESENTATION | ON_ROLE, name)
        _check_classes(terms, path, node, name)
    elif path in FIXED_KEYS:
        _check_fixed_key(terms, target, path, node, name)
    elif terms.is_a(target, WHOMET.Event) or target == WHOMET.Claim:
        _check_attribute(terms, path, node, name)
    else:
        terms.add_problem(
            path, f"is in {name}, where a brief cannot give it", "use a class of events"
        )


def _check_classes(terms: Terms, path: URIRef, node: Node, name: str) -> None:
    given = [p for p in (SH["class"], SH["or"]) if (node, p, None) in terms.graph]
    if len(given) > 1:
        terms.add_problem(path, f"has both sh:class and sh:or in {name}", "keep one of them")
    if any(isinstance(cls, BNode) for cls in terms.graph.objects(node, SH["class"])):
        terms.add_problem(path, f"has a class without a name in {name}", "name a class")
    for one in _alternatives(terms, node):
        members = list(terms.graph.predicate_objects(one))
        if [p for p, _ in members] != [SH["class"]] or not isinstance(members[0][1], URIRef):
            fault = f"has more than classes in sh:or in {name}"
            terms.add_problem(path, fault, "expected [ sh:class … ]")


def _alternatives(terms: Terms, node: Node) -> set[Node]:
    return {
        one for head in terms.graph.objects(node, SH["or"]) for one in Collection(terms.graph, head)
    }


def _check_attribute(terms: Terms, path: URIRef, node: Node, name: str) -> None:
    _check_constraints(terms, path, node, PRESENTATION | ON_ATTRIBUTE, name)
    if terms.number(node, SH.maxCount) != 1:
        terms.add_problem(path, f"may be given twice in {name}", "add sh:maxCount 1")
    _check_datatype(terms, path, node, XSD.string, name)
    values = terms.graph.value(node, SH["in"])
    listed = list(Collection(terms.graph, values)) if values is not None else []
    if any(not _is_text(value) for value in listed):
        fault = f"has a value in {name} that is not a plain string"
        terms.add_problem(path, fault, 'write "value"')


def _check_fixed_key(terms: Terms, target: URIRef, path: URIRef, node: Node, name: str) -> None:
    fixed = FIXED_KEYS[path]
    _check_constraints(terms, path, node, PRESENTATION | fixed.constraints, name)
    most = terms.number(node, SH.maxCount)
    if (terms.number(node, SH.minCount) or 0, most) != (fixed.min_count, fixed.max_count):
        counts = f"{fixed.min_count} to {fixed.max_count or 'any number'}"
        fault = f"has another cardinality in {name} than in a brief"
        terms.add_problem(path, fault, f"expected {counts}")
    if (terms.number(node, SH.minLength) or 1) != 1:
        fault = f"has another sh:minLength than 1 in {name}"
        terms.add_problem(path, fault, "expected sh:minLength 1")
    _check_datatype(terms, path, node, fixed.datatype, name)
    if path == WHOMET.partOf:
        within = [c for cls in terms.graph.objects(node, SH["class"]) for c in _below(terms, cls)]
        if within != _below(terms, target) or len(within) != 1:
            terms.add_problem(
                path,
                f"has another class in {name}",
                "expected the class itself: it contains its like",
            )


def _below(terms: Terms, cls: Node) -> list[URIRef]:
    return [*terms.concrete(cls)] if isinstance(cls, URIRef) else []


def _check_datatype(terms: Terms, path: URIRef, node: Node, datatype: URIRef, name: str) -> None:
    if terms.graph.value(node, SH.datatype) not in (None, datatype):
        shown = datatype.removeprefix(str(XSD))
        fault = f"has an unsupported datatype in {name}"
        terms.add_problem(path, fault, f"expected sh:datatype xsd:{shown}")


def _is_text(value: Node) -> bool:
    return (
        isinstance(value, Literal)
        and value.language is None
        and value.datatype in (None, XSD.string)
    )


def _short(predicate: URIRef) -> str:
    return f"sh:{predicate.removeprefix(str(SH))}"


def patterns(terms: Terms) -> dict[str, str]:
    """The regular expression for each fixed key that has one, by its key in a brief."""
    found: dict[str, str] = {}
    for shape in terms.shapes:
        if shape.pattern is None or shape.path not in FIXED_KEYS:
            continue
        key = terms.text(shape.path, MAP.yamlKey) or str(shape.path.removeprefix(WHOMET))
        key = "brief" if shape.path == WHOMET.id else key
        if found.setdefault(key, shape.pattern) != shape.pattern:
            fault = "has two different patterns"
            terms.add_problem(shape.path, fault, "use the same sh:pattern in all its shapes")
    return found
