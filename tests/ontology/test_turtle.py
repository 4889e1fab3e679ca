"""The Turtle itself: whole by the meta-shape, and clear about the hard cases."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef

from tests.ontology.test_compile import AGREEMENT

ROOT = Path(__file__).resolve().parents[2]
MAP = Namespace("https://w3id.org/whomet/mapping#")
WHOMET = Namespace("https://w3id.org/whomet/ontology#")
EXT = Namespace("https://example.org/ext#")
META = Graph().parse(ROOT / "ontology" / "meta.ttl")


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ROOT / "ontology" / "whomet.ttl")


def _messages(graph: Graph) -> set[tuple[str, str]]:
    """What the meta-shape finds: (term, message)."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=META)
    return {
        (str(report.value(one, SH.focusNode)), str(message))
        for one in report.objects(None, SH.result)
        for message in report.objects(one, SH.resultMessage)
    }


def test_every_term_has_label_definition_example_and_mapping(ontology: Graph) -> None:
    assert _messages(ontology) == set()


def test_so_has_every_term_of_the_examples_that_extend_it() -> None:
    for path in sorted((ROOT / "examples").rglob("*.ttl")):
        assert _messages(Graph().parse(path)) == set()


def test_the_meta_shape_is_shacl() -> None:
    pyshacl.validate(Graph(), shacl_graph=META, meta_shacl=True)


def test_the_shapes_are_shacl() -> None:
    shapes = Graph().parse(ROOT / "ontology" / "shapes.ttl")
    pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True)


MISSING = [
    (WHOMET.Meeting, RDFS.label, "has no label"),
    (WHOMET.Meeting, SKOS.definition, "has no definition"),
    (WHOMET.Meeting, SKOS.example, "has no example"),
    (WHOMET.Meeting, MAP.nodeLabel, "has no node label"),
    (WHOMET.Meeting, MAP.bratName, "has no name in annotation"),
    (WHOMET.Actor, SKOS.example, "has no example"),
    (WHOMET.Brief, MAP.nodeLabel, "has no node label"),
    (WHOMET.visitor, RDFS.label, "has no label"),
    (WHOMET.visitor, SKOS.definition, "has no definition"),
    (WHOMET.visitor, SKOS.example, "needs an example"),
    (WHOMET.visitor, MAP.relationship, "has no relationship type"),
    (WHOMET.visitor, MAP.direction, "has no direction"),
    (WHOMET.visitor, MAP.yamlKey, "has no key"),
    (WHOMET.visitor, MAP.bratName, "has no name in annotation"),
    (WHOMET.visitor, RDFS.domain, "has no domain"),
    (WHOMET.visitor, RDFS.range, "has no range"),
    (WHOMET.source, SKOS.example, "needs an example"),
    (WHOMET.source, MAP.bratName, "has no name in annotation"),
    (WHOMET.certainty, RDFS.label, "has no label"),
    (WHOMET.certainty, SKOS.definition, "has no definition"),
    (WHOMET.certainty, SKOS.example, "needs an example"),
    (WHOMET.certainty, MAP.yamlKey, "has no mapping"),
    (WHOMET.certainty, MAP.bratName, "has no name in annotation"),
    (WHOMET.alias, SKOS.example, "needs an example"),
    (WHOMET.spanFrom, MAP.property, "has no mapping"),
    (WHOMET.spanFrom, MAP.datatype, "has no type"),
    (WHOMET.spanFrom, MAP.on, "is on nothing"),
]


@pytest.mark.parametrize(
    ("term", "predicate", "said"), MISSING, ids=[f"{t[36:]}-{p[-9:]}" for t, p, _ in MISSING]
)
def test_the_meta_shape_says_what_is_missing(
    ontology: Graph, term: URIRef, predicate: URIRef, said: str
) -> None:
    # The term alone keeps this fast; what it says of others is of no account here.
    damaged = Graph()
    damaged += ontology.triples((term, None, None))
    assert (term, predicate, None) in damaged
    assert _messages(damaged) == set()
    damaged.remove((term, predicate, None))
    assert [(t, said in message) for t, message in _messages(damaged)] == [(str(term), True)]


@pytest.mark.parametrize("term", [EXT.Agreement, EXT.party, EXT.value])
def test_an_extension_is_held_to_the_same(term: URIRef) -> None:
    extension = Graph().parse(data=AGREEMENT, format="turtle")
    assert _messages(extension) == set()
    extension.remove((term, SKOS.example, None))
    assert [found for found, _ in _messages(extension)] == [str(term)]


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("Entity", "metonymy"),
        (
            "Organization",
            "A capital or country that supports, demands or says something stands for its",
        ),
        ("Place", "Only for the place itself"),
        ("Delegation", "Membership alone does not make someone a participant"),
        ("Message", "A carried message has three parties"),
        ("Message", "The sender does not take part in that meeting"),
        ("Event", "An event that a brief denies is annotated as if it had happened"),
        ("Event", "status: planned"),
        ("polarity", "makes a denied claim"),
        ("status", "A plan that was carried out"),
        ("Statement", "What is said in a meeting is a Statement with said_at"),
    ],
)
def test_the_hard_cases_have_a_scope_note(ontology: Graph, term: str, words: str) -> None:
    notes = " ".join(str(note) for note in ontology.objects(WHOMET[term], SKOS.scopeNote))
    assert words in notes


def test_what_people_read_is_english_and_ends_as_a_sentence(ontology: Graph) -> None:
    told = [
        (term, text)
        for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
        for term in ontology.subjects(RDF.type, kind)
        for predicate in (SKOS.definition, SKOS.scopeNote)
        for text in ontology.objects(term, predicate)
        if isinstance(text, Literal)
    ]
    assert told
    assert [str(term) for term, text in told if text.language != "en" or text[-1] != "."] == []
