"""Generates ontology/gazetteer/places.tsv, the coordinates of countries and well-known cities.

    python scripts/make_gazetteer.py COUNTRIES.zip PLACES.zip [PLACES.zip …]

The source is Natural Earth (https://www.naturalearthdata.com), in the public domain: the downloads
`ne_50m_admin_0_countries.zip`, `ne_10m_populated_places.zip` (more cities) and
`ne_50m_populated_places.zip` (names in more languages). Needs pyshp (`pip install pyshp`).

The table has names, country codes (ISO 3166, or Natural Earth's own where there is none), a flag
for capitals, WGS 84 coordinates (of a country: the middle of its largest landmass), and ids in
Wikidata and GeoNames. `NAMEALT` is not used, because it has truncated names and names of
neighbouring cities. The same downloads give the same file.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from whomet.ontology.names import fold

TARGET = Path(__file__).resolve().parent.parent / "ontology" / "gazetteer" / "places.tsv"
#: Minimum population of a city that is neither a national nor a regional capital.
PEOPLE = 200_000
LANGUAGES = ("EN", "FR", "DE", "ES", "TR", "RU", "UK", "AR", "FA", "HE", "UR", "ZH")
COLUMNS = (
    *("kind", "name", "country", "capital", "latitude", "longitude", "wikidata", "geonames"),
    "folded_names",
)


@dataclass(slots=True)
class Row:
    """A row of the table; the first of `names` is the displayed one."""

    kind: str
    country: str
    capital: bool
    latitude: float
    longitude: float
    wikidata: str
    geonames: str
    names: list[str] = field(default_factory=list)

    def line(self) -> str:
        values = (
            *(self.kind, self.names[0], self.country, "yes" if self.capital else ""),
            *(f"{self.latitude:.4f}", f"{self.longitude:.4f}", self.wikidata, self.geonames),
            # Folded in advance: folding 30,000 names takes longer than reading them.
            "|".join(map(fold, self.names)),
        )
        return "\t".join(values)


def records(path: Path) -> Iterator[tuple[dict[str, Any], Any]]:
    """The attributes of every shape, with upper-case field names, and the shape."""
    import shapefile

    with shapefile.Reader(str(path), encoding="utf-8") as reader:
        for item in reader.iterShapeRecords():
            yield {key.upper(): v for key, v in item.record.as_dict().items()}, item.shape


def middle(shape: Any) -> tuple[float, float]:
    """Latitude and longitude of a point inside the largest landmass of a country.

    It is the middle of the widest stretch of land at the latitude of the centroid, because the
    centroid itself may lie outside a concave outline.
    """
    ends = [*shape.parts[1:], len(shape.points)]
    rings = [shape.points[begin:end] for begin, end in zip(shape.parts, ends, strict=True)]
    _, latitude, ring = max(
        ((*area_and_latitude(ring), ring) for ring in rings), key=lambda each: each[0]
    )
    crossings = sorted(
        x1 + (latitude - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in pairwise(ring)
        if (y1 > latitude) != (y2 > latitude)
    )
    west, east = max(
        zip(crossings[::2], crossings[1::2], strict=True), key=lambda pair: pair[1] - pair[0]
    )
    return latitude, (west + east) / 2


def area_and_latitude(ring: list[tuple[float, float]]) -> tuple[float, float]:
    """The absolute area of a ring, and the latitude of its centroid."""
    crosses = [((x1 * y2 - x2 * y1), y1 + y2) for (x1, y1), (x2, y2) in pairwise(ring)]
    area = sum(cross for cross, _ in crosses) / 2
    return abs(area), sum(cross * height for cross, height in crosses) / (6 * area)


def names(record: dict[str, Any], *fields: str) -> list[str]:
    """The names in these fields and in all languages, distinct after folding."""
    found: dict[str, str] = {}
    for key in (*fields, *(f"NAME_{language}" for language in LANGUAGES)):
        name = unicodedata.normalize("NFC", str(record.get(key) or "")).strip()
        if fold(name) and "|" not in name and "\t" not in name:
            found.setdefault(fold(name), name)
    return list(found.values())


def countries(path: Path) -> tuple[list[Row], dict[str, str]]:
    """The countries, and a map from Natural Earth's ADM0_A3 codes to country codes."""
    rows: list[Row] = []
    codes: dict[str, str] = {}
    for record, shape in records(path):
        code = record["ISO_A2_EH"] if record["ISO_A2_EH"] != "-99" else record["ADM0_A3"]
        if code in codes.values():  # an outlying territory shares the code of its country
            continue
        codes[record["ADM0_A3"]] = code
        # Keep abbreviations such as "UK", but not "N. Kor.".
        short = record["ABBREV"].replace(".", "")
        record["SHORT"] = short if short.isupper() else ""
        found = names(
            record, "NAME_EN", "NAME_LONG", "NAME", "FORMAL_EN", "NAME_CIAWF", "NAME_ALT", "SHORT"
        )
        rows.append(
            Row("country", code, False, *middle(shape), record["WIKIDATAID"] or "", "", found)
        )
    return rows, codes


def cities(path: Path, codes: dict[str, str]) -> list[Row]:
    """The capitals and large cities among the populated places."""
    rows = []
    for record, _ in records(path):
        kind = record["FEATURECLA"]
        country = codes.get(record["ADM0_A3"])
        if country is None or kind == "Scientific station":
            continue
        if "capital" not in kind and record["POP_MAX"] < PEOPLE:
            continue
        geonames = int(record.get("GEONAMESID") or record.get("GEONAMEID") or 0)
        rows.append(
            Row(
                "city",
                country,
                kind == "Admin-0 capital",
                record["LATITUDE"],
                record["LONGITUDE"],
                record["WIKIDATAID"] or "",
                str(geonames) if geonames > 0 else "",
                names(record, "NAME", "NAMEPAR", "NAMEASCII"),
            )
        )
    return rows


def merged(rows: list[Row]) -> list[Row]:
    """Merge the rows of one place from several downloads: the last position, and all names."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row.country, row.wikidata or f"{row.names[0]} {row.latitude:.0f}")
        earlier = found.get(key)
        found[key] = row
        if earlier is not None:
            known = {fold(name) for name in row.names}
            row.names += [name for name in earlier.names if fold(name) not in known]
            row.geonames = row.geonames or earlier.geonames
            row.capital = row.capital or earlier.capital
    return list(found.values())


def main() -> None:
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    first, *rest = map(Path, sys.argv[1:])
    found, codes = countries(first)
    places = merged([row for path in rest for row in cities(path, codes)])
    # An id of two places is wrong for at least one of them.
    for key in ("wikidata", "geonames"):
        times = Counter(getattr(row, key) for row in places)
        for row in places:
            if times[getattr(row, key)] > 1:
                setattr(row, key, "")
    rows = [
        *sorted(found, key=lambda row: (row.names[0], row.country)),
        *sorted(places, key=lambda row: (row.country, row.names[0], row.latitude)),
    ]
    lines = ["\t".join(COLUMNS), *(row.line() for row in rows)]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(found)} countries, {len(places)} cities")


if __name__ == "__main__":
    main()
