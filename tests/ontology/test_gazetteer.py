"""The gazetteer: found by ref or by name and country, and never guessed."""

from __future__ import annotations

import pytest

from whomet.ontology.gazetteer import (
    GraphPlace,
    country_of_part,
    default_gazetteer,
    known_places,
    near_places,
    others_called,
)
from whomet.ontology.names import fold


def place(name: str, kind: str | None = None, *refs: str) -> GraphPlace:
    return GraphPlace(frozenset(refs), (name,), kind)


FRANCE, USA, IRAN = place("France", "country"), place("United States"), place("Iran", "country")
TEHRAN = place("Tehran", "city", "wikidata:Q3616")


@pytest.mark.parametrize(
    ("seen", "containers", "ref"),
    [
        (place("Paris", "city"), [FRANCE], "wikidata:Q90"),
        (place("Paris", "city"), [USA], None),
        (place("Paris", "city"), [place("Texas", "state")], None),
        (place("anything", "city", "wikidata:Q90"), [], "wikidata:Q90"),
        (place("anything", None, "geonames:2988507"), [], "wikidata:Q90"),
        (place("Paris", "city", "wikidata:Q830149"), [FRANCE], None),
        (place("London", "city"), [], None),
        (place("London", "city"), [place("UK", "country")], "wikidata:Q84"),
        (place("London", "city"), [place("Ontario"), place("Canada")], "wikidata:Q92561"),
        (place("Suzhou", "city"), [place("China", "country")], None),
        (place("Kuwait"), [], "wikidata:Q817"),
        (place("Kuwait City", "city"), [place("Kuwait", "country")], "wikidata:Q35178"),
        (place("Georgia", "country"), [], "wikidata:Q230"),
        (place("Georgia", "country"), [place("Caucasus", "region")], "wikidata:Q230"),
        (place("Georgia", "state"), [USA], None),
        (place("Georgia"), [USA], None),
        (place("تهران"), [], "wikidata:Q3616"),
        (place("Bombay", "city"), [place("India")], "wikidata:Q1156"),
        (place("the conference centre", "venue"), [TEHRAN, IRAN], "wikidata:Q3616"),
        (place("a village", "city"), [IRAN], None),
        (place("Nordhavn", "city"), [place("Norland", "country")], None),
        (place("Moscow", "city"), [place("U.S.S.R.", "country")], "wikidata:Q649"),
        (place("Kyiv", "city"), [place("Soviet Union", "country")], "wikidata:Q1899"),
        (place("Seoul", "city"), [place("Korea, Republic of", "country")], "wikidata:Q8684"),
        (place("Taipei", "city"), [place("Republic of China")], "wikidata:Q1867"),
        (place("Bonn", "city"), [place("Germany, Federal Republic of")], "wikidata:Q586"),
        (place("West Berlin", "city"), [place("Germany")], "wikidata:Q64"),
        (place("East Hartford", "city"), [USA], None),
        (place("Prague", "city"), [place("Czechoslovakia", "country")], "wikidata:Q1085"),
        (place("Pristina", "city"), [place("Yugoslavia (Kosovo)")], "wikidata:Q25270"),
        (place("Saigon", "city"), [place("Republic of Vietnam", "country")], "wikidata:Q1854"),
        (place("Salisbury", "city"), [], None),
        (place("Salisbury", "city"), [place("Rhodesia")], "wikidata:Q3921"),
        (place("Dakar (Senegal)", "city"), [FRANCE], "wikidata:Q3718"),
        (place("Dakar (Senegal)"), [], "wikidata:Q3718"),
        (place("Bermuda"), [place("United Kingdom", "country")], "wikidata:Q23635"),
        (place("Mexico, D.F.", "city"), [place("Mexico")], "wikidata:Q1489"),
        (place("Belem", "city"), [place("Brazil")], "wikidata:Q47593"),
        (place("Paris, Texas", "city"), [], None),
    ],
)  # fmt: skip
def test_where_places_are(seen: GraphPlace, containers: list[GraphPlace], ref: str | None) -> None:
    found = default_gazetteer().locate(seen, containers)
    assert (found is None) if ref is None else (found is not None and ref in found.refs)


@pytest.mark.parametrize(
    "name", ["USSR", "Yugoslavia", "Korea, Republic of", "Ceylon (Sri Lanka)", "G.D.R.", "Zaire"]
)
def test_states_that_are_no_more_or_renamed_have_a_point(name: str) -> None:
    found = default_gazetteer().find(place(name, "country"))
    assert found is not None and found.kind == "country"


def test_every_former_state_and_other_name_leads_to_a_point() -> None:
    gazetteer = default_gazetteer()
    countries = {point.name for point in gazetteer.points if point.kind == "country"}
    assert countries.issuperset(point.name for point in gazetteer._parts if point.refs)
    assert len({point for named in gazetteer._former.values() for point in named}) >= 60
    states = {point.name for point in gazetteer._parts if not point.refs}
    assert states >= {"Soviet Union", "Yugoslavia", "Czechoslovakia", "East Germany"}


def test_every_capital_and_country_is_on_the_globe_and_found_by_folded_names() -> None:
    points = {point for found in default_gazetteer()._by_name.values() for point in found}
    assert sum(point.kind == "country" for point in points) >= 190
    assert sum(point.capital for point in points) >= 190
    for point in points:
        assert -90 <= point.latitude <= 90 and -180 <= point.longitude <= 180
        assert fold(point.name) in point.folded_names
        assert all(fold(name) == name for name in point.folded_names)
    countries = {point.country for point in points if point.kind == "country"}
    assert {point.country for point in points} == countries


def test_names_that_countries_share_are_told() -> None:
    [north] = known_places("DPRK")
    [south] = known_places("Republic of Korea")
    [zaire] = known_places("Zaire")
    [east], [west] = known_places("East Germany"), known_places("West Germany")
    assert [place.name for place in others_called("Korea", [north])] == ["South Korea"]
    assert others_called("Korea", [north, south]) == []
    assert [place.name for place in others_called("Congo", [zaire])] == ["Republic of the Congo"]
    # What continues it has its name, and a country is meant rather than a city of its name.
    assert others_called("Federal Republic of Germany", [west]) == []
    assert others_called("Vatican", list(known_places("Holy See"))) == []
    assert [place.name for place, _ in near_places(north)] == ["South Korea"]
    assert [reason for _, reason in near_places(east)] == [
        "another state, Germany, to which it belongs today"
    ]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("アメリカ", "United States of America"),
        ("米国", "United States of America"),
        ("أمريكا", "United States of America"),
        ("امریکا", "United States of America"),
        ("東京", "Tokyo"),
        ("Αθήνα", "Athens"),
        ("ソ連", "Soviet Union"),
        ("Congo-Kinshasa", "Democratic Republic of the Congo"),
        ("UAR", "United Arab Republic"),
    ],
)
def test_places_are_known_in_other_scripts_and_shortened(name: str, known: str) -> None:
    assert [place.name for place in known_places(name)] == [known]


def test_parts_of_a_country_have_it() -> None:
    for name in ("England", "Scotland", "Шотландия"):
        country = country_of_part(name)
        assert country is not None and country.name == "United Kingdom"
    assert country_of_part("New England") is None
