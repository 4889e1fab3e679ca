"""Asks a question: takes parameters as people give them, and returns rows ready for JSON."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, islice
from typing import Any, Protocol

from whomet.graph.errors import GraphError, may_pass
from whomet.ontology.extras import MissingExtra, require
from whomet.ontology.nouns import counted, listed, plural
from whomet.queries.alternatives import what_there_is
from whomet.queries.catalogue import Catalogue, catalogue
from whomet.queries.internal_queries import Reader, Readers
from whomet.queries.interpretation import Understood
from whomet.queries.lookup import NO_BRIEFS, count_briefs
from whomet.queries.query_errors import explained, refusals_at_their_line
from whomet.queries.question import ALL_ROWS, MEASURES, Question
from whomet.queries.resolving import Resolved, resolve
from whomet.queries.row_reading import (
    TIME_LIMIT,
    count_rows,
    in_batches,
    reached_by_unknown_begin,
    stream_with,
)
from whomet.queries.safety import ensure_safe
from whomet.queries.unknown_names import unknown_names
from whomet.queries.values import plain

#: Rows that are read before the first is given out.
READ_AHEAD = 1000
#: Between tries to begin an answer, where a server or a connection fails for the moment.
RETRY_SECONDS = (1.0, 2.0, 4.0, 8.0)
#: A period in which no dated event can fall: what is left is undated.
_NO_DAY = {"since": date.max, "until": date.min}
#: Undated events that are counted at the most.
_MOST_UNDATED = 1000
_COUNT_UNDATED = f"""
WITH DISTINCT e
WHERE coalesce(e.begin_earliest, e.begin_latest, e.end_earliest, e.end_latest) IS NULL
WITH e LIMIT {_MOST_UNDATED + 1}
RETURN count(e) AS undated
"""


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
        return f"<QueryResult of {self.question.name!r}: {plural(len(self.rows), 'row')}>"

    def to_json(self) -> dict[str, Any]:
        """The answer as one JSON object."""
        return {**before_rows(self), "rows": self.rows, **after_rows(self, len(self.rows))}


@dataclass(slots=True)
class OpenAnswer:
    """The answer to a question while it is read: `rows` come once, one by one, in flat memory.

    What is said of all rows (`notes`, `total`, `counts`) is set after the last of them.
    """

    question: Question
    parameters: dict[str, Any]
    columns: tuple[str, ...]
    rows: Iterator[dict[str, Any]]
    understood: tuple[Understood, ...] = ()
    notes: tuple[str, ...] = ()
    total: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    #: Reads in the transaction of the rows, as long as there is one.
    reader: Reader | None = None

    @classmethod
    def of(cls, result: QueryResult, reader: Reader) -> OpenAnswer:
        """A complete answer in the form of one that is being read."""
        return cls(
            result.question,
            result.parameters,
            result.columns,
            iter(result.rows),
            result.understood,
            result.notes,
            result.total,
            result.counts,
            reader,
        )

    def __repr__(self) -> str:
        return f"<OpenAnswer to {self.question.name!r}>"

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self.rows

    def whole(self) -> QueryResult:
        """The complete answer, after reading all rows."""
        rows = list(self.rows)
        return QueryResult(
            self.question,
            self.parameters,
            self.columns,
            rows,
            self.notes,
            self.understood,
            self.total,
            self.counts,
        )


class _Answered(Protocol):
    """What an answer has besides its rows."""

    @property
    def question(self) -> Question: ...
    @property
    def parameters(self) -> dict[str, Any]: ...
    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def understood(self) -> tuple[Understood, ...]: ...
    @property
    def notes(self) -> tuple[str, ...]: ...
    @property
    def total(self) -> int: ...
    @property
    def counts(self) -> Mapping[str, int]: ...


def before_rows(answer: _Answered) -> dict[str, Any]:
    """The part of an answer's JSON before its rows."""
    return {
        "question": answer.question.name,
        "parameters": answer.parameters,
        "understood": [each.to_json() for each in answer.understood],
        "columns": list(answer.columns),
    }


def after_rows(answer: _Answered, shown: int) -> dict[str, Any]:
    """The part of an answer's JSON after its `shown` rows."""
    return {
        "total": max(answer.total, shown),
        **({"counts": dict(answer.counts)} if answer.question.counts else {}),
        "notes": list(answer.notes),
    }


def ask(
    readers: Readers,
    name: str,
    /,
    *,
    questions: Catalogue | None = None,
    today: date | None = None,
    timeout: float | None = None,
    most: int | None = None,
    hints: bool = True,
    **parameters: Any,
) -> QueryResult:
    """Ask the question called `name`.

    Parameters are as on the command line, with underscores: `ask(connection, "who-met-whom",
    actor="Bagheri", since="2017-08")`; `with_` means `with`. Dates are EDTF, words or
    `datetime.date`; `today` is what words such as "last month" count from. `timeout` is in
    seconds, 60 by default. Without a `limit`, at most `most` rows are read, and the others are
    counted, if the question can count them. Without `hints`, an empty answer does not say what
    there is instead, which takes longer than the question. QuestionError says in one sentence what
    cannot be answered and why.
    """
    question = (questions or catalogue()).question(name)

    def asked(reader: Reader) -> QueryResult:
        resolved = resolve(reader, question, parameters, today=today)
        return open_answer(reader, resolved, most, with_hints=hints).whole()

    answer = readers.together(asked, timeout or TIME_LIMIT)
    notes = (*answer.notes, *_unknown_names(readers, question, answer.parameters))
    return replace(answer, notes=notes)


def _unknown_names(
    readers: Readers, question: Question, parameters: Mapping[str, Any]
) -> Iterable[str]:
    """Notes on the names in a user-defined question that are not in the graph."""
    if question.of_library:
        return ()
    # Only a connection is told of them; a transaction is not.
    return unknown_names(explained(readers, question, parameters), readers.vocabulary)


@contextmanager
def opened(
    readers: Readers,
    name: str,
    /,
    *,
    questions: Catalogue | None = None,
    today: date | None = None,
    timeout: float | None = None,
    most: int | None = None,
    hints: bool = True,
    prepare: Callable[[OpenAnswer], None] = lambda answer: None,
    **parameters: Any,
) -> Iterator[OpenAnswer]:
    """As `ask`, but the rows are read while the block lasts; `timeout` is for all of it.

    The first rows are read at once, with retries as in `ask`: so errors of the question are raised
    here, and a small answer holds no transaction while a slow reader takes its rows. `prepare` is
    called before they are read.
    """
    question = (questions or catalogue()).question(name)
    for pause in (*RETRY_SECONDS, None):
        begun = False
        try:
            with ExitStack() as transaction:
                reader = transaction.enter_context(readers.reading(timeout or TIME_LIMIT))
                resolved = resolve(reader, question, parameters, today=today)
                answer = open_answer(reader, resolved, most, with_hints=hints)
                prepare(answer)
                first = list(islice(answer.rows, READ_AHEAD))
                unknown = _unknown_names(readers, question, answer.parameters)
                answer.notes = (*answer.notes, *unknown)
                if len(first) < READ_AHEAD:  # those were all
                    answer.reader = readers
                    transaction.close()
                answer.rows = chain(first, answer.rows)
                begun = True
                yield answer
                return
        except GraphError as error:
            if begun or pause is None or not may_pass(error):
                raise
        time.sleep(pause)


def run(reader: Reader, resolved: Resolved, with_notes: bool = True) -> QueryResult:
    """Run a question with resolved parameters; see `open_answer`."""
    return open_answer(reader, resolved, with_notes=with_notes).whole()


def open_answer(
    reader: Reader,
    resolved: Resolved,
    most: int | None = None,
    *,
    with_notes: bool = True,
    with_hints: bool = True,
) -> OpenAnswer:
    """Begin a question with resolved parameters; its rows are read as they are taken.

    Without a limit at most `most` rows are read, if the question can count the others. Without
    notes nothing but the rows is read, and `total` is their number. Hints are notes on an empty
    answer.
    """
    question = resolved.question
    answer = OpenAnswer(
        question=question,
        parameters={
            name: plain(value) for name, value in resolved.values.items() if name != MEASURES
        },
        columns=tuple(
            column.name
            for column in question.columns
            if column.only_with is None
            or resolved.values[column.only_with[0]] == column.only_with[1]
        ),
        rows=iter(()),
        understood=resolved.understood,
        reader=reader,
    )
    if most is not None and question.counting is not None and "limit" not in resolved.given:
        resolved = replace(resolved, values={**resolved.values, "limit": most})
    answer.rows = _rows(reader, resolved, answer, answer.columns, with_notes, with_hints)
    return answer


def _rows(
    reader: Reader,
    resolved: Resolved,
    answer: OpenAnswer,
    columns: tuple[str, ...],
    with_notes: bool,
    with_hints: bool,
) -> Iterator[dict[str, Any]]:
    """The rows of a question one by one; after the last, the answer is completed.

    The answer may have more `columns` than these, which are added to the rows.
    """
    question = resolved.question
    refusals: AbstractContextManager[None] = nullcontext()
    if not question.of_library:
        ensure_safe(reader, question, resolved.values)
        refusals = refusals_at_their_line(question, reader.vocabulary, before=0)
    with refusals:
        values, notes = dict(resolved.values), list(resolved.notes)
        if question.network:
            values[MEASURES], more = _measures(reader, resolved)
            notes += more
        rows = stream_with(reader, question.cypher, values)
        undated = _undated(reader, resolved) if with_notes else iter(())
        if question.passages:
            from whomet.queries.passages import TEXT, with_passages

            rows = (
                row
                for batch in in_batches(rows)
                for row in with_passages(reader, values[TEXT], batch)
            )
        shown, of_unknown_begin, kinds = 0, 0, Counter[str]()
        known_total: int | None = None
        for row in rows:
            shown += 1
            known_total = None if ALL_ROWS in columns else row.get(ALL_ROWS)
            of_unknown_begin += reached_by_unknown_begin(row, values.get("until"))
            if question.counts is not None:
                kinds[str(row[question.counts])] += 1
            yield {column: plain(row[column]) for column in columns}
        if not with_notes:
            answer.total = shown
            return
        total = _total(reader, resolved, shown) if known_total is None else known_total
        if shown:
            notes += _other_statuses(resolved)
        if total > shown:
            asked = "limit" in resolved.given
            notes.append(limit_note(shown, total) if asked else _first_note(shown, total))
        if of_unknown_begin:
            rows_are = counted(of_unknown_begin, "row is", "rows are")
            notes.append(
                f"{rows_are} in the period only because the begin is unknown; "
                "--certain leaves such rows out"
            )
        left_out = sum(row["undated"] for row in undated)
        if left_out:
            many = left_out > _MOST_UNDATED
            events = f"over {_MOST_UNDATED:,} events" if many else plural(left_out, "event")
            how = "without --certain, --undated" if resolved.values.get("certain") else "--undated"
            notes.append(f"{events} without a date left out of the period; {how} includes such")
        if not shown and with_hints:
            briefs = count_briefs(reader)
            notes += what_there_is(reader, resolved, briefs) if briefs else [NO_BRIEFS]
        answer.notes, answer.total = (*notes, *answer.notes), total
        if total > shown:
            kinds = _all_kinds(reader, resolved)
        answer.counts = dict(kinds.most_common())


def _other_statuses(resolved: Resolved) -> list[str]:
    """A note on rows without a status, if events count in them that are not counted by default."""
    if any(column.name == "status" for column in resolved.question.columns):
        return []
    usual = [p.default for p in resolved.question.parameters if p.name == "status"]
    status, denied = resolved.given.get("status"), resolved.given.get("include_denied")
    status = None if status in usual else status
    if status in ("planned", "cancelled") and not denied:
        return [f"only {status} events count here"]
    others = {"any": ["planned", "cancelled"], "occurred": [], None: []}.get(status, [status])
    told = [*others, *(["denied"] if denied else [])]
    if not told:
        return []
    return [f"{listed(told)} events count here too, and no row says which"]


def limit_note(shown: int, total: int) -> str:
    """The note on an answer with a limit."""
    return f"{shown} of {total} rows, as --limit asks"


def _first_note(shown: int, total: int) -> str:
    """The note on an answer of which only the first rows were read."""
    return f"the first {shown:,} of {total:,} rows; --limit reads another number of them"


def _measures(reader: Reader, resolved: Resolved) -> tuple[dict[str, Any], list[str]]:
    """The measures of the actors in a question's network, as a parameter of its Cypher.

    Without the library for them, a question that has other columns as well is answered without.
    """
    from whomet.queries.network_measures import (
        LIBRARY,
        OF_ROWS,
        as_parameter,
        measures_within_bounds,
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
    rows = stream_with(reader, meetings_text(question.choosing, reader.vocabulary), values)
    found, notes = measures_within_bounds(row["people"] for row in rows)
    return as_parameter(found), notes


def _total(reader: Reader, resolved: Resolved, shown: int) -> int:
    """How many rows there are without the limit."""
    limit = resolved.values.get("limit")
    if limit is None or shown < limit or resolved.question.counting is None:
        return shown
    return count_rows(reader, resolved.question, resolved.values)


def _all_kinds(reader: Reader, resolved: Resolved) -> Counter[str]:
    """How many rows there are of each value of the column that the question counts by."""
    column = resolved.question.counts
    if column is None:
        return Counter()
    values = {**resolved.values, "limit": None}
    rows = stream_with(reader, resolved.question.cypher, values)
    return Counter(str(row[column]) for row in rows)


def _undated(reader: Reader, resolved: Resolved) -> Iterator[dict[str, Any]]:
    """A row that says how many events would be rows if they had a date; at most one too many."""
    asked = undated_count(resolved)
    return iter(()) if asked is None else stream_with(reader, *asked)


def undated_count(resolved: Resolved) -> tuple[str, dict[str, Any]] | None:
    """The Cypher that counts the undated events that a period leaves out, and its parameters.

    They are chosen by the question's own Cypher. None if no period leaves any out.
    """
    values, choosing = resolved.values, resolved.question.choosing
    if choosing is None or values.get("since") is values.get("until") is None:
        return None
    if values.get("undated") and not values.get("certain"):
        return None
    return f"{choosing}{_COUNT_UNDATED}", {**values, **_NO_DAY, "undated": True, "certain": False}
