"""Asking a standing question, and comparing the answer with an earlier one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from whomet.graph.database.versions import FORMAT, RULES, software
from whomet.graph.errors import GraphError
from whomet.graph.standing import (
    Dependencies,
    KeptRow,
    KeptRun,
    QuestionState,
    StandingQuestion,
    keep,
    kept_run,
    kept_runs,
    later_runs,
    noted_entries,
    question_state,
)
from whomet.graph.standing import add as store
from whomet.graph.standing.judged import entries, sentence, stamped_after
from whomet.graph.standing.storing import now
from whomet.ontology.dates.errors import DateError
from whomet.ontology.dates.period import parse_period
from whomet.ontology.json_values import JsonObject
from whomet.queries import likely, resolve
from whomet.queries.parameters import WITH_LIKELY
from whomet.queries.resolving import Resolved
from whomet.queries.row_reading import TIME_LIMIT
from whomet.queries.runner import run as run_question
from whomet.queries.values import plain
from whomet.standing.comparing import Change, difference
from whomet.standing.dependencies import Around, around, dependencies_of, listed

if TYPE_CHECKING:
    from whomet.graph.database.connection import Connection
    from whomet.queries import Catalogue, QueryResult, Reader

DIGESTS = "UNWIND $ids AS id OPTIONAL MATCH (b:Brief {id: id}) RETURN id, b.digest AS digest"
JUDGEMENTS = "MATCH (j:Judgement) RETURN properties(j) AS properties ORDER BY j.id"


@dataclass(frozen=True, slots=True)
class News:
    """The report of one run of a standing question.

    `since` is the moment of the run that it is compared with, None for the first run, which reports
    no changes. `columns` are those of the answer, `rows` is their number.
    """

    question: StandingQuestion
    at: str
    since: str | None
    columns: tuple[str, ...]
    rows: int
    changes: tuple[Change, ...]

    def to_json(self) -> JsonObject:
        """As `whomet standing run --json` prints it."""
        return {
            "name": self.question.name,
            "question": self.question.question,
            "parameters": dict(self.question.parameters),
            "at": self.at,
            "since": self.since,
            "rows": self.rows,
            "changes": [change.to_json() for change in self.changes],
        }


def add(
    connection: Connection,
    catalogue: Catalogue,
    name: str,
    question: str,
    parameters: Mapping[str, Any],
) -> StandingQuestion:
    """Store a question with its parameters as given, after checking that they can be resolved.

    `with_likely` is one of the parameters, as in `Graph.ask`.
    """
    given = {key: value for key, value in parameters.items() if value is not None}
    if not given.get(WITH_LIKELY):
        given.pop(WITH_LIKELY, None)
    connection.together(lambda reader: _resolved(reader, catalogue, question, given))
    return store(connection, name, question, json.loads(json.dumps(given, default=str)))


def run(
    connection: Connection,
    catalogue: Catalogue,
    question: StandingQuestion,
    since: str | None = None,
    timeout: float | None = None,
) -> News:
    """Ask a standing question, compare the answer with that of the last run, and keep it.

    The question is not asked if its last answer is still valid (`whomet.graph.standing.freshness`).

    With `since`, a moment in ISO 8601 or a period such as yesterday, the answer is compared with
    the last run until the end of that, and is not kept. GraphError if there is no such run.
    """
    found = connection.together(
        lambda reader: _compared(reader, catalogue, question, since), timeout or TIME_LIMIT
    )
    before, after = found.before, found.after
    changes = difference(before, after, found.digests, found.judged) if before is not None else ()
    if since is None:
        changed = before is None or _content(before) != _content(after)
        keep(connection, after, found.state, found.token, found.dependencies, found.judged, changed)
    elif before is None:
        raise GraphError(
            f"No run of '{question.name}' is kept from {since} or before; the first was later."
        )
    return News(
        question,
        after.at,
        before.at if before is not None else None,
        after.columns,
        len(after.rows),
        changes,
    )


def history(connection: Connection, question: StandingQuestion, limit: int = 10) -> list[News]:
    """The reports of the last runs that found changes, the latest first; asks nothing."""

    def read(reader: Reader) -> tuple[list[KeptRun], dict[str, str | None]]:
        runs = kept_runs(reader, question.name, limit + 1)
        return runs, _digests(reader, {id for run in runs for row in run.rows for id in row.briefs})

    runs, present = connection.together(read)
    found = []
    for after, before in pairwise(runs):
        digests = {**present, **{id: d for row in after.rows for id, d in row.briefs.items()}}
        judged = judged_between(before, after)
        changes = difference(before, after, digests, judged)
        found.append(News(question, after.at, before.at, after.columns, len(after.rows), changes))
    return [news for news in found if news.changes]


def judged_between(before: KeptRun, after: KeptRun) -> list[str]:
    """The entries of the judgements between two successive kept runs."""
    if before.judgements is not None and after.judgements is not None:
        return entries(before.judgements, after.judgements)
    told = (entry.partition(" ") for entry in after.judged)
    return [entry for at, _, entry in told if at == after.at]


def moment(text: str) -> str:
    """A moment in ISO 8601, or the end of a day or period such as `yesterday`, in UTC."""
    try:
        found = datetime.fromisoformat(text)
        whole_days = len(text) <= len("2017-10-20")
    except ValueError:
        found, whole_days = datetime.combine(_last_day(text), time()), True
    if whole_days:
        found += timedelta(days=1, microseconds=-1)
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    return found.astimezone(UTC).isoformat(timespec="microseconds")


def _last_day(text: str) -> date:
    try:
        _, last = parse_period(text, datetime.now(UTC).date())
    except DateError:
        last = None
    if last is None:
        raise GraphError(
            f"'{text}' is not a day or moment; expected one such as yesterday, 2017-10-20 or"
            " 2017-10-20T08:00."
        )
    return last


@dataclass(frozen=True, slots=True)
class _Compared:
    """The present answer and an earlier one.

    `digests` are the present ones of the briefs of both, `judged` the judgements between the two.
    `state` was read before anything else, and `token` identifies what was asked. `dependencies` are
    those of the answer, None if the last answer was still valid and the question was not asked.
    """

    after: KeptRun
    before: KeptRun | None
    digests: dict[str, str | None]
    judged: Sequence[str]
    state: QuestionState
    token: str | None
    dependencies: Dependencies | None


def _compared(
    reader: Reader, catalogue: Catalogue, question: StandingQuestion, since: str | None
) -> _Compared:
    state = question_state(reader, question.name)
    resolved = _resolved(reader, catalogue, question.question, question.parameters)
    with_likely = bool(question.parameters.get(WITH_LIKELY))
    token = _token(reader, resolved, with_likely, state.today)
    before = last = kept_run(reader, question.name)
    judged = _judged(reader, state, last)
    if since:
        by = moment(since)
        before = kept_run(reader, question.name, by)
        judged = _judged_since(reader, before, by, judged) if before is not None else ()
    earlier = {id for row in before.rows for id in row.briefs} if before is not None else set()
    if last is not None and state.holds(token):
        after = replace(last, at=now())
        return _Compared(after, before, _digests(reader, earlier), judged, state, token, None)
    if with_likely:
        result = likely.with_likely(reader, resolved)
    else:
        result = run_question(reader, resolved, with_notes=False)
    briefs = {id for row in result.rows for id in listed(row.get("briefs"))}
    digests = _digests(reader, earlier | briefs)
    found = around(reader, result)
    after = KeptRun(
        of=question.name,
        at=now(),
        version=f"{FORMAT}/{RULES}",
        columns=result.columns,
        parameters=result.parameters,
        rows=tuple(_kept(result, digests, found)),
    )
    dependencies = (
        Dependencies() if with_likely else dependencies_of(reader, resolved, result, found)
    )
    return _Compared(after, before, digests, judged, state, token, dependencies)


def _token(reader: Reader, resolved: Resolved, with_likely: bool, today: str) -> str | None:
    """Identifies all that an answer follows from besides the graph; None if that is not known.

    It is not for a user-defined question, which may read what others put into the database.
    """
    question = resolved.question
    if not question.of_library:
        return None
    about = (
        *(software(), FORMAT, RULES, reader.vocabulary.digest, question.cypher),
        *(question.columns, resolved.values, with_likely),
        today if "date()" in question.cypher else None,
    )
    return hashlib.sha256(repr(plain(list(about))).encode()).hexdigest()


def _resolved(
    reader: Reader, catalogue: Catalogue, question: str, parameters: Mapping[str, Any]
) -> Resolved:
    given = {key: value for key, value in parameters.items() if key != WITH_LIKELY}
    find = likely.resolve_likely if parameters.get(WITH_LIKELY) else resolve
    return find(reader, catalogue.question(question), given)


def _kept(
    result: QueryResult,
    digests: Mapping[str, str | None],
    found: Around,
) -> Iterable[KeptRow]:
    for row in result.rows:
        events = [id for id in listed(row.get("event")) if id in found]
        told = sorted({claim for id in events for claim in found[id]["claims"]})
        briefs = {id: digests.get(id) or "" for id in sorted(set(listed(row.get("briefs"))))}
        yield KeptRow(json.loads(json.dumps(row)), tuple(told), briefs)


def _digests(reader: Reader, briefs: Collection[str]) -> dict[str, str | None]:
    """The digest of each brief as it is now; None for one that is not there."""
    return {row["id"]: row["digest"] for row in reader.read(DIGESTS, {"ids": sorted(briefs)})}


def _judged(reader: Reader, state: QuestionState, last: KeptRun | None) -> Sequence[str]:
    """The entries of the judgements since the last run."""
    if last is None:
        return ()
    if not state.notes and last.judgements is not None:
        now_judged = (sentence(row["properties"]) for row in reader.read(JUDGEMENTS))
        return entries(last.judgements, now_judged)
    return state.judged


def _judged_since(reader: Reader, before: KeptRun, by: str, now_judged: Sequence[str]) -> list[str]:
    """The entries of the judgements after the moment `by`, when `before` was the last kept run."""
    later = later_runs(reader, before.of, before.at)
    found = [entry for run in later for entry in run.judged]
    earlier = [run for run in later if run.judgements is not None]
    of_earlier = judged_between(before, earlier[-1]) if earlier else []
    found += noted_entries(reader, before.of)
    return [*of_earlier, *stamped_after(found, by), *now_judged]


def _content(run: KeptRun) -> object:
    return (run.version, run.columns, run.parameters, run.rows)
