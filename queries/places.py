"""Where the rows of an answer are on the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from whomet.ontology.gazetteer import GazetteerPlace, GraphPlace, default_gazetteer
from whomet.queries.internal_queries import Reader, internal
from whomet.queries.quotes import events_of

#: The columns that say where; of an answer without them, the places of its events count.
PLACE_COLUMNS = ("where", "destinations")


@dataclass(frozen=True, slots=True)
class Located:
    """A place of a row, and the point of the gazetteer that it is at.

    `direct` is false where that is the point of the city or country around it.
    """

    name: str
    point: GazetteerPlace
    direct: bool


def locate(
    reader: Reader,
    columns: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    known_by: date | None = None,
    *,
    or_country: bool = False,
) -> list[list[Located]]:
    """The places of each row that the gazetteer knows, in the order of the row.

    With `known_by`, places that a row does not name count only if they were known by then. With
    `or_country`, a place that the gazetteer does not have is at the point of its country, if the
    gazetteer has that.
    """
    ids = sorted({id for row in rows for id in events_of(row)})
    found = reader.read(
        internal("places", reader.vocabulary), {"ids": ids, "known_by": known_by or date.max}
    )
    chains: dict[str, list[list[dict[str, Any]]]] = {}
    for each in found:
        chains.setdefault(each["id"], []).append(each["chain"])
    named = any(column in columns for column in PLACE_COLUMNS)
    return [
        _of_row(
            [chain for id in events_of(row) for chain in chains.get(id, [])],
            row,
            named,
            or_country,
        )
        for row in rows
    ]


def place_names(row: Mapping[str, Any]) -> list[str]:
    """The names that a row has in its columns of places."""
    names: list[str] = []
    for column in PLACE_COLUMNS:
        value = row.get(column) or []
        names += value if isinstance(value, list) else [value]
    return names


def _of_row(
    chains: list[list[dict[str, Any]]], row: Mapping[str, Any], named: bool, or_country: bool
) -> list[Located]:
    places: dict[str, tuple[str, list[dict[str, Any]]]] = {}
    wanted = place_names(row)
    for chain in chains:
        for number, place in enumerate(chain):
            if place["name"] in wanted or (not named and number == 0):
                places.setdefault(place["id"], (place["name"], chain[number:]))
    if named:
        places = dict(sorted(places.items(), key=lambda item: wanted.index(item[1][0])))
    located = (
        _located(name, [_place_record(each) for each in chain], or_country)
        for name, chain in places.values()
    )
    return [place for place in located if place is not None]


def _located(name: str, chain: list[GraphPlace], or_country: bool) -> Located | None:
    place, *containers = chain
    gazetteer = default_gazetteer()
    if (found := gazetteer.find(place, containers)) is not None:
        return Located(name, found, True)
    if (found := gazetteer.locate(place, containers)) is None and or_country:
        found = gazetteer.country(containers)
    return Located(name, found, False) if found is not None else None


def _place_record(place: Mapping[str, Any]) -> GraphPlace:
    refs = (ref for ref in (place["id"], place["ref"]) if ref)
    return GraphPlace(frozenset(refs), (place["name"], *place["names"]), place["kind"])
