"""Asking a question: parameters as people give them in, rows ready for JSON out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from whomet.ontology.errors import OntologyError
from whomet.ontology.suggestions import suggest
from whomet.queries.catalogue import Catalogue, Question, catalogue
from whomet.queries.cypher_tokens import parameters_in
from whomet.queries.errors import MisusedQuestion, QuestionError
from whomet.queries.internal_queries import Reader, Readers
from whomet.queries.lookup import NO_BRIEFS, Wanted, is_empty, look_up, publishers
from whomet.queries.parameters import NAMED_TYPES, Parameter
from whomet.queries.query_errors import refusals_at_their_line
from whomet.queries.safety import ensure_safe
from whomet.queries.values import plain

#: A period in which no dated event can fall: what is left is undated.
_NO_DAY = {"since": date.max, "until": date.min}
MAP = "given"
_YES = {"true", "yes", "1", "on"}
_NO = {"false", "no", "0", "off"}


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

    def __repr__(self) -> str:
        return f"<QueryResult of {self.question.name!r}: {len(self.rows)} rows>"

    def to_json(self) -> dict[str, Any]:
        """The answer as one JSON object."""
        return {
            "question": self.question.name,
            "parameters": self.parameters,
            "columns": list(self.columns),
            "rows": self.rows,
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question with the values of all its Cypher parameters, and notes on how they came."""

    question: Question
    values: dict[str, Any]
    notes: tuple[str, ...] = ()


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
    actor="Bagheri", since="2017-08")`; `with_` stands for `with`. Dates are EDTF, words or
    `datetime.date`; `today` is what words such as "last month" count from. `timeout` is in
    seconds. QuestionError says in one sentence what cannot be answered and why.
    """
    question = (questions or catalogue()).question(name)

    def asked(reader: Reader) -> QueryResult:
        return run(reader, resolve(reader, question, parameters, today=today))

    return readers.together(asked, timeout)


def run(reader: Reader, resolved: Resolved) -> QueryResult:
    """Run a question whose parameters are resolved."""
    question = resolved.question
    if not question.of_library:
        with refusals_at_their_line(question, reader.vocabulary):
            summary = reader.explain(in_map(question.cypher), {MAP: resolved.values})
        ensure_safe(question, summary)
    rows = _read(reader, question.cypher, resolved.values)
    notes = list(resolved.notes)
    left_out = _undated(reader, resolved)
    if left_out:
        events = "1 event" if left_out == 1 else f"{left_out} events"
        notes.append(f"{events} without a date left out of the period; --undated includes such")
    if not rows and is_empty(reader):
        notes.append(NO_BRIEFS)
    columns = tuple(column.name for column in question.columns)
    return QueryResult(
        question=question,
        parameters={name: plain(value) for name, value in resolved.values.items()},
        columns=columns,
        rows=[{column: plain(row[column]) for column in columns} for row in rows],
        notes=tuple(notes),
    )


def _read(reader: Reader, text: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Run a question's own text with its parameters in one map.

    Neo4j plans a text anew for every combination of types of its parameters, null being one;
    a map is one type, so that a question is planned once whatever is asked (0.7 s against 10 ms).
    """
    return reader.read(in_map(text), {MAP: dict(values)})


@cache
def in_map(text: str) -> str:
    """A question's Cypher with its parameters taken from one map, the parameter `MAP`."""
    return parameters_in(MAP, text)


def _undated(reader: Reader, resolved: Resolved) -> int:
    """How many events would be rows if they had a date: chosen by the question's own words."""
    values, choosing = resolved.values, resolved.question.choosing
    if choosing is None or values.get("since") is values.get("until") is None:
        return 0
    if values.get("undated") and not values.get("certain"):
        return 0
    text = f"{choosing}\nWITH DISTINCT e WHERE e.span IS NULL RETURN count(e) AS undated"
    values = {**values, **_NO_DAY, "undated": True, "certain": False}
    rows = _read(reader, text, values)
    return int(rows[0]["undated"])


def resolve(
    reader: Reader, question: Question, given: Mapping[str, Any], *, today: date | None = None
) -> Resolved:
    """The values of all Cypher parameters of a question from what a person gave."""
    chosen = _chosen(question, given)
    _check_given(question, chosen)
    return _resolved(reader, question, chosen, today)


def fill(
    reader: Reader, question: Question, given: Mapping[str, Any], *, today: date | None = None
) -> Resolved:
    """As `resolve`, but what the question needs may be missing: its value is null."""
    return _resolved(reader, question, _chosen(question, given), today)


def _chosen(question: Question, given: Mapping[str, Any]) -> dict[str, tuple[Parameter, Any]]:
    chosen: dict[str, tuple[Parameter, Any]] = {}
    for name, value in given.items():
        parameter = question.parameter(name)
        if value is None or value is False:
            continue
        if parameter.name in chosen:
            raise _misread(parameter, "is given twice; give it once")
        chosen[parameter.name] = (parameter, value)
    return chosen


def _resolved(
    reader: Reader,
    question: Question,
    chosen: Mapping[str, tuple[Parameter, Any]],
    today: date | None,
) -> Resolved:
    values: dict[str, Any] = {}
    for parameter in question.parameters:
        for name in parameter.sets:
            values.setdefault(name, parameter.default)
    notes: list[str] = []
    wanted: list[tuple[Parameter, Wanted]] = []
    for parameter, value in chosen.values():
        if parameter.type in NAMED_TYPES:
            wanted.append(
                (parameter, Wanted(parameter.argument, _text(parameter, value), parameter.type))
            )
        elif parameter.type == "publisher":
            values[parameter.sets[0]] = publishers(reader, _text(parameter, value))
        else:
            values.update(_read_value(parameter, value, today or date.today()))
    _check_period(values)
    for (parameter, _), found in zip(wanted, look_up(reader, [w for _, w in wanted]), strict=True):
        values[parameter.sets[0]] = found.id
        if found.note:
            notes.append(found.note)
    return Resolved(question, values, tuple(notes))


def check_value(reader: Reader, parameter: Parameter, value: Any) -> None:
    """QuestionError if `value` is nothing that this parameter takes, whatever else is given."""
    if parameter.type in NAMED_TYPES:
        look_up(reader, [Wanted(parameter.argument, _text(parameter, value), parameter.type)])
    elif parameter.type == "publisher":
        publishers(reader, _text(parameter, value))
    else:
        _read_value(parameter, value, date.today())


def _check_given(question: Question, chosen: Mapping[str, tuple[Parameter, Any]]) -> None:
    for parameter in question.parameters:
        if parameter.required and parameter.name not in chosen:
            raise MisusedQuestion(
                f"question '{question.name}' needs `{parameter.argument}`; for instance: "
                f"{question.example}",
                parameters=[parameter.argument],
            )
    if question.needs_one_of and not any(name in chosen for name in question.needs_one_of):
        arguments = [question.parameter(name).argument for name in question.needs_one_of]
        needed = " or ".join(f"`{name}`" for name in arguments)
        raise MisusedQuestion(
            f"question '{question.name}' needs {needed}; for instance: {question.example}",
            parameters=arguments,
        )
    if "on" in chosen and ("since" in chosen or "until" in chosen):
        raise MisusedQuestion(
            "`on` sets both ends of the period; leave out `since` and `until`",
            parameters=("on", "since", "until"),
        )


def _check_period(values: Mapping[str, Any]) -> None:
    since, until = values.get("since"), values.get("until")
    if since is not None and until is not None and since > until:
        raise QuestionError(
            f"`since` {since.isoformat()} is after `until` {until.isoformat()}; exchange them",
            parameters=("since", "until"),
        )


def _misread(parameter: Parameter, problem: str) -> QuestionError:
    """The error of a value that a parameter cannot take."""
    return QuestionError(f"`{parameter.argument}` {problem}", parameters=[parameter.argument])


def _text(parameter: Parameter, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _misread(parameter, f"needs a text; got {value!r}")
    return value.strip()


def _read_value(parameter: Parameter, value: Any, today: date) -> dict[str, Any]:
    """The Cypher values of a parameter that needs no look into the graph."""
    name = parameter.sets[0]
    match parameter.type:
        case "flag":
            return {name: _flag(parameter, value)}
        case "integer":
            return {name: _integer(parameter, value)}
        case "choice":
            return {name: _choice(parameter, value)}
        case "first-day" | "last-day" | "period":
            return _days(parameter, value, today)
        case _:
            return {name: _text(parameter, value)}


def _flag(parameter: Parameter, value: Any) -> bool:
    if value is True or (isinstance(value, str) and value.casefold() in _YES):
        return True
    if isinstance(value, str) and value.casefold() in _NO:
        return False
    raise _misread(parameter, f"is given or not; got {value!r}")


def _integer(parameter: Parameter, value: Any) -> int:
    try:
        number = int(str(value)) if not isinstance(value, bool) else 0
    except ValueError:
        number = 0
    if not 1 <= number < 2**63:
        raise _misread(parameter, f"needs a whole number, 1 or more; got {value!r}")
    return number


def _choice(parameter: Parameter, value: Any) -> str:
    if value in parameter.choices:
        return str(value)
    hint = suggest(str(value), parameter.choices, 1)
    raise _misread(parameter, f"is one of {', '.join(parameter.choices)}; got {value!r}{hint}")


def _days(parameter: Parameter, value: Any, today: date) -> dict[str, Any]:
    from whomet.ontology.dates import parse_period

    text = value.isoformat() if isinstance(value, date) else _text(parameter, value)
    try:
        first, last = parse_period(text, today)
    except OntologyError as error:
        raise _misread(parameter, f"{text!r}: {error.message}") from error
    if parameter.type == "period":
        return dict(zip(parameter.sets, (first, last), strict=True))
    day = first if parameter.type == "first-day" else last
    if day is None:
        side = "first" if parameter.type == "first-day" else "last"
        raise _misread(parameter, f"{text!r} has no {side} day; give one that has")
    return {parameter.sets[0]: day}


def parameter_lines(resolved: Resolved) -> list[str]:
    """`:param` lines for Neo4j Browser, after which the question's file runs as it is.

    Without the semicolons Browser takes several lines for one command, and refuses it.
    """
    return [f":param {name} => {_literal(value)};" for name, value in resolved.values.items()]


def _literal(value: Any) -> str:
    """A value as a Cypher literal."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return f"date('{value.isoformat()}')"
    if isinstance(value, list):
        return f"[{', '.join(_literal(item) for item in value)}]"
    escaped = "".join(
        {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(c, c) for c in value
    )
    return f"'{escaped}'"
