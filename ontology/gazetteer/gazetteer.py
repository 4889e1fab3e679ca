"""The gazetteer: from a place as briefs name it to a point on the map, or to none.

`places.tsv` is made by `scripts/make_gazetteer.py` from Natural Earth, which is in the public
domain. A place is found by its ref, else by its name and the country it lies in. A name that
several places have is never guessed at.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from whomet.ontology.names import fold

_TABLE = Path(__file__).parent / "places.tsv"
#: Kinds of places, as briefs give them, that the table knows; of others no name is looked up.
_KINDS = {
    "country": "country",
    **dict.fromkeys(("city", "capital", "town", "municipality"), "city"),
}
_REFS = ("wikidata", "geonames")


@dataclass(frozen=True, slots=True)
class GazetteerPlace:
    """A place of the gazetteer: degrees of WGS 84, north and east positive.

    `kind` is country or city; `country` is its code in ISO 3166, or Natural Earth's own where it
    has none. Of a country the point is the middle of its largest piece of land. `found_by` are
    its names in several languages, folded.
    """

    kind: str
    name: str
    country: str
    capital: bool
    latitude: float
    longitude: float
    refs: frozenset[str]
    found_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GraphPlace:
    """A place as the graph has it: its ids and refs, every name of it, and its kind if known."""

    refs: frozenset[str]
    names: tuple[str, ...]
    kind: str | None = None


class Gazetteer:
    """Points by ref and by folded name."""

    def __init__(self, points: Iterable[GazetteerPlace]) -> None:
        self._by_ref: dict[str, GazetteerPlace] = {}
        self._by_name: dict[str, list[GazetteerPlace]] = {}
        for point in points:
            for ref in point.refs:
                self._by_ref[ref] = point
            for name in point.found_by:
                self._by_name.setdefault(name, []).append(point)

    def locate(
        self, place: GraphPlace, containers: Sequence[GraphPlace] = ()
    ) -> GazetteerPlace | None:
        """The point of `place`, which lies in `containers`, the nearest first.

        What is not known itself, such as a venue, is placed at the nearest city that it lies in,
        but never at a country.
        """
        if (found := self.find(place, containers)) is not None:
            return found
        for number, container in enumerate(containers, start=1):
            found = self.find(container, containers[number:])
            if found is not None:
                return found if found.kind == "city" else None
        return None

    def find(
        self, place: GraphPlace, containers: Sequence[GraphPlace] = ()
    ) -> GazetteerPlace | None:
        """The point of this very place, or None where it is not known or not beyond doubt."""
        for ref in sorted(place.refs):
            if ref in self._by_ref:
                return self._by_ref[ref]
        points = {point for name in place.names for point in self._by_name.get(fold(name), ())}
        points = {point for point in points if _may_be(point, place)}
        inside = {
            point.country
            for container in containers
            if (point := self.find(container)) is not None and point.kind == "country"
        }
        if inside:
            cities = {point for point in points if point.kind == "city" and point.country in inside}
            return _only({point for point in cities if point.capital}) or _only(cities)
        countries = {point for point in points if point.kind == "country"}
        # In a state or region that is not known a city may be a namesake.
        return _only(countries) or (None if containers else _only(points))


def _may_be(point: GazetteerPlace, place: GraphPlace) -> bool:
    """Whether kinds agree, and no ref of one source says that these are two."""
    if place.kind is not None and _KINDS.get(fold(place.kind)) != point.kind:
        return False
    given = {ref.partition(":")[0] for ref in place.refs}
    return not any(ref.partition(":")[0] in given for ref in point.refs)


def _only(points: set[GazetteerPlace]) -> GazetteerPlace | None:
    return next(iter(points)) if len(points) == 1 else None


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer that comes with the ontology."""
    with _TABLE.open(encoding="utf-8", newline="") as table:
        rows = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        return Gazetteer(
            GazetteerPlace(
                kind=row["kind"],
                name=row["name"],
                country=row["country"],
                capital=row["capital"] == "yes",
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                refs=frozenset(f"{source}:{row[source]}" for source in _REFS if row[source]),
                found_by=tuple(row["found_by"].split("|")),
            )
            for row in rows
        )
