"""Every foreign term that the ontology uses is one that its own vocabulary declares.

Where rdflib holds the vocabulary whole, rdflib is asked; for the others, alignments/*.txt lists the
terms that the vocabulary's own file declares.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

ROOT = Path(__file__).resolve().parents[2]
OURS = "https://w3id.org/whomet/"
HELD_BY_RDFLIB = {
    str(getattr(rdflib, name)): getattr(rdflib, name)
    for name in (
        *("DCTERMS", "FOAF", "ORG", "OWL", "PROV", "RDF", "RDFS", "SDO", "SH", "SKOS", "TIME"),
        "XSD",
    )
}
#: Web addresses that are not terms.
ADDRESSES = {"https://www.apache.org/licenses/LICENSE-2.0"}
#: What an alignment is stated by; every vocabulary of the design must be used in one.
ALIGNED = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, SKOS.exactMatch)


def _lists() -> dict[str, set[str]]:
    found = {}
    for path in sorted(Path(__file__).with_name("alignments").glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("# "), f"{path.name} does not name its source"
        namespace, *names = [line for line in lines if not line.startswith("#")]
        found[namespace] = {namespace + name for name in names}
    return found


LISTED = _lists()


def _exists(term: URIRef) -> bool:
    for namespace, held in HELD_BY_RDFLIB.items():
        if term.startswith(namespace):
            return term in held
    return any(str(term) in terms for terms in LISTED.values())


@pytest.fixture(scope="module", params=["whomet.ttl", "shapes.ttl", "meta.ttl"])
def graph(request: pytest.FixtureRequest) -> Graph:
    return Graph().parse(ROOT / "ontology" / request.param)


def test_every_foreign_term_exists(graph: Graph) -> None:
    foreign = {
        term
        for triple in graph
        for term in triple
        if isinstance(term, URIRef) and not term.startswith(OURS) and str(term) not in ADDRESSES
    }
    assert foreign
    assert sorted(term for term in foreign if not _exists(term)) == []


def test_every_vocabulary_of_the_design_is_used() -> None:
    graph = Graph().parse(ROOT / "ontology" / "whomet.ttl")
    used = " ".join(str(other) for p in ALIGNED for other in graph.objects(None, p))
    named = ("FOAF", "ORG", "PROV", "SDO", "SKOS", "TIME", "DCTERMS")
    for namespace in (*(str(getattr(rdflib, name)) for name in named), *LISTED):
        assert namespace in used


def test_a_class_is_aligned_with_classes_and_a_property_with_properties() -> None:
    graph = Graph().parse(ROOT / "ontology" / "whomet.ttl")
    classes = set(graph.subjects(RDF.type, OWL.Class))
    wrong = [
        (str(ours), str(other))
        for predicate in ALIGNED
        for ours, other in graph.subject_objects(predicate)
        if isinstance(other, URIRef) and not other.startswith(OURS)
        if _is_class_name(other) != (ours in classes)
    ]
    assert wrong == []


def _is_class_name(term: URIRef) -> bool:
    """All these vocabularies name classes with a capital, CIDOC CRM with an E (P: property)."""
    name = term.replace("#", "/").rsplit("/", 1)[-1]
    return name[0].isupper() and not (name[0] == "P" and name[1].isdigit())


@pytest.mark.parametrize(
    "invented",
    [
        "http://www.w3.org/ns/prov#wasSaidBy",
        "https://schema.org/visitor",
        "http://www.cidoc-crm.org/cidoc-crm/E99_Visit",
        "http://semanticweb.cs.vu.nl/2009/11/sem/hasRole",
        "http://www.w3.org/ns/oa#quote",
        "http://example.org/anything",
    ],
)
def test_an_invented_term_is_found(invented: str) -> None:
    assert not _exists(URIRef(invented))
