"""A part of the graph: what it touches whole, the rest not at all, and nothing that dangles."""

from __future__ import annotations

from datetime import date

import pytest
from rdflib import RDF, Graph, Namespace, URIRef

from whomet.graph.database.connection import Connection
from whomet.graph.errors import GraphError
from whomet.ontology.vocabulary import default_vocabulary

from .exports import exported, parsed

WHOMET = Namespace(default_vocabulary().namespace)
DATA = Namespace("https://w3id.org/whomet/data/")
BAGHERI = DATA["person/person:mohammad-bagheri"]
SELECTIONS: dict[str, dict[str, object]] = {
    "actor": {"entity": "person:mohammad-bagheri"},
    "place": {"entity": "wikidata:Q858"},
    "brief": {"brief": "2017-10-19-damascus"},
    "period": {"since": date(2018, 1, 1), "until": date(2018, 12, 31)},
    "open period": {"since": date(2019, 1, 1)},
}


@pytest.fixture(scope="module")
def whole(examples: Connection) -> Graph:
    return parsed(exported(examples))


def events(graph: Graph) -> set[URIRef]:
    return set(graph.subjects(RDF.type, WHOMET.Event))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", SELECTIONS)
def test_a_part_says_nothing_else_and_points_at_nothing_left_out(
    examples: Connection, whole: Graph, kind: str
) -> None:
    part = parsed(exported(examples, **SELECTIONS[kind]))
    assert 0 < len(part) < len(whole)
    assert set(part) <= set(whole)
    described = set(part.subjects())
    pointed = {o for _, _, o in part if isinstance(o, URIRef) and str(o) in DATA}
    assert pointed <= described
    for event in events(part):
        assert set(part.triples((event, None, None))) == set(whole.triples((event, None, None)))
        for inverse in (RDF.subject, WHOMET.about):
            assert set(part.subjects(inverse, event)) == set(whole.subjects(inverse, event))


def test_an_actor_brings_every_event_it_has_a_role_in(examples: Connection, whole: Graph) -> None:
    part = parsed(exported(examples, entity="person:mohammad-bagheri"))
    roles = whole.subjects(RDF.object, BAGHERI)
    wanted = {whole.value(role, RDF.subject) for role in roles}
    assert wanted <= events(part)
    larger = {o for p in (WHOMET.during, WHOMET.deliveredAt, WHOMET.saidAt, WHOMET.replyTo)
              for e in events(part) for o in whole.objects(e, p)}  # fmt: skip
    assert events(part) - wanted <= larger
    assert set(whole.subjects(WHOMET.mentions, BAGHERI)) <= set(part.subjects())


def test_a_place_counts_what_happened_within_it(examples: Connection, whole: Graph) -> None:
    part = parsed(exported(examples, entity="wikidata:Q858"))
    damascus = DATA["place/wikidata:Q3766"]
    assert set(whole.subjects(WHOMET.place, damascus)) <= events(part)


def test_a_period_has_what_possibly_falls_in_it(examples: Connection, whole: Graph) -> None:
    part = parsed(exported(examples, since=date(2018, 1, 1), until=date(2018, 12, 31)))
    for event in events(whole):
        begin, end = (whole.value(event, b) for b in (WHOMET.beginEarliest, WHOMET.endLatest))
        dated = any(whole.value(event, b) for b in (WHOMET.beginLatest, WHOMET.endEarliest)) or (
            begin or end
        )
        if (
            dated
            and (begin is None or begin.value <= date(2018, 12, 31))
            and (end is None or end.value >= date(2018, 1, 1))
        ):
            assert event in events(part)


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        ({"entity": "person:nobody"}, "There is no entity with the id 'person:nobody'."),
        ({"brief": "none"}, "There is no brief with the id 'none'."),
        (
            {"since": date(2018, 1, 2), "until": date(2018, 1, 1)},
            "The period ends (2018-01-01) before it begins (2018-01-02).",
        ),
        (
            {"entity": "x:1", "brief": "b"},
            "Select by an entity, by a brief or by a period, one of them at a time.",
        ),
    ],
)
def test_what_cannot_be_selected_is_told(
    examples: Connection, selection: dict[str, object], message: str
) -> None:
    with pytest.raises(GraphError) as told:
        exported(examples, **selection)
    assert told.value.message == message
