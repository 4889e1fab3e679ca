"""Who is linked with whom by the rows of answers, as networks are drawn from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise, product
from typing import Any

from whomet.dossier.mentioned import named_values
from whomet.queries.internal_queries import Reader, internal
from whomet.queries.question import EVENT
from whomet.queries.quotes import events_of

#: People by id, each with a name.
People = dict[str, str]
#: Two ids, the lesser one first.
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Links:
    """The events that link each two, and the names of all by id; `alone` rows link nobody."""

    names: People
    events: dict[Pair, dict[str, None]]
    alone: int = 0


def links_of(
    rows: Iterable[Mapping[str, Any]],
    edges: Sequence[str],
    participants: Mapping[str, People] | None = None,
) -> Links:
    """The links of rows, as the `edges` of their question say.

    `participants` are those of each event, needed where the last of the edges is `event`.
    """
    names: People = {}
    events: dict[Pair, dict[str, None]] = defaultdict(dict)
    alone = 0
    for row in rows:
        linked = False
        for people, ids in _chains(row, edges, participants or {}):
            for group in people:
                names |= group
            for pair in _pairs(people):
                events[pair] |= dict.fromkeys(ids)
                linked = True
        alone += not linked
    return Links(names, events, alone)


def participants_of(
    reader: Reader, rows: Iterable[Mapping[str, Any]], known_by: date | None = None
) -> dict[str, People]:
    """Who took part in each of the events of rows, as known by a day."""
    ids = sorted({id for row in rows for id in events_of(row)})
    found = reader.read(
        internal("participants", reader.vocabulary), {"ids": ids, "known_by": known_by or date.max}
    )
    return {each["id"]: {one["id"]: one["name"] for one in each["people"]} for each in found}


def _chains(
    row: Mapping[str, Any], edges: Sequence[str], participants: Mapping[str, People]
) -> Iterator[tuple[list[People], list[str]]]:
    """Groups of people, each linked with the next, and the events by which they are."""
    columns = [column for column in edges if column != EVENT]
    people = [
        {id: name for name, id in named_values(row, column) if id is not None} for column in columns
    ]
    if EVENT not in edges:
        yield people, events_of(row)
        return
    for event in events_of(row):
        yield [*people, participants.get(event, {})], [event]


def _pairs(groups: Sequence[People]) -> Iterator[Pair]:
    """Those of one group with each other; those of several with the next that has anybody."""
    if len(groups) == 1:
        pairs: Iterable[Pair] = combinations(groups[0], 2)
    else:
        present = pairwise(group for group in groups if group)
        pairs = (pair for these, those in present for pair in product(these, those))
    for one, other in pairs:
        if one != other:
            yield (one, other) if one < other else (other, one)
