"""The names by which countries, unions of states and cities are known.

Two names of one row are names of the same place: "USSR" and "Soviet Union", "Москва" and "Moscow".
`other_names.tsv` adds to the gazetteer what briefs and analysts call a place besides its name of
today: abbreviations, former and formal names, other scripts. Rows without an id in Wikidata are of
states that are no more, and of unions. One name may be that of several places.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from whomet.ontology.gazetteer.gazetteer import COUNTRY, GazetteerPlace, default_gazetteer
from whomet.ontology.gazetteer.spellings import plain, spellings
from whomet.ontology.names import fold

_FOLDER = Path(__file__).parent
#: A former state of more parts than this has only the first of them as its successor.
_FEW = 3


@dataclass(frozen=True, slots=True, eq=False)
class KnownPlace:
    """A place with all its names, folded; `kind` is country or city.

    `refs` are its ids elsewhere. A state that is no more, or a union, is not `of_today`.
    """

    kind: str
    name: str
    names: frozenset[str]
    refs: frozenset[str] = frozenset()
    of_today: bool = True


def known_places(name: str) -> tuple[KnownPlace, ...]:
    """The countries and cities that have exactly this name, whatever its case and full stops.

    "Korea, Republic of" is "Republic of Korea", and of "Ceylon (Sri Lanka)" each part counts.
    """
    found = dict.fromkeys(place for part in spellings(name) for place in _by_name().get(part, ()))
    return tuple(found)


def known_place_of(ref: str) -> KnownPlace | None:
    """The country or city with this id elsewhere, such as `wikidata:Q884`."""
    return _by_ref().get(ref)


def others_called(name: str, places: Collection[KnownPlace]) -> list[KnownPlace]:
    """The places besides `places` that `name` may mean as well: "Korea" of North Korea.

    A former state and the country of today that has its name are one: "FRG" is both. A country is
    meant rather than a city of its name.
    """
    return [
        other
        for other in known_places(name)
        if other not in places and all(_may_be_mistaken(place, other) for place in places)
    ]


def _may_be_mistaken(place: KnownPlace, other: KnownPlace) -> bool:
    if other.kind != COUNTRY:
        return False
    return place.kind != COUNTRY or (place.of_today and other.of_today)


def near_places(place: KnownPlace) -> list[tuple[KnownPlace, str]]:
    """Other places that may have been meant by the name of a country, each with what it is.

    Those that share a name with it, and of a former state its successors, or the other way round.
    """
    if place.kind != COUNTRY:
        return []
    found = {
        other: f"another country, {other.name}"
        for name in sorted(place.names)
        for other in others_called(name, [place])
    }
    for state, parts in _successors().items():
        if place is state:
            found |= {
                part: f"another state, {part.name}, to which it belongs today" for part in parts
            }
        elif place in parts:
            found[state] = f"another state, {state.name}, which belongs to it today"
    return list(found.items())


def country_of_part(name: str) -> KnownPlace | None:
    """The country of which a part has this name: the United Kingdom of "Scotland"."""
    id = _parts().get(plain(name).removeprefix("the "))
    return known_place_of(f"wikidata:{id}") if id else None


@cache
def _parts() -> dict[str, str]:
    return {
        plain(name): row["country"]
        for row in _table("country_parts.tsv")
        for name in row["names"].split("|")
    }


@cache
def _successors() -> dict[KnownPlace, list[KnownPlace]]:
    """The countries of today in which former states lie, or the main one of many."""
    countries = {p.country: p for p in default_gazetteer().points if p.kind == COUNTRY}
    found: dict[KnownPlace, list[KnownPlace]] = {}
    for row in _table("territories.tsv"):
        for state in known_places(row["state"]):
            if not state.of_today:
                codes = row["countries"].split()
                refs = [
                    next(iter(countries[code].refs), "")
                    for code in (codes if len(codes) <= _FEW else codes[:1])
                ]
                found[state] = [_by_ref()[ref] for ref in refs if ref]
    return found


@cache
def _by_ref() -> dict[str, KnownPlace]:
    return {ref: place for place in _all() for ref in place.refs}


@cache
def _by_name() -> dict[str, list[KnownPlace]]:
    found: dict[str, list[KnownPlace]] = {}
    for place in _all():
        for name in dict.fromkeys(map(plain, place.names)):
            found.setdefault(name, []).append(place)
    return found


def _table(name: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as table:
        yield from csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)


@cache
def _all() -> tuple[KnownPlace, ...]:
    return tuple(_places())


def _places() -> Iterable[KnownPlace]:
    rows = [(row["wikidata"], row["names"].split("|")) for row in _table("other_names.tsv")]
    more = {id: names for id, names in rows if id}
    countries = {_wikidata(point) for point in default_gazetteer().points if point.kind == COUNTRY}
    for point in default_gazetteer().points:
        id = _wikidata(point)
        # A city that is a country has the names of the city alone.
        named = point.kind == COUNTRY or id not in countries
        added = map(fold, more.get(id, ())) if named else ()
        yield KnownPlace(
            point.kind, point.name, frozenset({*point.folded_names, *added}), point.refs
        )
    for id, names in rows:
        if not id:
            yield KnownPlace(COUNTRY, names[0], frozenset(map(fold, names)), of_today=False)


def _wikidata(point: GazetteerPlace) -> str:
    return next((ref.partition(":")[2] for ref in point.refs if ref.startswith("wikidata:")), "")
