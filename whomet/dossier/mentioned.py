"""The people, organizations and places that the rows of a dossier name, each with its events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from whomet.dossier.sections import Section
from whomet.queries.places import PLACE_COLUMNS
from whomet.queries.presentation.rows import shown
from whomet.queries.quotes import events_of

#: The columns that name who took part; a source or who reports does not.
ACTOR_COLUMNS = (
    *("participants", "visitors", "leader", "hosts", "senders", "carriers", "recipients"),
    *("speakers", "addressees", "who", "whom", "holder"),
)


@dataclass(frozen=True, slots=True)
class Mentioned:
    """An actor or place with the ids of its events, and its first and last event as EDTF."""

    id: str
    name: str
    events: tuple[str, ...]
    first: str | None
    last: str | None


def named_values(row: Mapping[str, Any], column: str) -> list[tuple[str, str | None]]:
    """The values of a cell, each with the id of what it names; None where it names nothing."""
    value = row.get(column)
    values = value if isinstance(value, list) else [] if value is None else [value]
    ids = row.get(f"{column}_ids", row.get(f"{column}_id"))
    found = ids if isinstance(ids, list) else [ids] * len(values)
    return [(str(each), id) for each, id in zip_longest(values, found[: len(values)])]


def worded_values(row: Mapping[str, Any], column: str) -> list[tuple[str, str | None]]:
    """The same with each value as people read it."""
    return named_values({**row, column: shown(column, row)}, column)


def mentioned(sections: Sequence[Section], columns: Iterable[str]) -> list[Mentioned]:
    """What these columns name, those with most events first."""
    wanted = tuple(columns)
    names: dict[str, str] = {}
    events: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row, column in _cells(sections, wanted):
        for name, id in named_values(row, column):
            if id is not None:
                names.setdefault(id, name)
                events.setdefault(id, {}).update(dict.fromkeys(events_of(row), row))
    found = [
        Mentioned(id, names[id], tuple(rows), *_ends(rows.values())) for id, rows in events.items()
    ]
    return sorted(found, key=lambda each: (-len(each.events), each.name, each.id))


def actors_in(sections: Sequence[Section]) -> list[Mentioned]:
    """The actors of all rows."""
    return mentioned(sections, ACTOR_COLUMNS)


def places_in(sections: Sequence[Section]) -> list[Mentioned]:
    """The places of all rows."""
    return mentioned(sections, PLACE_COLUMNS)


def _cells(
    sections: Sequence[Section], columns: Sequence[str]
) -> Iterator[tuple[Mapping[str, Any], str]]:
    for section in sections:
        for column in columns:
            if column in section.answer.columns:
                yield from ((row, column) for row in section.rows)


def _ends(rows: Iterable[Mapping[str, Any]]) -> tuple[str | None, str | None]:
    """When the first and the last of these rows were, of those that say when."""
    dated = [row for row in rows if row.get("when") and row.get("begin_earliest")]
    if not dated:
        return None, None
    dated.sort(key=lambda row: (row["begin_earliest"], row["end_latest"] or ""))
    return dated[0]["when"], dated[-1]["when"]
