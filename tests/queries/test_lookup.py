"""Names to ids: levels, other names, candidates, containers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.engines import LANGUAGES
from tests.queries.named_entities import STATES, load, place
from whomet.graph.database.connection import Connection
from whomet.graph.database.schema import apply_schema
from whomet.ontology.vocabulary import default_vocabulary
from whomet.queries import QuestionError, ask, describe
from whomet.queries.lookup import look_up, publishers
from whomet.queries.wanted_names import Found, Wanted

pytestmark = pytest.mark.languages(*LANGUAGES)

NAMED = [
    ("actor", "test:berg", "test:berg"),
    ("actor", "2020-03-13-talks#berg", "test:berg"),
    ("actor", "anna  BERG", "test:berg"),
    ("actor", "General Berg", "test:berg"),
    ("actor", "Berg", "test:berg"),
    ("actor", "Ерик Фальк", "person:erik-falk"),
    ("actor", "Queen Ilse Storm", "person:ilse-storm"),
    ("actor", "storm", "person:ilse-storm"),
    ("actor", "Southmark", "organization:southmark"),
    ("place", "Southmark", "place:southmark"),
    ("position", "Chief of Staff", "position:chief-of-staff"),
    ("organization", "army", "organization:norland-army"),
    ("entity", "fishing", "topic:fishing-rights"),
    ("event", "test:talks", "test:talks"),
    ("event", "2020-06-01-third-man#met", "test:talks"),
]


def test_names_become_ids(world: Connection) -> None:
    wanted = [Wanted("x", text, type) for type, text, _ in NAMED]
    assert [found.id for found in look_up(world, wanted)] == [id for _, _, id in NAMED]


def test_publishers_are_matched_folded_and_whole(world: Connection) -> None:
    assert publishers(world, "harbour post") == ["HARBOUR POST", "Harbour Post"]
    with pytest.raises(QuestionError, match=r"did you mean .*'Harbour Post'"):
        publishers(world, "Harbor Post")
    with pytest.raises(QuestionError, match="no brief is published by 'Post'"):
        publishers(world, "Post")


def test_of_a_place_and_the_larger_one_the_larger_is_meant(
    graph: Connection, tmp_path: Path
) -> None:
    city = {"type": "Place", "name": "Luxembourg", "ref": "x:city", "part_of": "country"}
    country = {"type": "Place", "name": "Luxembourg", "ref": "x:country"}
    load(graph, tmp_path, {"city": city, "country": country})
    [found] = look_up(graph, [Wanted("place", "Luxembourg", "place")])
    assert found == Found("x:country", "Luxembourg", "Place", None, found.note)
    assert found.note is not None and "in which x:city lies" in found.note


def test_a_mention_of_one_brief_is_noted_beside_longer_names(
    graph: Connection, tmp_path: Path
) -> None:
    names = {"one": "Falk", "two": "Erik Falk", "three": "Berg", "four": "Berg", "five": "Ida Berg"}
    load(graph, tmp_path, {key: {"type": "Person", "name": name} for key, name in names.items()})
    with pytest.raises(QuestionError) as caught:
        look_up(graph, [Wanted("actor", "berg", "actor")])
    assert caught.value.candidates == ("person:ida-berg", "b1#four", "b1#three")
    [found] = look_up(graph, [Wanted("actor", "falk", "actor")])
    note = "Falk (b1#one) is of one brief; not asked for: Erik Falk (person:erik-falk)"
    assert found == Found("b1#one", "Falk", "Person", None, note)
    [found] = look_up(graph, [Wanted("actor", "b1#one", "actor")])
    assert found.note is None
    names = {"one": "Mrs. Gandhi", "two": "Indira Gandhi"}
    load(graph, tmp_path, {key: {"type": "Person", "name": name} for key, name in names.items()})
    [found] = look_up(graph, [Wanted("actor", "Mrs. Gandhi", "actor")])
    note = "is of one brief; not asked for: Indira Gandhi (person:indira-gandhi)"
    assert (found.id, found.note) == ("b1#one", f"Mrs. Gandhi (b1#one) {note}")


COUNTRIES = {
    "ussr": {"type": "Place", "name": "U.S.S.R.", "kind": "country", "ref": "x:ussr"},
    "roc": {"type": "Place", "name": "Republic of China", "kind": "country", "ref": "x:roc"},
    "uk": {"type": "Place", "name": "United Kingdom", "kind": "country", "ref": "x:uk"},
    "rok": {"type": "Place", "name": "Korea, Republic of", "kind": "country", "ref": "x:rok"},
    "house": {"type": "Place", "name": "The White House", "ref": "x:house"},
    "oslo": {"type": "Place", "name": "Oslo", "kind": "city", "ref": "x:oslo"},
    "washington": {"type": "Place", "name": "Washington", "ref": "x:washington"},
    "booker": {"type": "Person", "name": "Booker T. Washington", "ref": "x:booker"},
}


def test_countries_and_cities_are_found_by_their_other_names(
    graph: Connection, tmp_path: Path
) -> None:
    load(graph, tmp_path, COUNTRIES)
    country = "by another name of the same country"
    expected = {
        "Soviet Union": ("x:ussr", country),
        "СССР": ("x:ussr", country),
        "UK": ("x:uk", country),
        "South Korea": ("x:rok", country),
        "White House": ("x:house", 'with "the"'),
        "Осло": ("x:oslo", "by another name of the same city"),
        "Taiwan": ("x:roc", country),
        "united kingdom": ("x:uk", None),
    }
    wanted = [Wanted("place", text, "place") for text in expected]
    assert [(f.id, f.how) for f in look_up(graph, wanted)] == list(expected.values())


@pytest.mark.parametrize(
    ("type", "text", "message", "candidates"),
    [
        ("place", "China", "is the name of another place, People's Republic of China", "x:roc"),
        ("actor", "Washington", "is the name of a place; did you mean", "x:booker"),
    ],
)
def test_words_that_are_the_whole_name_of_another_thing_are_not_taken(
    graph: Connection, tmp_path: Path, type: str, text: str, message: str, candidates: str
) -> None:
    load(graph, tmp_path, COUNTRIES)
    with pytest.raises(QuestionError) as caught:
        look_up(graph, [Wanted(type, text, type)])
    assert message in caught.value.message and candidates in caught.value.message


def test_no_place_is_found_by_a_name_that_it_shares_with_the_one_asked_for(
    graph: Connection, tmp_path: Path
) -> None:
    load(graph, tmp_path, STATES)
    refused = {
        "North Korea": "'Korea, Republic of' (Place, x:rok, another country, South Korea)",
        "DPRK": "'Korea, Republic of' (Place, x:rok, another country, South Korea)",
        "Zaire": "'Congo, Republic of' (Place, x:brazzaville, another country, Republic of the",
        "DRC": "'Congo, Republic of' (Place, x:brazzaville, another country, Republic of the",
        "East Germany": "(Place, x:frg, another state, Germany, to which it belongs today)",
        "UAR": "'Egypt' (Place, x:egypt, another state, Egypt, to which it belongs today)",
        "England": "'United Kingdom' (Place, x:uk, 'England' is a part of it)",
        "Austria": "called 'Austria', nor by another of its names; no brief has it in its text",
        "Siam": "'Siam', nor by another name of Thailand; no brief has it in its text either",
    }
    for text, message in refused.items():
        with pytest.raises(QuestionError) as caught:
            look_up(graph, [Wanted("place", text, "place")])
        assert message in caught.value.message
        assert "Washington" not in caught.value.message
    expected = {
        **{"Korea": "x:rok", "ROK": "x:rok", "Congo": "x:brazzaville", "West Germany": "x:frg"},
        **{"the Soviet Union": "x:ussr", "the UK": "x:uk", "アメリカ": "x:us", "米国": "x:us"},
        **{"أمريكا": "x:us", "امریکا": "x:us", "東京": "x:tokyo", "Αθήνα": "x:athens"},
    }
    found = look_up(graph, [Wanted("place", text, "place") for text in expected])
    assert {text: each.id for text, each in zip(expected, found, strict=True)} == expected
    assert [each.note for each in found] == [None] * len(found)


def test_a_name_of_several_places_is_no_other_name_of_one(
    graph: Connection, tmp_path: Path
) -> None:
    load(
        graph,
        tmp_path,
        {
            "korea": place("Korea", "x:korea"),
            "rok": place("South Korea", "x:rok"),
            "drc": place("Congo, Democratic Republic of the", "x:drc"),
        },
    )
    with pytest.raises(QuestionError) as caught:
        look_up(graph, [Wanted("place", "DPRK", "place")])
    assert (
        "'Korea' (Place, x:korea, also a name of the country South Korea)" in caught.value.message
    )
    wanted = [Wanted("place", text, "place") for text in ("Korea", "ROK", "Congo-Kinshasa")]
    found = look_up(graph, wanted)
    assert [(each.id, each.note) for each in found] == [
        ("x:korea", None),
        ("x:rok", None),
        ("x:drc", None),
    ]


def test_candidates_are_told_apart(graph: Connection, tmp_path: Path) -> None:
    load(
        graph,
        tmp_path,
        {
            "a": {"type": "Person", "name": "John Smith", "ref": "x:1", "aliases": ["Jack"]},
            "b": {"type": "Person", "name": "John Smith", "ref": "x:2"},
        },
    )
    with pytest.raises(QuestionError) as caught:
        look_up(graph, [Wanted("actor", "john smith", "actor")])
    assert caught.value.message == (
        "`actor` 'john smith' may be any of 2, give the id of the one you mean: "
        "John Smith (Person, x:1, also Jack, first in b1); John Smith (Person, x:2, first in b1)"
    )


@pytest.mark.parametrize(
    ("type", "text", "id"),
    [
        ("actor", "Harry S Truman", "x:truman"),
        ("actor", "Truman, Harry", "x:truman"),
        ("actor", "Park Chung Hee", "x:park"),
        ("place", "Birch Grove", "x:grove"),
        ("place", "Washington D.C", "x:washington"),
        ("organization", "the who", "organization:the-who"),
        ("organization", "G 20", "organization:g-20-group-of-twenty"),
    ],
)
def test_signs_in_names_are_no_part_of_their_words(
    graph: Connection, tmp_path: Path, type: str, text: str, id: str
) -> None:
    load(
        graph,
        tmp_path,
        {
            "truman": {"type": "Person", "name": "Harry S. Truman", "ref": "x:truman"},
            "park": {"type": "Person", "name": "Pak Chong-hui (Park Chung Hee)", "ref": "x:park"},
            "grove": {"type": "Place", "name": "Birch Grove, Sussex", "ref": "x:grove"},
            "washington": {"type": "Place", "name": "Washington, D.C.", "ref": "x:washington"},
            "who": {"type": "Organization", "name": "The Who"},
            "g20": {"type": "Organization", "name": "G 20, Group of Twenty"},
        },
    )
    assert [found.id for found in look_up(graph, [Wanted("x", text, type)])] == [id]


def test_whatever_has_an_id_is_described(world: Connection) -> None:
    kinds = {
        "test:berg": "Person",
        "Carlo Dante": "Person",
        "2020-03-13-talks#berg": "Person",
        "test:talks": "Meeting",
        "2020-03-13-talks#met": "Claim",
        "2020-03-13-talks": "Brief",
        "Norland": "Place",
    }
    assert {text: describe(world, text).kind for text in kinds} == kinds
    talks = describe(world, "test:talks")
    assert talks.facts["participant"] == ["Anna Berg", "Carlo Dante", "Erik Falk"]
    assert [claim["claim"] for claim in talks.claims] == [
        "2020-03-12-nordhavn#met",
        "2020-03-13-talks#met",
        "2020-06-01-third-man#met",
    ]
    whole, brief = (describe(world, "test:berg", with_reasons=each) for each in (True, False))
    assert whole.claims and whole.facts.keys() - brief.facts.keys() == {"one person"}
    assert replace(whole, claims=[], facts=brief.facts) == brief
    with pytest.raises(QuestionError, match="did you mean 'Anna Berg'"):
        describe(world, "Ana Berg")


def test_a_database_that_nothing_was_ever_loaded_into_says_so(graph: Connection) -> None:
    graph.prepare(lambda session: session.run("DROP INDEX name_words IF EXISTS").consume())
    try:
        for name, given in {"who-met-whom": {"actor": "Berg"}, "visits": {"place": "x y"}}.items():
            with pytest.raises(QuestionError, match="holds no briefs yet; `whomet load`"):
                ask(graph, name, **given)
        with pytest.raises(QuestionError, match="holds no briefs yet"):
            describe(graph, "Berg")
        answer = ask(graph, "meetings")
        assert (answer.rows, len(answer.notes)) == ([], 1)
        assert "holds no briefs yet" in answer.notes[0]
    finally:
        graph.prepare(lambda session: apply_schema(session, default_vocabulary()))


LEADERS = {
    "elder": {"type": "Person", "name": "George H.W. Bush", "ref": "x:elder"},
    "younger": {"type": "Person", "name": "George W. Bush", "ref": "x:younger"},
    "rusk": {"type": "Person", "name": "David Dean Rusk", "ref": "x:rusk"},
    "north": {"type": "Place", "name": "Democratic Republic of the Congo (Zaire)", "ref": "x:drc"},
    "south": {"type": "Place", "name": "Congo, Republic of", "ref": "x:congo"},
    "peking": {"type": "Place", "name": "Peking", "ref": "x:peking"},
    "beijing": {"type": "Place", "name": "Beijing", "ref": "x:beijing"},
    "petersburg": {"type": "Place", "name": "St. Petersburg", "ref": "x:petersburg"},
}


def test_names_are_read_without_titles_and_of_two_countries_is_asked_which(
    graph: Connection, tmp_path: Path
) -> None:
    load(graph, tmp_path, LEADERS)
    found = look_up(graph, [Wanted("actor", "Secretary of State Rusk", "actor")])
    assert [(each.id, each.how) for each in found] == [
        ("x:rusk", "without its title, by a part of its name")
    ]
    [zaire] = look_up(graph, [Wanted("place", "Congo-Kinshasa", "place")])
    assert (zaire.id, zaire.how) == ("x:drc", "by another name of the same place")
    for type, text, ids in (
        ("actor", "President Bush", {"x:elder", "x:younger"}),
        ("actor", "the Bush", {"x:elder", "x:younger"}),
        ("place", "Congo", {"x:drc", "x:congo"}),
    ):
        with pytest.raises(QuestionError) as caught:
            look_up(graph, [Wanted(type, text, type)])
        assert set(caught.value.candidates) == ids


def test_places_that_are_the_same_by_another_name_are_told(
    graph: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(graph, tmp_path, LEADERS)
    reads: list[str] = []

    def read(self: Connection, cypher: str, parameters: Any = None) -> list[dict[str, Any]]:
        reads.append(cypher)
        return read_all(self, cypher, parameters)

    read_all = Connection.read
    monkeypatch.setattr(Connection, "read", read)
    beijing, leningrad = look_up(
        graph, [Wanted("place", "Beijing", "place"), Wanted("place", "Leningrad", "place")]
    )
    assert (beijing.id, leningrad.id) == ("x:beijing", "x:petersburg")
    assert beijing.note == "Peking (x:peking) may be the same place as Beijing; ask for both"
    assert leningrad.note is None
    reads.clear()
    both = [Wanted("place", "Beijing", "place"), Wanted("place", "Peking", "place")]
    assert [found.note for found in look_up(graph, both)] == [None, None]
    assert len(reads) == 1
