"""Asking a question: parameters as people give them in, rows ready for JSON out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from whomet.ontology.extras import MissingExtra, require
from whomet.queries.alternatives import what_there_is
from whomet.queries.catalogue import Catalogue, catalogue
from whomet.queries.internal_queries import Reader, Readers
from whomet.queries.interpretation import Understood
from whomet.queries.lookup import NO_BRIEFS, is_empty
from whomet.queries.query_errors import refusals_at_their_line
from whomet.queries.question import MEASURES, Question
from whomet.queries.resolving import Resolved, resolve
from whomet.queries.row_reading import TIME_LIMIT, count_rows, read_with
from whomet.queries.safety import ensure_safe
from whomet.queries.values import plain

#: A period in which no dated event can fall: what is left is undated.
_NO_DAY = {"since": date.max, "until": date.min}


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The answer to a question.

    `parameters` are the resolved values, every one set, dates as ISO text. `rows` have the
    columns in order; days are ISO text and multi-valued columns lists.
    """

    question: Question
    parameters: dict[str, Any]
    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    notes: tuple[str, ...] = ()
    #: How each name and period that was given was understood.
    understood: tuple[Understood, ...] = ()
    #: Number of all rows, including those beyond the limit.
    total: int = 0
    #: Number of rows of each kind, for questions that count them.
    counts: Mapping[str, int] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<QueryResult of {self.question.name!r}: {len(self.rows)} rows>"

    def to_json(self) -> dict[str, Any]:
        """The answer as one JSON object."""
        return {
            "question": self.question.name,
            "parameters": self.parameters,
            "understood": [each.to_json() for each in self.understood],
            "columns": list(self.columns),
            "total": max(self.total, len(self.rows)),
            **({"counts": dict(self.counts)} if self.question.counts else {}),
            "rows": self.rows,
            "notes": list(self.notes),
        }


def ask(
    readers: Readers,
    name: str,
    /,
    *,
    questions: Catalogue | None = None,
    today: date | None = None,
    timeout: float | None = None,
    **parameters: Any,
) -> QueryResult:
    """Ask the question called `name`.

    Parameters are as on the command line, with underscores: `ask(connection, "who-met-whom",
    actor="Bagheri", since="2017-08")`; `with_` means `with`. Dates are EDTF, words or
    `datetime.date`; `today` is what words such as "last month" count from. `timeout` is in
    seconds, 60 unless it is given. QuestionError says in one sentence what cannot be answered and
    why.
    """
    question = (questions or catalogue()).question(name)

    def asked(reader: Reader) -> QueryResult:
        return run(reader, resolve(reader, question, parameters, today=today))

    return readers.together(asked, timeout or TIME_LIMIT)


def run(reader: Reader, resolved: Resolved) -> QueryResult:
    """Run a question whose parameters are resolved."""
    question = resolved.question
    if not question.of_library:
        ensure_safe(reader, question, resolved.values)
        with refusals_at_their_line(question, reader.vocabulary, before=0):
            return _answered(reader, resolved)
    return _answered(reader, resolved)


def _answered(reader: Reader, resolved: Resolved) -> QueryResult:
    question = resolved.question
    values, notes = dict(resolved.values), list(resolved.notes)
    if question.network:
        values[MEASURES], more = _measures(reader, resolved)
        notes += more
    rows = read_with(reader, question.cypher, values)
    if question.passages:
        from whomet.queries.passages import TEXT, with_passages

        rows = with_passages(reader, values[TEXT], rows)
    total = _total(reader, resolved, len(rows))
    if total > len(rows):
        notes.append(f"{len(rows)} of {total} rows, as --limit asks")
    left_out = _undated(reader, resolved)
    if left_out:
        events = "1 event" if left_out == 1 else f"{left_out} events"
        notes.append(f"{events} without a date left out of the period; --undated includes such")
    if not rows:
        notes += [NO_BRIEFS] if is_empty(reader) else what_there_is(reader, resolved)
    columns = tuple(
        column.name
        for column in question.columns
        if column.only_with is None or resolved.values[column.only_with[0]] == column.only_with[1]
    )
    return QueryResult(
        question=question,
        parameters={
            name: plain(value) for name, value in resolved.values.items() if name != MEASURES
        },
        columns=columns,
        rows=[{column: plain(row[column]) for column in columns} for row in rows],
        notes=tuple(notes),
        understood=resolved.understood,
        total=total,
        counts=_counts(reader, resolved, rows, total),
    )


def _measures(reader: Reader, resolved: Resolved) -> tuple[dict[str, Any], list[str]]:
    """The measures of the actors in the network that a question is about, as its Cypher takes them.

    Without the library for them, a question that says other things as well is answered without.
    """
    from whomet.queries.network_measures import (
        LIBRARY,
        OF_ROWS,
        as_parameter,
        measures,
        meetings_text,
    )

    question = resolved.question
    try:
        require("analysis", f"`betweenness` of the question '{question.name}'", LIBRARY)
    except MissingExtra as error:
        if any(column.name == "community" for column in question.columns):
            raise
        return {}, [error.message.rstrip(".")]
    assert question.choosing is not None
    values = {**resolved.values, **dict.fromkeys(OF_ROWS)}
    found = read_with(reader, meetings_text(question.choosing, reader.vocabulary), values)
    return as_parameter(measures(row["people"] for row in found)), []


def _total(reader: Reader, resolved: Resolved, shown: int) -> int:
    """How many rows there are without the limit that was asked for."""
    limit = resolved.values.get("limit")
    if limit is None or shown < limit or resolved.question.counting is None:
        return shown
    return count_rows(reader, resolved.question, resolved.values)


def _counts(
    reader: Reader, resolved: Resolved, rows: Sequence[Mapping[str, Any]], total: int
) -> dict[str, int]:
    """How many rows there are of each value of the column that the question counts by."""
    column = resolved.question.counts
    if column is None:
        return {}
    if total > len(rows):
        rows = read_with(reader, resolved.question.cypher, {**resolved.values, "limit": None})
    return dict(Counter(str(row[column]) for row in rows).most_common())


def _undated(reader: Reader, resolved: Resolved) -> int:
    """How many events would be rows if they had a date: chosen by the question's own words."""
    values, choosing = resolved.values, resolved.question.choosing
    if choosing is None or values.get("since") is values.get("until") is None:
        return 0
    if values.get("undated") and not values.get("certain"):
        return 0
    text = f"{choosing}\nWITH DISTINCT e WHERE e.span IS NULL RETURN count(e) AS undated"
    values = {**values, **_NO_DAY, "undated": True, "certain": False}
    rows = read_with(reader, text, values)
    return int(rows[0]["undated"])
