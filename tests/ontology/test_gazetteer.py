"""The gazetteer: found by ref or by name and country, and never guessed."""

from __future__ import annotations

import pytest

from whomet.ontology.gazetteer import GraphPlace, default_gazetteer
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
    ],
)  # fmt: skip
def test_where_places_are(seen: GraphPlace, containers: list[GraphPlace], ref: str | None) -> None:
    found = default_gazetteer().locate(seen, containers)
    assert (found is None) if ref is None else (found is not None and ref in found.refs)


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
