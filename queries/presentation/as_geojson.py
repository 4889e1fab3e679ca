"""GeoJSON (RFC 7946): a feature for each row and place, for a map.

A row with several places has a feature for each; a row without a known place has one without
geometry, so that no row is missing. `id` is the number of the row, followed by that of the place if
there are several. Besides the columns, `map_place` is the place as the briefs name it and
`map_point` the place of the gazetteer whose coordinates these are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from whomet.queries.errors import QuestionError
from whomet.queries.internal_queries import Reader
from whomet.queries.places import Located, locate, place_names
from whomet.queries.presentation.pieces import Pieces
from whomet.queries.presentation.rows import rows_of
from whomet.queries.row_reading import in_batches
from whomet.queries.runner import OpenAnswer, QueryResult
from whomet.queries.show import Description


def pieces(
    what: QueryResult | OpenAnswer | Description, *, reader: Reader | None = None, **_: object
) -> Pieces:
    """The collection, one feature per line."""
    table = rows_of(what)
    if reader is None:
        raise QuestionError("places are looked up in the graph; ask for geojson while it is open")
    name = json.dumps(table.name, ensure_ascii=False)
    yield f'{{"type": "FeatureCollection", "name": {name}, "features": [\n'
    numbers, unknown, between = count(1), set[str](), ""
    for batch in in_batches(table.rows):
        located = locate(reader, table.columns, batch, table.known_by)
        for row, places in zip(batch, located, strict=True):
            for feature in _features(next(numbers), row, places):
                yield f"{between}{json.dumps(feature, ensure_ascii=False)}"
                between = ",\n"
            unknown |= set(place_names(row)) - {place.name for place in places}
    yield "\n]}\n"
    if not unknown:
        return ()
    return (f"not on the map, for the gazetteer does not know them: {', '.join(sorted(unknown))}",)


def _features(number: int, row: dict[str, Any], places: list[Located]) -> Iterator[dict[str, Any]]:
    if not places:
        yield _feature(str(number), row, None)
    for part, place in enumerate(places, start=1):
        yield _feature(f"{number}.{part}" if len(places) > 1 else str(number), row, place)


def _feature(id: str, row: dict[str, Any], place: Located | None) -> dict[str, Any]:
    point = place.point if place else None
    return {
        "type": "Feature",
        "id": id,
        "geometry": {"type": "Point", "coordinates": [point.longitude, point.latitude]}
        if point
        else None,
        "properties": {
            **row,
            "map_place": place.name if place else None,
            "map_point": point.name if point else None,
        },
    }
