"""Checks of extensions: they may only add terms in a namespace of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import OWL, RDF, URIRef
from rdflib.term import Node

from whomet.ontology.compile.sources import TurtleFile
from whomet.ontology.compile.terms import MAP, WHOMET, Terms
from whomet.ontology.suggestions import nearest

DECLARED = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
#: Mappings of nodes and properties that only whomet itself writes.
SYSTEM_MAPPINGS = (MAP.identity, MAP.fulltextIndex, MAP.property, MAP.datatype, MAP.on)


def check_extensions(terms: Terms) -> None:
    """Add a problem for every term that an extension may not declare or change."""
    owners: dict[URIRef, TurtleFile] = {}
    for source in terms.extensions:
        for term in sorted(_named(source.graph.subjects())):
            _check_ownership(terms, source, term)
            if (term, RDF.type, None) in source.graph:
                other = owners.setdefault(term, source)
                if other is not source:
                    terms.add_problem(
                        term, f"is declared in {other.path} too", "declare it once", source
                    )
        for term in sorted(_named(source.graph.subjects())):
            if term not in terms.shipped_terms:
                _check_mapping(terms, source, term)


def check_references(terms: Terms) -> None:
    """Add a problem for every reference to a whomet term that does not exist."""
    for source in terms.extensions:
        _check_references(terms, source)


def _named(nodes: Iterable[Node]) -> set[URIRef]:
    return {node for node in nodes if isinstance(node, URIRef)}


def _check_ownership(terms: Terms, source: TurtleFile, term: URIRef) -> None:
    if term in terms.shipped_terms:
        terms.add_problem(
            term,
            "is a term of whomet",
            "leave it unchanged, and declare a term of your own",
            source,
        )
    elif term in WHOMET or term in MAP:
        terms.add_problem(
            term,
            "is in the namespace of whomet",
            "choose a namespace of your own, such as @prefix ext: <https://example.org/ext#>",
            source,
        )


def _check_references(terms: Terms, source: TurtleFile) -> None:
    """Check that every whomet term that the file refers to exists."""
    unknown: set[tuple[Node, URIRef]] = set()
    known = terms.shipped_terms | _named(source.graph.subjects())
    for subject, predicate, value in source.graph:
        for term in _named((predicate, value)):
            if (term in WHOMET or term in MAP) and term not in known:
                unknown.add((subject, term))
    names = [terms.show(term) for term in terms.shipped_terms if term in WHOMET or term in MAP]
    for subject, term in sorted(unknown, key=str):
        shown = terms.show(term)
        near = nearest(shown, names)
        fix = f"did you mean {near!r}?" if near else "correct the name"
        terms.add_problem(
            source.owner(subject), f"uses {shown}, which whomet does not have", fix, source
        )


def _check_mapping(terms: Terms, source: TurtleFile, term: URIRef) -> None:
    """Check that a term with a mapping is declared, and is of a kind that extensions may add."""
    graph = source.graph
    mapping = sorted(p for p in _named(graph.predicates(term)) if p in MAP)
    if mapping and not any((term, RDF.type, kind) in terms.graph for kind in DECLARED):
        terms.add_problem(
            term,
            f"has {terms.show(mapping[0])} but is not declared",
            "declare it as an owl:Class, owl:ObjectProperty or owl:DatatypeProperty",
            source,
        )
    for predicate in SYSTEM_MAPPINGS:
        if predicate in mapping:
            terms.add_problem(
                term,
                f"has {terms.show(predicate)}, which is reserved for whomet itself",
                "remove it",
                source,
            )
    if (term, RDF.type, OWL.ObjectProperty) in graph and not terms.is_role(term):
        terms.add_problem(term, "is not a role", "add rdfs:subPropertyOf :role", source)
    relationship = terms.text(term, MAP.relationship)
    if relationship in (shipped := _relationships(terms)):
        terms.add_problem(
            term,
            f"has the relationship type {relationship} of {terms.show(shipped[relationship])}",
            "choose another map:relationship",
            source,
        )
    if (term, RDF.type, OWL.Class) in graph:
        for whole in _containers(terms):
            if term != whole and terms.is_a(term, whole):
                terms.add_problem(
                    term,
                    f"is a subclass of {terms.show(whole)}, which may contain its like",
                    f"annotate it as {terms.show(whole)}, or make it rdfs:subClassOf :Entity",
                    source,
                )


def _relationships(terms: Terms) -> dict[str, URIRef]:
    found = ((terms.text(p, MAP.relationship), p) for p in terms.all_of_type(OWL.ObjectProperty))
    return {name: prop for name, prop in found if name and prop in terms.shipped_terms}


def _containers(terms: Terms) -> Iterator[URIRef]:
    for shape in terms.shapes:
        if shape.path == WHOMET.partOf and shape.target in terms.shipped_terms:
            yield shape.target


def undeclared(terms: Terms, prop: URIRef, predicate: URIRef) -> list[URIRef]:
    """The classes in a property's domain or range that are not declared."""
    return [
        cls
        for cls in terms.stated_classes(prop, predicate)
        if (cls, RDF.type, OWL.Class) not in terms.graph and cls not in WHOMET
    ]
