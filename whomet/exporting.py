"""The selection of an export: names and dates as they are given, resolved to ids and days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from whomet.graph.errors import GraphError
from whomet.ontology.errors import OntologyError

if TYPE_CHECKING:
    from whomet.graph.database.connection import Connection
    from whomet.graph.rdf import Selection


def selection(
    connection: Connection,
    *,
    actor: str | None = None,
    entity: str | None = None,
    brief: str | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
) -> Selection:
    """The selected part of the graph; names are looked up as in questions.

    QuestionError or GraphError, in one sentence, for a name that is unknown or ambiguous, or a
    date that cannot be read.
    """
    from whomet.graph.rdf import Selection

    return Selection(
        entity=_entity(connection, actor, entity),
        brief=brief,
        since=_day("since", since),
        until=_day("until", until),
    )


def _entity(connection: Connection, actor: str | None, entity: str | None) -> str | None:
    if actor is not None and entity is not None:
        raise GraphError(
            "Give `actor` or `entity`, not both; an actor is an entity too.",
            parameters=("actor", "entity"),
        )
    for parameter, name in (("actor", actor), ("entity", entity)):
        if name is not None:
            from whomet.queries.lookup import look_up
            from whomet.queries.wanted_names import Wanted

            return look_up(connection, [Wanted(parameter, name.strip(), parameter)])[0].id
    return None


def _day(parameter: str, value: str | date | None) -> date | None:
    """The first day of `since`, the last of `until`."""
    if value is None or isinstance(value, date):
        return value
    from whomet.ontology.dates import parse_period

    try:
        first, last = parse_period(value, date.today())
    except OntologyError as error:
        raise GraphError(
            f"`{parameter}` {value!r}: {error.message}", parameters=[parameter]
        ) from error
    day, side = (first, "first") if parameter == "since" else (last, "last")
    if day is None:
        raise GraphError(
            f"`{parameter}` {value!r} has no {side} day; give one that has", parameters=[parameter]
        )
    return day
