"""Each format says the same, and what it says is what the page promises."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from rdflib import RDF, BNode, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.compare import to_canonical_graph
from rdflib.namespace import PROV, SKOS

from whomet.graph.database.connection import Connection
from whomet.graph.rdf import FORMATS
from whomet.ontology.records import Brief, ClaimRecord, Mention
from whomet.ontology.vocabulary import default_vocabulary

from .exports import PARSERS, add, exported, load, parsed

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rdf.md"
WHOMET = Namespace(default_vocabulary().namespace)
OA = Namespace("http://www.w3.org/ns/oa#")
DATA = Namespace("https://w3id.org/whomet/data/")
HOSTILE = (
    'He said "no" \\ <b>\n\r\t\u0000\u0085\u2028 {x} \'\'\' """ ^^@en . \U0001f600 سلام \u202e}'
)


@pytest.fixture(scope="module")
def turtle(examples: Connection) -> str:
    return exported(examples)


@pytest.fixture(scope="module")
def triples(turtle: str) -> Graph:
    return parsed(turtle)


def test_every_format_of_the_command_is_tested() -> None:
    assert set(FORMATS) == set(PARSERS)


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_says_the_same(examples: Connection, triples: Graph, format: str) -> None:
    text = exported(examples, format)
    assert set(parsed(text, format)) == set(triples)
    assert exported(examples, format) == text


def test_no_node_is_blank(triples: Graph) -> None:
    assert not [node for triple in triples for node in triple if isinstance(node, BNode)]
    assert set(to_canonical_graph(triples)) == set(triples)


def test_what_a_brief_says_stands_in_its_graph(examples: Connection) -> None:
    dataset = Dataset()
    dataset.parse(data=exported(examples, "trig"), format="trig")
    names = {graph.identifier for graph in dataset.graphs() if len(graph)} - {
        dataset.default_graph.identifier
    }
    claims = {
        (subject, graph)
        for subject, _, _, graph in dataset.quads((None, RDF.type, WHOMET.Claim, None))
    }
    assert {graph for _, graph in claims} <= names
    assert all(
        str(claim).startswith(str(brief).replace("/brief/", "/claim/") + "%23")
        for claim, brief in claims
    )
    assert not list(dataset.quads((None, RDF.type, WHOMET.Event, next(iter(names)))))


def test_the_event_of_the_page_is_what_is_exported(triples: Graph) -> None:
    [shown] = re.findall(r"```turtle\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    told = set(Graph().parse(data=shown, format="turtle"))
    assert told
    assert told - set(triples) == set()
    for subject in {subject for subject, _, _ in told}:
        assert set(triples.triples((subject, None, None))) <= told


def test_every_term_is_declared(triples: Graph) -> None:
    ontology = Graph().parse(PAGE.parent.parent / "ontology" / "whomet.ttl")
    used = {p for _, p, _ in triples} | set(triples.objects(None, RDF.type))
    used |= set(triples.objects(None, RDF.predicate))
    assert {term for term in used if str(term) in WHOMET} <= set(ontology.subjects())


def test_words_are_where_the_selectors_say(triples: Graph) -> None:
    words = list(triples.subjects(RDF.type, OA.SpecificResource))
    assert len(words) > 100
    for selected in words:
        text = str(triples.value(triples.value(selected, OA.hasSource), WHOMET.text))
        position, quote = (URIRef(f"{selected}/{kind}") for kind in ("position", "quote"))
        assert {*triples.objects(selected, OA.hasSelector)} == {position, quote}
        start, end = (int(triples.value(position, at)) for at in (OA.start, OA.end))
        exact = str(triples.value(quote, OA.exact))
        assert text[start:end] == exact
        assert text[:start].endswith(str(triples.value(quote, OA.prefix) or ""))
        assert text[end:].startswith(str(triples.value(quote, OA.suffix) or ""))


def test_labels_are_as_skos_wants_them(triples: Graph) -> None:
    for entity in triples.subjects(RDF.type, WHOMET.Entity):
        labels = [
            {str(label) for label in triples.objects(entity, predicate)}
            for predicate in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
        ]
        assert len(labels[0]) == 1
        assert sum(map(len, labels)) == len(set.union(*labels))


def test_an_asserted_role_is_a_triple_and_every_role_has_its_claims(triples: Graph) -> None:
    roles = set(triples.subjects(RDF.type, WHOMET.RoleAssertion))
    assert {bool(value) for role in roles for value in triples.objects(role, WHOMET.asserted)} == {
        True,
        False,
    }
    for role in roles:
        said = tuple(triples.value(role, part) for part in (RDF.subject, RDF.predicate, RDF.object))
        assert (said in triples) == bool(triples.value(role, WHOMET.asserted).value)
        claims = set(triples.objects(role, PROV.wasDerivedFrom))
        assert claims or triples.value(role, WHOMET.placedBy)
        assert {triples.value(claim, WHOMET.about) for claim in claims} <= {said[0]}


def hostile() -> Brief:
    """A brief all of whose texts are bad for somebody."""
    end = len(HOSTILE)
    return Brief(
        "..",
        HOSTILE,
        HOSTILE,
        date(2017, 10, 19),
        HOSTILE,
        url="https://example.org/<a b>",
        mentions=(
            Mention("a/b", "Person", f"Al {HOSTILE}", ref="x:<y>/%20#?", aliases=(HOSTILE,)),
            Mention("ب", "Place", HOSTILE, surfaces=(HOSTILE,), spans=((0, end),)),
        ),
        claims=(
            ClaimRecord("m", "Meeting", HOSTILE, (0, end), {"participant": ("a/b",)}, note=HOSTILE),
        ),
    )


@pytest.mark.parametrize("format", FORMATS)
def test_hostile_text_survives(graph: Connection, format: str) -> None:
    add(graph, [hostile()])
    found = parsed(exported(graph, format), format)
    brief, claim = DATA["brief/%2E%2E"], DATA["claim/..%23m"]
    person = DATA["person/x:%3Cy%3E%2F%2520%23%3F"]
    assert found.value(brief, WHOMET.text) == Literal(HOSTILE)
    assert found.value(claim, WHOMET.note) == Literal(HOSTILE)
    assert found.value(person, WHOMET.alias) == Literal(HOSTILE)
    assert found.value(DATA["mention/%2E%2E/a%2Fb"], OA.hasBody) == person
    quote = URIRef(f"{found.value(claim, OA.hasTarget)}/quote")
    assert found.value(quote, OA.exact) == Literal(HOSTILE)


def test_an_empty_graph_is_an_empty_export(graph: Connection) -> None:
    assert [len(parsed(exported(graph, format), format)) for format in FORMATS] == [0, 0, 0, 0]
    load(graph, [])
