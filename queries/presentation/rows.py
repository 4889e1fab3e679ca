"""What the formats of rows have in common: which rows, and a value as text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.dates.readable import END_NOT_TOLD, readable
from whomet.queries.runner import OpenAnswer, QueryResult
from whomet.queries.show import Description

#: Python writes smaller numbers with an exponent.
_WITH_EXPONENT = 0.0001
#: The columns of dates.
DATES = (*DATE_KEYS, "from", "until", "first", "last", "published", "year", "month")
#: The columns of names of events, which end with a date.
EVENT_NAMES = ("what", "about", "during", "visit", "meetings", "delivered_at")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of an answer, or of a description: the claims behind what it describes."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: Iterable[dict[str, Any]]
    known_by: date | None = None
    #: The columns that people want: without the companions, which are for programs.
    read: tuple[str, ...] = ()
    entry: str | None = None
    entries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: How names and periods were understood, and the names alone.
    understood: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def rows_of(what: QueryResult | OpenAnswer | Description) -> Rows:
    """The rows of an answer or a description, with the names of their columns."""
    if isinstance(what, Description):
        columns = tuple(what.claims[0]) if what.claims else ()
        return Rows(what.id, what.name, columns, what.claims, read=columns)
    known_by = what.parameters.get("known_by")
    return Rows(
        what.question.name,
        what.question.title,
        what.columns,
        what.rows,
        date.fromisoformat(known_by) if known_by else None,
        read_columns(what),
        what.question.entry,
        what.question.entries,
        tuple(map(str, what.understood)),
        tuple(each.name for each in what.understood if each.id and each.name),
    )


def read_columns(answer: QueryResult | OpenAnswer) -> tuple[str, ...]:
    """The columns of an answer that are for people."""
    companions = {column.name for column in answer.question.columns if column.companion}
    return tuple(column for column in answer.columns if column not in companions)


def counted(answer: QueryResult) -> list[str]:
    """How many rows there are of each kind, as one line, for questions that count them."""
    told = (f"{value}: {count}" for value, count in answer.counts.items())
    return [", ".join(told)] if answer.counts else []


def shown(column: str, row: Mapping[str, Any]) -> Any:
    """A value as people read it: dates in words, also at the end of the name of an event.

    If another column has the date of the event, the name is without it.
    """
    value = row[column]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and 0 < abs(value) < _WITH_EXPONENT:
        return f"{value:f}"
    if column in DATES and isinstance(value, str):
        return _date(column, value, row)
    if column in ("says", "against") and row.get("kind") == "date":
        return readable(value)
    if column in EVENT_NAMES:
        when = row.get("when") if column == "what" else None
        if isinstance(value, list):
            return [_event(name, when) for name in value]
        return _event(value, when) if isinstance(value, str) else value
    return value


def _date(column: str, edtf: str, row: Mapping[str, Any]) -> str:
    """A date in words; instead of an assumed end, the last day that is certain."""
    begin, last, when = row.get("begin_latest"), row.get("end_earliest"), row.get("when")
    if last and isinstance(when, str) and when.endswith("/"):
        if column == "end":
            return f"{readable(str(last))} or later"
        if column == "when" and begin and str(last) > str(begin):
            return f"{readable(f'{when}{last}')} or later"
    return readable(edtf)


def _event(name: str, when: object) -> str:
    start, dot, date = name.rpartition(" · ")
    if not dot:
        return name
    if date == when:
        return start
    if date[:1] not in "0123456789[.{":
        return name
    return f"{start} · {readable(date).removesuffix(END_NOT_TOLD)}"


def text(value: Any) -> str:
    """A value as text: lists joined by "; ", empty for null."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(text, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
