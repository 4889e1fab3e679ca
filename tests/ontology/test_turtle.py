"""The Turtle itself: complete by our meta-shape, and aligned with terms that exist."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import RDFS, SKOS, Graph, Namespace, URIRef

ROOT = Path(__file__).resolve().parents[2]
META = Path(__file__).with_name("meta.ttl")
MAP = Namespace("https://w3id.org/whomet/mapping#")
WHOMET = Namespace("https://w3id.org/whomet/ontology#")

# Vocabularies that rdflib holds whole.
CLOSED = ("FOAF", "ORG", "PROV", "SDO", "SKOS", "TIME")
# Vocabularies that rdflib does not hold: the terms in use, each read in its own specification.
OPEN = {
    "http://semanticweb.cs.vu.nl/2009/11/sem/": (
        "Event Actor Place View eventProperty hasActor hasPlace hasTime subEventOf accordingTo "
        "hasEarliestBeginTimeStamp hasLatestBeginTimeStamp "
        "hasEarliestEndTimeStamp hasLatestEndTimeStamp"
    ),
    "http://www.cidoc-crm.org/cidoc-crm/": (
        "E5_Event E7_Activity E9_Move E13_Attribute_Assignment E21_Person E31_Document E39_Actor "
        "E41_Appellation E53_Place E55_Type E74_Group P1_is_identified_by P7_took_place_at "
        "P11_had_participant P25_moved P26_moved_to P27_moved_from P67_refers_to "
        "P89_falls_within P129_is_about"
    ),
    "http://www.w3.org/ns/oa#": "Annotation hasBody exact start end",
    "http://www.w3.org/2008/05/skos-xl#": "Label altLabel",
    "http://purl.org/dc/terms/": "title identifier issued language publisher",
    "http://www.w3.org/2000/01/rdf-schema#": "label",
}
ALIGNED = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, SKOS.exactMatch)


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ROOT / "ontology" / "whomet.ttl")


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(ROOT / "ontology" / "shapes.ttl")


def test_every_term_has_label_definition_example_and_mapping(ontology: Graph) -> None:
    conforms, _, text = pyshacl.validate(ontology, shacl_graph=Graph().parse(META))
    assert conforms, text


@pytest.mark.parametrize(
    ("term", "predicate"),
    [
        (WHOMET.Meeting, RDFS.label),
        (WHOMET.Meeting, SKOS.definition),
        (WHOMET.Meeting, SKOS.example),
        (WHOMET.Meeting, MAP.nodeLabel),
        (WHOMET.Meeting, MAP.bratName),
        (WHOMET.visitor, SKOS.example),
        (WHOMET.visitor, MAP.relationship),
        (WHOMET.visitor, MAP.yamlKey),
        (WHOMET.visitor, RDFS.range),
        (WHOMET.certainty, SKOS.definition),
        (WHOMET["format"], MAP.yamlKey),
    ],
)
def test_the_meta_shape_sees_what_is_missing(
    ontology: Graph, term: URIRef, predicate: URIRef
) -> None:
    damaged = Graph() + ontology
    damaged.remove((term, predicate, None))
    conforms, _, _ = pyshacl.validate(damaged, shacl_graph=Graph().parse(META))
    assert not conforms


def test_the_shapes_are_shacl(shapes: Graph) -> None:
    pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True)


def test_alignments_are_terms_that_exist(ontology: Graph) -> None:
    others = {
        other
        for predicate in ALIGNED
        for other in ontology.objects(None, predicate)
        if isinstance(other, URIRef) and other not in WHOMET
    }
    unknown = sorted(str(other) for other in others if not _exists(other))
    assert unknown == []


def _exists(term: URIRef) -> bool:
    if any(term in getattr(rdflib, namespace) for namespace in CLOSED):
        return True
    return any(str(term) in [iri + name for name in names.split()] for iri, names in OPEN.items())


def test_every_named_vocabulary_is_used(ontology: Graph) -> None:
    used = " ".join(str(o) for p in ALIGNED for o in ontology.objects(None, p))
    for namespace in (*(str(getattr(rdflib, name)) for name in CLOSED), *OPEN):
        assert namespace in used
