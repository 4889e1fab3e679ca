"""The names by which countries, unions of states and cities are known.

Two names of one row are names of the same place: "USSR" and "Soviet Union", "Москва" and "Moscow".
`other_names.tsv` adds to the gazetteer what briefs and analysts call a place besides its name of
today: abbreviations, former and formal names, other scripts. Rows without an id in Wikidata are of
states that are no more, and of unions. One name may be that of several places.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from whomet.ontology.gazetteer.gazetteer import COUNTRY, GazetteerPlace, default_gazetteer
from whomet.ontology.gazetteer.spellings import plain, spellings
from whomet.ontology.names import fold

_TABLE = Path(__file__).parent / "other_names.tsv"


@dataclass(frozen=True, slots=True, eq=False)
class KnownPlace:
    """A place with all its names, folded; `kind` is country or city."""

    kind: str
    name: str
    names: frozenset[str]


def known_places(name: str) -> tuple[KnownPlace, ...]:
    """The countries and cities that have exactly this name, whatever its case and full stops.

    "Korea, Republic of" is "Republic of Korea", and of "Ceylon (Sri Lanka)" each part counts.
    """
    found = dict.fromkeys(place for part in spellings(name) for place in _by_name().get(part, ()))
    return tuple(found)


@cache
def _by_name() -> dict[str, list[KnownPlace]]:
    found: dict[str, list[KnownPlace]] = {}
    for place in _places():
        for name in dict.fromkeys(map(plain, place.names)):
            found.setdefault(name, []).append(place)
    return found


def _places() -> Iterable[KnownPlace]:
    with _TABLE.open(encoding="utf-8", newline="") as table:
        rows = [
            (row["wikidata"], row["names"].split("|"))
            for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
    more = {id: names for id, names in rows if id}
    countries = {_wikidata(point) for point in default_gazetteer().points if point.kind == COUNTRY}
    for point in default_gazetteer().points:
        id = _wikidata(point)
        # A city that is a country has the names of the city alone.
        named = point.kind == COUNTRY or id not in countries
        added = map(fold, more.get(id, ())) if named else ()
        yield KnownPlace(point.kind, point.name, frozenset({*point.folded_names, *added}))
    for id, names in rows:
        if not id:
            yield KnownPlace(COUNTRY, names[0], frozenset(map(fold, names)))


def _wikidata(point: GazetteerPlace) -> str:
    return next((ref.partition(":")[2] for ref in point.refs if ref.startswith("wikidata:")), "")
