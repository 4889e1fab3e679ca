"""IRIs, literals and resources: the parts of triples, and the IRIs of our nodes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, NewType
from urllib.parse import quote

Iri = NewType("Iri", str)

DATA = "https://w3id.org/whomet/data/"
PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def term(name: str) -> Iri:
    """The IRI of a term of a foreign vocabulary, from its short form: `prov:agent`."""
    prefix, _, local = name.partition(":")
    return Iri(PREFIXES[prefix] + local)


TYPE = term("rdf:type")
STRING, INTEGER, BOOLEAN = term("xsd:string"), term("xsd:integer"), term("xsd:boolean")
DOUBLE, DATE, DATE_TIME = term("xsd:double"), term("xsd:date"), term("xsd:dateTime")
#: The datatype that the Library of Congress gives EDTF of any level.
EDTF = term("edtf:EDTF")


class Literal(NamedTuple):
    """A value with its datatype. Texts have no language tag: a quote may be in any language."""

    text: str
    datatype: Iri = STRING


Term = Iri | Literal


@dataclass(slots=True)
class Resource:
    """All statements about one subject in one graph.

    `graph` is the named graph, in formats that have them; None is the default graph.
    """

    iri: Iri
    graph: Iri | None = None
    statements: dict[Iri, set[Term]] = field(default_factory=dict)

    def add(self, predicates: Iterable[Iri], *objects: Term) -> None:
        """Add `value` under each of `predicates`."""
        if objects:
            for predicate in predicates:
                self.statements.setdefault(predicate, set()).update(objects)

    def ordered(self) -> list[tuple[Iri, list[Term]]]:
        """The statements in output order, types first."""
        return [
            (predicate, sorted(self.statements[predicate], key=_order))
            for predicate in sorted(self.statements, key=lambda iri: (iri != TYPE, iri))
        ]


def _order(value: Term) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, Literal) else (value,)


def literal(value: Any, *, edtf: bool = False) -> Literal:
    """A property value as a literal of the fitting datatype."""
    if edtf:
        return Literal(value, EDTF)
    if isinstance(value, str):
        return Literal(value)
    if isinstance(value, bool):
        return Literal("true" if value else "false", BOOLEAN)
    if isinstance(value, int):
        return Literal(str(value), INTEGER)
    if isinstance(value, float):
        return Literal(repr(value), DOUBLE)
    if isinstance(value, datetime):
        return Literal(value.isoformat(), DATE_TIME)
    if isinstance(value, date):
        return Literal(value.isoformat(), DATE)
    raise TypeError(f"no datatype for a {type(value).__name__}")


def node_iri(label: str, id: str) -> Iri:
    """The IRI of a node of the graph, from its class and id."""
    return _data(label.lower(), id)


def role_iri(event: tuple[str, str], relationship: str, filler: tuple[str, str]) -> Iri:
    """The IRI of one filler in one role of one event."""
    return _data("role", event[0].lower(), event[1], relationship, filler[0].lower(), filler[1])


def mention_iri(brief: str, key: str) -> Iri:
    """The IRI of a mention: a key of a brief."""
    return _data("mention", brief, key)


def words_iri(brief: str, start: int, end: int) -> Iri:
    """The IRI of a span of a brief's text."""
    return _data("words", brief, f"{start}-{end}")


def attribution_iri(claim: str, order: int, number: int = 1) -> Iri:
    """The IRI of one link in a claim's chain of attribution; `number` counts those of one step."""
    return _data("attribution", claim, f"{order}.{number}" if number > 1 else str(order))


def _data(*parts: str) -> Iri:
    return Iri(DATA + "/".join(map(_segment, parts)))


def _segment(part: str) -> str:
    # A segment of dots alone would be read as a relative path.
    return quote(part, safe=":") if part.strip(".") else part.replace(".", "%2E")
