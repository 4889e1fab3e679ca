"""What of SHACL a shape may say: what loading checks too. Anything else is refused, not ignored.

pyshacl would hold a brief against every constraint; loading holds it against what the vocabulary
keeps of them. So a constraint that is not carried over must not stand in a shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import OWL, RDF, RDFS, SH, XSD, BNode, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from whomet.ontology.compile.terms import MAP, WHOMET, Terms

#: What says how a shape is shown; none of it restricts anything.
TOLD = frozenset({SH.path, SH.order, SH.message, SH.severity, SH.name, SH.description})
ON_ROLE = frozenset({SH.minCount, SH.maxCount, SH["class"], SH["or"]})
ON_ATTRIBUTE = frozenset({SH.maxCount, SH["in"], SH.datatype, SH.defaultValue})
ON_NODE = frozenset({SH.targetClass, SH.property})
#: What may be stated more than once: a target each, a text in each language.
REPEATED = frozenset({SH.targetClass, SH.property, SH.message, SH.name, SH.description})


@dataclass(frozen=True, slots=True)
class Fixed:
    """A key that every brief has in the same way: how often it is read, and what restricts it."""

    least: int
    most: int | None
    by: frozenset[URIRef]
    datatype: URIRef = XSD.string


_TEXT = frozenset({SH.minCount, SH.maxCount, SH.datatype, SH.minLength})
_PATTERN = _TEXT | {SH.pattern}
_OBJECT = frozenset({SH.minCount, SH.maxCount, SH["class"]})

#: The keys that the reader of briefs knows by itself. Their patterns go into the vocabulary.
FIXED: Mapping[URIRef, Fixed] = {
    WHOMET.name: Fixed(1, 1, _TEXT),
    WHOMET.ref: Fixed(0, 1, _PATTERN),
    WHOMET.alias: Fixed(0, None, _TEXT),
    WHOMET.mentionQuote: Fixed(0, None, _TEXT),
    WHOMET.placeKind: Fixed(0, 1, _TEXT),
    WHOMET.partOf: Fixed(0, 1, _OBJECT),
    WHOMET.about: Fixed(1, 1, _OBJECT),
    WHOMET.quote: Fixed(1, 1, _TEXT),
    WHOMET.note: Fixed(0, 1, _TEXT),
    WHOMET.id: Fixed(1, 1, _PATTERN),
    WHOMET.title: Fixed(0, 1, _TEXT),
    WHOMET.publisher: Fixed(1, 1, _TEXT),
    WHOMET.published: Fixed(1, 1, _PATTERN, XSD.date),
    WHOMET.language: Fixed(0, 1, _PATTERN),
    WHOMET.url: Fixed(0, 1, _PATTERN),
    WHOMET.text: Fixed(1, 1, _TEXT),
    WHOMET.mentions: Fixed(0, None, _OBJECT),
}


def check_constructs(terms: Terms) -> None:
    """Note every statement of a shape that loading would not hold a brief against."""
    read: set[Node] = set()
    for shape in terms.graph.subjects(RDF.type, SH.NodeShape):
        read.add(shape)
        _node_shape(terms, shape)
        for node in terms.graph.objects(shape, SH.property):
            read.add(node)
            read |= _alternatives(terms, node)
            for target in terms.graph.objects(shape, SH.targetClass):
                if isinstance(target, URIRef):
                    _property_shape(terms, target, node)
    for subject, predicate in terms.graph.subject_predicates():
        if isinstance(predicate, URIRef) and predicate in SH and subject not in read:
            terms.complain(
                subject,
                f"says {_short(predicate)} where no shape of a class leads to it",
                "say it under sh:property of a sh:NodeShape with a sh:targetClass",
            )


def _node_shape(terms: Terms, shape: Node) -> None:
    _known(terms, shape, shape, ON_NODE, terms.show(shape))
    targets = list(terms.graph.objects(shape, SH.targetClass))
    if not targets or not all(isinstance(target, URIRef) for target in targets):
        terms.complain(shape, "has no class to hold for", "add sh:targetClass with its name")
    if (shape, RDF.type, OWL.Class) in terms.graph or (shape, RDF.type, RDFS.Class) in terms.graph:
        terms.complain(shape, "is a shape and a class", "give the shape a name of its own")


def _known(terms: Terms, shown: Node, node: Node, known: frozenset[URIRef], name: str) -> None:
    """See that a shape says only what is known, and nothing twice."""
    told = [p for p in terms.graph.predicates(node) if isinstance(p, URIRef) and p in SH]
    for predicate in sorted(set(told) - known):
        terms.complain(
            shown,
            f"has {_short(predicate)} in {name}, which loading does not check",
            f"leave it out; known there are {', '.join(sorted(map(_short, known)))}",
        )
    for predicate in sorted({p for p in told if told.count(p) > 1} - REPEATED):
        terms.complain(
            shown, f"has {_short(predicate)} more than once in {name}", "say one of them"
        )


def _property_shape(terms: Terms, target: URIRef, node: Node) -> None:
    path = terms.graph.value(node, SH.path)
    shape = f"the shape of {terms.show(target)}"
    if not isinstance(path, URIRef):
        terms.complain(target, f"has a path in {shape} that is no property", "name one property")
        return
    name = f"{shape} {terms.show(path)}"
    severity = terms.graph.value(node, SH.severity) or SH.Violation
    if severity not in (SH.Violation, SH.Warning, SH.Info):
        terms.complain(path, f"has an unknown severity in {name}", "say sh:Warning, or nothing")
    for predicate in (SH.minCount, SH.maxCount, SH.order, SH.minLength):
        number = terms.graph.value(node, predicate)
        if number is not None and not (isinstance(number, Literal) and str(number).isdecimal()):
            terms.complain(path, f"has no whole number as {_short(predicate)} in {name}", "give it")
    role = terms.is_role(path) or path == WHOMET.source
    if severity != SH.Violation:
        if not role:
            terms.complain(path, f"is advised in {name}", "advise on how often a role is given")
        _known(terms, path, node, TOLD | {SH.minCount}, name)
    elif role:
        _known(terms, path, node, TOLD | ON_ROLE, name)
        _classes(terms, path, node, name)
    elif path in FIXED:
        _fixed(terms, target, path, node, name)
    elif terms.is_a(target, WHOMET.Event) or target == WHOMET.Claim:
        _attribute(terms, path, node, name)
    else:
        terms.complain(
            path, f"is in {name}, where a brief cannot give it", "give it to a class of events"
        )


def _classes(terms: Terms, path: URIRef, node: Node, name: str) -> None:
    given = [p for p in (SH["class"], SH["or"]) if (node, p, None) in terms.graph]
    if len(given) > 1:
        terms.complain(path, f"has both sh:class and sh:or in {name}", "say one of them")
    if any(isinstance(cls, BNode) for cls in terms.graph.objects(node, SH["class"])):
        terms.complain(path, f"has a class without a name in {name}", "name a class")
    for one in _alternatives(terms, node):
        told = list(terms.graph.predicate_objects(one))
        if [p for p, _ in told] != [SH["class"]] or not isinstance(told[0][1], URIRef):
            terms.complain(path, f"has more than classes in sh:or in {name}", "say [ sh:class … ]")


def _alternatives(terms: Terms, node: Node) -> set[Node]:
    return {
        one for head in terms.graph.objects(node, SH["or"]) for one in Collection(terms.graph, head)
    }


def _attribute(terms: Terms, path: URIRef, node: Node, name: str) -> None:
    _known(terms, path, node, TOLD | ON_ATTRIBUTE, name)
    if terms.number(node, SH.maxCount) != 1:
        terms.complain(path, f"may be given twice in {name}", "add sh:maxCount 1")
    _of_datatype(terms, path, node, XSD.string, name)
    values = terms.graph.value(node, SH["in"])
    listed = list(Collection(terms.graph, values)) if values is not None else []
    if any(not _is_text(value) for value in listed):
        terms.complain(path, f"has a value in {name} that is no plain text", 'write "value"')


def _fixed(terms: Terms, target: URIRef, path: URIRef, node: Node, name: str) -> None:
    fixed = FIXED[path]
    _known(terms, path, node, TOLD | fixed.by, name)
    most = terms.number(node, SH.maxCount)
    if (terms.number(node, SH.minCount) or 0, most) != (fixed.least, fixed.most):
        counts = f"{fixed.least} to {fixed.most or 'any number'}"
        terms.complain(path, f"is counted otherwise in {name}", f"a brief gives it {counts} times")
    if (terms.number(node, SH.minLength) or 1) != 1:
        terms.complain(path, f"has a length in {name}", "say sh:minLength 1")
    _of_datatype(terms, path, node, fixed.datatype, name)
    if path == WHOMET.partOf:
        within = [c for cls in terms.graph.objects(node, SH["class"]) for c in _below(terms, cls)]
        if within != _below(terms, target) or len(within) != 1:
            terms.complain(
                path, f"leads to another class in {name}", "only things of one class contain others"
            )


def _below(terms: Terms, cls: Node) -> list[URIRef]:
    return terms.concrete(cls) if isinstance(cls, URIRef) else []


def _of_datatype(terms: Terms, path: URIRef, node: Node, datatype: URIRef, name: str) -> None:
    if terms.graph.value(node, SH.datatype) not in (None, datatype):
        shown = datatype.removeprefix(str(XSD))
        terms.complain(path, f"has another datatype in {name}", f"say sh:datatype xsd:{shown}")


def _is_text(value: Node) -> bool:
    return (
        isinstance(value, Literal)
        and value.language is None
        and value.datatype in (None, XSD.string)
    )


def _short(predicate: URIRef) -> str:
    return f"sh:{predicate.removeprefix(str(SH))}"


def patterns(terms: Terms) -> dict[str, str]:
    """The regular expression for each fixed key, by the key's name in a brief."""
    found: dict[str, str] = {}
    for shape in terms.shapes:
        if shape.pattern is None or shape.path not in FIXED:
            continue
        key = terms.text(shape.path, MAP.yamlKey) or str(shape.path.removeprefix(WHOMET))
        key = "brief" if shape.path == WHOMET.id else key
        if found.setdefault(key, shape.pattern) != shape.pattern:
            terms.complain(shape.path, "has two patterns", "say one sh:pattern of it everywhere")
    return found
