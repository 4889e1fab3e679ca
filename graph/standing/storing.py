"""The nodes of standing questions: one for each question, and one for each run that is kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from whomet.graph.database.schema import apply_schema
from whomet.graph.errors import GraphError
from whomet.graph.standing.freshness import Dependencies, QuestionState, Reader
from whomet.graph.standing.judged import stamped
from whomet.graph.writing.load_log import user_name
from whomet.ontology.json_values import JsonObject
from whomet.ontology.suggestions import suggest

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from whomet.graph.database.connection import Connection
    from whomet.graph.projection.elements import Properties

QUESTION, RUN = "StandingQuestion", "StandingRun"
JUDGED = ("judged", "noted")
ALL = """
MATCH (q:StandingQuestion)
RETURN q {.id, .question, .parameters, .added, .by, .checked} AS properties ORDER BY q.id
"""
CREATE = "CREATE (q:StandingQuestion) SET q = $properties"
#: Changes of the graph and other runs of this question wait until this transaction ends.
LOCK = """
MERGE (c:LoadLock {id: 'changes'}) SET c.count = coalesce(c.count, 0)
WITH c MATCH (q:StandingQuestion {id: $id}) SET q.added = q.added
RETURN q.checked AS checked
"""
#: Judgements that were made while the question was asked are left for the next run.
CHECK = """
MATCH (q:StandingQuestion {id: $id})
SET q.judged = coalesce(q.judged, [])[$told..], q += $known
"""
NOTED = """
MATCH (q:StandingQuestion {id: $id})
RETURN coalesce(q.noted, []) AS noted
"""
#: Written only if there is something to note: the list may be long before the answer changes.
NOTE = """
MATCH (q:StandingQuestion {id: $id})
SET q.noted = coalesce(q.noted, []) + $noted
"""
KEEP = "CREATE (r:StandingRun) SET r = $properties"
REMOVE = """
MATCH (q:StandingQuestion {id: $id})
OPTIONAL MATCH (r:StandingRun {of: $id})
DETACH DELETE q, r
"""
#: The last runs up to one; ids of runs begin with the name and sort by time.
LAST = """
MATCH (r:StandingRun)
USING INDEX SEEK r:StandingRun(id)
WHERE $first <= r.id <= $last AND r.of = $of
RETURN properties(r) AS properties ORDER BY r.id DESC LIMIT $limit
"""
LATER = """
MATCH (r:StandingRun)
USING INDEX SEEK r:StandingRun(id)
WHERE $first < r.id <= $last AND r.of = $of
RETURN properties(r) AS properties ORDER BY r.id
"""
#: Sorts after each moment.
NEVER = "~"


@dataclass(frozen=True, slots=True)
class StandingQuestion:
    """A question that is asked repeatedly, with its parameters as they were typed.

    `added` and `checked` (the last run, None before the first) are moments in UTC, ISO 8601.
    """

    name: str
    question: str
    parameters: Mapping[str, Any]
    added: str
    by: str
    checked: str | None = None
    #: See `QuestionState`.
    judged: Sequence[str] | None = None
    noted: Sequence[str] | None = None

    def to_json(self) -> JsonObject:
        """As `whomet standing list --json` prints it."""
        return {key: value for key, value in self.to_line().items() if key not in JUDGED}

    def to_line(self) -> JsonObject:
        """As a line of a backup, with what is noted of judgements."""
        return {**asdict(self), "parameters": dict(self.parameters)}

    def properties(self) -> Properties:
        """The properties of its node."""
        made = {**asdict(self), "id": self.name, "parameters": _text(dict(self.parameters))}
        return {key: value for key, value in made.items() if key != "name" and value is not None}

    @classmethod
    def from_json(cls, line: Mapping[str, Any]) -> StandingQuestion:
        """The opposite of `to_line`."""
        if not isinstance(line["parameters"], Mapping):
            raise TypeError("'parameters' is not an object")
        return cls(
            name=_required(line, "name"),
            question=_required(line, "question"),
            parameters=line["parameters"],
            added=_required(line, "added"),
            by=_required(line, "by"),
            checked=line.get("checked"),
            judged=line.get("judged"),
            noted=line.get("noted"),
        )

    @classmethod
    def from_properties(cls, properties: Mapping[str, Any]) -> StandingQuestion:
        """The opposite of `properties`."""
        parameters = json.loads(properties["parameters"])
        return cls.from_json({**properties, "name": properties["id"], "parameters": parameters})


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row of an answer, with its evidence.

    `claims` are the ids of the claims about its events, `briefs` the digests of its briefs by id.
    """

    row: JsonObject
    claims: tuple[str, ...]
    briefs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KeptRun:
    """An answer to the standing question `of` at the moment `at`, in UTC.

    `columns` and the resolved `parameters` are those of the answer, `version` is that of the
    graph's format and rules. `judged` are the stamped entries since the previous kept run (see
    `whomet.graph.standing.judged`); instead, an earlier whomet kept the sentences about all
    `judgements`.
    """

    of: str
    at: str
    version: str
    columns: tuple[str, ...]
    parameters: JsonObject
    rows: tuple[KeptRow, ...]
    judged: tuple[str, ...] = ()
    judgements: tuple[str, ...] | None = None

    def to_json(self) -> JsonObject:
        """As a line of a backup."""
        return {key: value for key, value in asdict(self).items() if value is not None}

    def properties(self) -> Properties:
        """The properties of its node."""
        content = {
            key: value
            for key, value in self.to_json().items()
            if key not in ("of", "at", "version")
        }
        return {
            "id": _run_id(self.of, self.at),
            "of": self.of,
            "at": self.at,
            "version": self.version,
            "content": _text(content),
        }

    @classmethod
    def from_json(cls, line: Mapping[str, Any]) -> KeptRun:
        """The opposite of `to_json`."""
        columns = tuple(line["columns"])
        return cls(
            of=_required(line, "of"),
            at=_required(line, "at"),
            version=_required(line, "version"),
            columns=columns,
            parameters=dict(line["parameters"]),
            judged=tuple(line.get("judged", ())),
            judgements=tuple(line["judgements"]) if "judgements" in line else None,
            rows=tuple(
                KeptRow(
                    {name: row["row"].get(name) for name in columns},
                    tuple(row["claims"]),
                    dict(row["briefs"]),
                )
                for row in line["rows"]
            ),
        )

    @classmethod
    def from_properties(cls, properties: Mapping[str, Any]) -> KeptRun:
        """The opposite of `properties`."""
        return cls.from_json({**properties, **json.loads(properties["content"])})


def now() -> str:
    """This moment in UTC, ISO 8601, in a form that sorts as text."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def standing_questions(connection: Connection) -> list[StandingQuestion]:
    """All standing questions, by name."""
    return [StandingQuestion.from_properties(row["properties"]) for row in connection.read(ALL)]


def standing_question(connection: Connection, name: str) -> StandingQuestion:
    """The standing question of this name; GraphError with suggestions if there is none."""
    found = {one.name: one for one in standing_questions(connection)}
    if name not in found:
        hint = suggest(name, found, 1) or "; `whomet standing list` lists them"
        raise GraphError(f"There is no standing question '{name}'{hint}.", candidates=list(found))
    return found[name]


def add(
    connection: Connection, name: str, question: str, parameters: Mapping[str, Any]
) -> StandingQuestion:
    """Store a standing question; GraphError if there is one of this name."""
    if not name.strip() or name != name.strip() or not name.isprintable():
        raise GraphError(
            f"'{name}' cannot be the name of a standing question; expected words without line"
            " breaks or blanks around them."
        )
    made = StandingQuestion(name, question, dict(parameters), now(), user_name())
    vocabulary = connection.vocabulary
    connection.prepare(lambda session: apply_schema(session, vocabulary))

    def write(transaction: ManagedTransaction) -> None:
        if transaction.run("MATCH (q:StandingQuestion {id: $id}) RETURN q", {"id": name}).data():
            raise GraphError(
                f"There is a standing question '{name}' already; `whomet standing remove` it first,"
                " or use another name."
            )
        transaction.run(CREATE, {"properties": made.properties()}).consume()

    connection.write(write)
    return made


def remove(connection: Connection, name: str) -> StandingQuestion:
    """Remove a standing question and its runs; GraphError if there is none of this name."""
    found = standing_question(connection, name)
    connection.write(lambda transaction: transaction.run(REMOVE, {"id": name}).consume())
    return found


def keep(
    connection: Connection,
    run: KeptRun,
    state: QuestionState,
    token: str | None,
    dependencies: Dependencies | None,
    judged: Iterable[str],
    changed: bool,
) -> None:
    """Note that a question was run, and keep the answer if it has `changed` since the last run.

    `state` was read before it was asked, and `token` identifies what was asked. `dependencies` are
    those of the answer, None if the last answer was still valid and the question was not asked.
    `judged` are the judgements since the last run. Nothing is stored if another run of the question
    has ended meanwhile.
    """
    noted = stamped(judged, run.at)
    known: Properties = {"checked": run.at}
    if changed:
        known["noted"] = []
    if dependencies is not None:
        known |= {"seen": state.changes, "token": token, **asdict(dependencies)}

    def write(transaction: ManagedTransaction) -> None:
        locked = transaction.run(LOCK, {"id": run.of}).single()
        if locked is None or locked["checked"] != state.checked:
            return
        if changed:
            [earlier] = transaction.run(NOTED, {"id": run.of}).single(strict=True)
            kept = replace(run, judged=(*earlier, *noted))
            transaction.run(KEEP, {"properties": kept.properties()}).consume()
        elif noted or not state.notes:
            transaction.run(NOTE, {"id": run.of, "noted": noted}).consume()
        values = {"id": run.of, "known": known, "told": len(state.judged)}
        transaction.run(CHECK, values).consume()

    connection.write(write)


def kept_run(reader: Reader, name: str, by: str | None = None) -> KeptRun | None:
    """The last kept run, or the last of those until the moment `by`; None if there is none."""
    return next(iter(kept_runs(reader, name, 1, by)), None)


def kept_runs(reader: Reader, name: str, limit: int, by: str | None = None) -> list[KeptRun]:
    """The last kept runs, or the last of those until the moment `by`; the latest first."""
    values = {"of": name, "first": _run_id(name, ""), "last": _run_id(name, by or NEVER)}
    rows = reader.read(LAST, {**values, "limit": limit})
    return [KeptRun.from_properties(row["properties"]) for row in rows]


def later_runs(reader: Reader, name: str, after: str) -> list[KeptRun]:
    """The runs that were kept after a moment, in order."""
    values = {"of": name, "first": _run_id(name, after), "last": _run_id(name, NEVER)}
    return [KeptRun.from_properties(row["properties"]) for row in reader.read(LATER, values)]


def noted_entries(reader: Reader, name: str) -> list[str]:
    """The stamped entries of the runs since the last kept one; see `judged.stamped`."""
    return [entry for row in reader.read(NOTED, {"id": name}) for entry in row["noted"]]


def _run_id(of: str, at: str) -> str:
    """The id of the run of a question at a moment, or where the ids of its runs begin or end."""
    return f"{of} {at}"


def _required(line: Mapping[str, Any], key: str) -> str:
    value = line[key]
    if not isinstance(value, str) or not value:
        raise TypeError(f"'{key}' is not text")
    return value


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
