"""What an extension must not say: it adds words of its own and leaves those of whomet alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import OWL, RDF, URIRef
from rdflib.term import Node

from whomet.ontology.compile.sources import TurtleFile
from whomet.ontology.compile.terms import MAP, WHOMET, Terms
from whomet.ontology.suggestions import nearest

DECLARED = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
#: What describes nodes and properties that the system itself makes.
OF_THE_SYSTEM = (MAP.identity, MAP.fulltextIndex, MAP.property, MAP.datatype, MAP.on)


def check_extensions(terms: Terms) -> None:
    """Note every statement of the extensions about what is not theirs, or is not there."""
    owners: dict[URIRef, TurtleFile] = {}
    for source in terms.extensions:
        for term in sorted(_named(source.graph.subjects())):
            _whose(terms, source, term)
            if (term, RDF.type, None) in source.graph:
                other = owners.setdefault(term, source)
                if other is not source:
                    terms.complain(
                        term, f"is declared in {other.path} too", "declare it once", source
                    )
        for term in sorted(_named(source.graph.subjects())):
            if term not in terms.ours:
                _mapped(terms, source, term)


def check_words(terms: Terms) -> None:
    """Note every word of whomet's that an extension uses and that is not there."""
    for source in terms.extensions:
        _known(terms, source)


def _named(nodes: Iterable[Node]) -> set[URIRef]:
    return {node for node in nodes if isinstance(node, URIRef)}


def _whose(terms: Terms, source: TurtleFile, term: URIRef) -> None:
    if term in terms.ours:
        terms.complain(
            term,
            "is a term of whomet",
            "leave it as it is, and say what you need of a term of your own",
            source,
        )
    elif term in WHOMET or term in MAP:
        terms.complain(
            term,
            "stands in the namespace of whomet",
            "choose a namespace of your own, such as @prefix ext: <https://example.org/ext#>",
            source,
        )


def _known(terms: Terms, source: TurtleFile) -> None:
    """See that every word of ours that the file uses is there."""
    told: set[tuple[Node, URIRef]] = set()
    own = _named(source.graph.subjects())
    for subject, predicate, value in source.graph:
        for word in _named((predicate, value)):
            if (word in WHOMET or word in MAP) and word not in terms.ours and word not in own:
                told.add((subject, word))
    names = [terms.show(term) for term in terms.ours if term in WHOMET or term in MAP]
    for subject, word in sorted(told, key=str):
        shown = terms.show(word)
        near = nearest(shown, names)
        fix = f"did you mean {near!r}?" if near else "correct the name"
        terms.complain(
            source.owner(subject), f"uses {shown}, which whomet does not have", fix, source
        )


def _mapped(terms: Terms, source: TurtleFile, term: URIRef) -> None:
    """See that what has a mapping is something, and something that an author may make."""
    graph = source.graph
    mapping = sorted(p for p in _named(graph.predicates(term)) if p in MAP)
    if mapping and not any((term, RDF.type, kind) in terms.graph for kind in DECLARED):
        terms.complain(
            term,
            f"has {terms.show(mapping[0])} and is nothing",
            "declare it as an owl:Class, owl:ObjectProperty or owl:DatatypeProperty",
            source,
        )
    for predicate in OF_THE_SYSTEM:
        if predicate in mapping:
            terms.complain(
                term,
                f"has {terms.show(predicate)}, which is for what whomet itself writes",
                "leave it out",
                source,
            )
    if (term, RDF.type, OWL.ObjectProperty) in graph and not terms.is_role(term):
        terms.complain(term, "is no role", "add rdfs:subPropertyOf :role", source)
    relationship = terms.text(term, MAP.relationship)
    if relationship in (theirs := _relationships(terms)):
        terms.complain(
            term,
            f"has the relationship type {relationship} of {terms.show(theirs[relationship])}",
            "choose another map:relationship",
            source,
        )
    if (term, RDF.type, OWL.Class) in graph:
        for whole in _containers(terms):
            if term != whole and terms.is_a(term, whole):
                terms.complain(
                    term,
                    f"is a subclass of {terms.show(whole)}, of which each is part of another",
                    f"annotate it as {terms.show(whole)}, or make it rdfs:subClassOf :Entity",
                    source,
                )


def _relationships(terms: Terms) -> dict[str, URIRef]:
    found = ((terms.text(p, MAP.relationship), p) for p in terms.all_of_type(OWL.ObjectProperty))
    return {name: prop for name, prop in found if name and prop in terms.ours}


def _containers(terms: Terms) -> Iterator[URIRef]:
    for shape in terms.shapes:
        if shape.path == WHOMET.partOf and shape.target in terms.ours:
            yield shape.target


def undeclared(terms: Terms, prop: URIRef, predicate: URIRef) -> list[URIRef]:
    """What a property names as its domain or range, and is declared nowhere."""
    return [
        cls
        for cls in terms.stated(prop, predicate)
        if (cls, RDF.type, OWL.Class) not in terms.graph and cls not in WHOMET
    ]
