"""Resolves the parameters of a question as people give them: names to ids, dates to days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from whomet.ontology.errors import OntologyError
from whomet.ontology.suggestions import suggest
from whomet.ontology.vocabulary import Vocabulary
from whomet.queries.errors import MisusedQuestion, QuestionError
from whomet.queries.internal_queries import Reader
from whomet.queries.interpretation import Understood
from whomet.queries.lookup import look_up, look_up_each, publishers
from whomet.queries.parameters import NAMED_TYPES, Parameter
from whomet.queries.question import MEASURES, Question
from whomet.queries.wanted_names import Wanted

#: The value of a `class` parameter that is not a class of entities: publishers of briefs.
SOURCE = "Source"
_PERIODS = ("first-day", "last-day", "period")
_YES = {"true", "yes", "1", "on"}
_NO = {"false", "no", "0", "off"}


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question with the values of all its Cypher parameters, and notes on their resolution."""

    question: Question
    values: dict[str, Any]
    notes: tuple[str, ...] = ()
    understood: tuple[Understood, ...] = ()
    #: The values as given, by parameter.
    given: Mapping[str, Any] = field(default_factory=dict)


def resolve(
    reader: Reader, question: Question, given: Mapping[str, Any], *, today: date | None = None
) -> Resolved:
    """The values of all Cypher parameters of a question from what a person gave.

    The QuestionError reports every parameter that is wrong.
    """
    errors: list[QuestionError] = []
    chosen = _chosen(question, given, errors)
    _check_given(question, chosen, errors)
    return _resolved(reader, question, chosen, today, errors)


def unreadable(
    question: Question, given: Mapping[str, Any], *, today: date | None = None
) -> list[QuestionError]:
    """What is wrong with the values that need no graph to be read: choices, dates, numbers."""
    errors: list[QuestionError] = []
    for parameter, value in _chosen(question, given, errors).values():
        if parameter.type not in (*NAMED_TYPES, "publisher", "class"):
            try:
                _read_value(parameter, value, today or date.today())
            except QuestionError as error:
                errors.append(error)
    return errors


def fill(
    reader: Reader, question: Question, given: Mapping[str, Any], *, today: date | None = None
) -> Resolved:
    """As `resolve`, but parameters that the question needs may be missing, and are null."""
    errors: list[QuestionError] = []
    return _resolved(reader, question, _chosen(question, given, errors), today, errors)


def _chosen(
    question: Question, given: Mapping[str, Any], errors: list[QuestionError]
) -> dict[str, tuple[Parameter, Any]]:
    chosen: dict[str, tuple[Parameter, Any]] = {}
    for name, value in given.items():
        try:
            parameter = question.parameter(name)
        except QuestionError as error:
            errors.append(error)
            continue
        if value is None or (value is False and parameter.type == "flag"):
            continue
        if value in ([], ()) or (isinstance(value, str) and not value.strip()):
            if not parameter.required:  # which is told as missing
                problem = f"has no value; got {value!r}; give one, or leave it out for any"
                errors.append(_misread(parameter, problem))
            continue
        if parameter.name in chosen:
            errors.append(_misread(parameter, "is given twice; give it once"))
            continue
        chosen[parameter.name] = (parameter, value)
    return chosen


def _resolved(
    reader: Reader,
    question: Question,
    chosen: Mapping[str, tuple[Parameter, Any]],
    today: date | None,
    errors: list[QuestionError],
) -> Resolved:
    reading = _Reading(reader, today or date.today(), errors)
    for parameter in question.parameters:
        for name in parameter.sets:
            reading.values.setdefault(name, parameter.default)
    if question.network:
        reading.values[MEASURES] = {}
    for parameter, value in chosen.values():
        try:
            reading.add(parameter, value)
        except QuestionError as error:
            errors.append(error)
    reading.look_up()
    try:
        _check_period(reading.values)
    except QuestionError as error:
        errors.append(error)
    if errors:
        raise together(errors)
    return Resolved(
        question,
        reading.values,
        tuple(reading.notes),
        _in_order(question, reading.understood),
        {parameter.name: value for parameter, value in chosen.values()},
    )


def _in_order(question: Question, understood: Sequence[Understood]) -> tuple[Understood, ...]:
    order = [parameter.argument for parameter in question.parameters]
    return tuple(sorted(understood, key=lambda each: order.index(each.parameter)))


def together(errors: Sequence[QuestionError]) -> QuestionError:
    """One error with the messages of all of them, a line each."""
    if len(errors) == 1:
        return errors[0]
    kind = MisusedQuestion if all(isinstance(e, MisusedQuestion) for e in errors) else QuestionError
    return kind(
        "\n".join(error.message for error in errors),
        candidates=[candidate for error in errors for candidate in error.candidates],
        parameters=list(dict.fromkeys(name for error in errors for name in error.parameters)),
        choices=[choice for error in errors for choice in error.choices],
        parts=errors,
    )


class _Reading:
    """Collects the values of Cypher parameters from the parameters of a question."""

    def __init__(self, reader: Reader, today: date, errors: list[QuestionError]) -> None:
        self.reader, self.today, self.errors = reader, today, errors
        self.values: dict[str, Any] = {}
        self.notes: list[str] = []
        self.understood: list[Understood] = []
        self.wanted: list[tuple[Parameter, Wanted]] = []

    def add(self, parameter: Parameter, value: Any) -> None:
        """Read a value; names in the graph are collected, to be looked up together."""
        if parameter.type in NAMED_TYPES:
            self.wanted += [
                (parameter, Wanted(parameter.argument, text, parameter.type))
                for text in _texts(parameter, value)
            ]
        elif parameter.type == "publisher":
            self._add_publishers(parameter, value)
        elif parameter.type == "class":
            name = _class(parameter, value, self.reader.vocabulary)
            self.values[parameter.sets[0]] = name
        else:
            read = _read_value(parameter, value, self.today)
            self.values.update(read)
            if parameter.type in _PERIODS:
                self.understood.append(_period(parameter, value, read))

    def _add_publishers(self, parameter: Parameter, value: Any) -> None:
        found: list[str] = []
        for text in _texts(parameter, value):
            spellings = publishers(self.reader, text)
            self.understood.append(Understood(parameter.argument, text, name=", ".join(spellings)))
            found += spellings
        self.values[parameter.sets[0]] = list(dict.fromkeys(found))

    def look_up(self) -> None:
        """Look up all names at once."""
        found = look_up_each(self.reader, [want for _, want in self.wanted])
        for (parameter, want), each in zip(self.wanted, found, strict=True):
            if isinstance(each, QuestionError):
                self.errors.append(each)
                continue
            name = parameter.sets[0]
            if parameter.many:
                self.values[name] = list(dict.fromkeys([*(self.values[name] or ()), each.id]))
            else:
                self.values[name] = each.id
            if each.note:
                self.notes.append(each.note)
            self.understood.append(
                Understood(parameter.argument, want.text, each.name, each.id, each.kind, each.how)
            )


def _period(parameter: Parameter, value: Any, read: Mapping[str, Any]) -> Understood:
    """How a date was understood: its first and last day, or the one of them that counts."""
    given = value.isoformat() if isinstance(value, date) else str(value)
    if parameter.type == "period":
        first, last = read.values()
    else:
        [day] = read.values()
        first = None if parameter.type == "last-day" else day
        last = None if parameter.type == "first-day" else day
    return Understood(parameter.argument, given, first=first, last=last)


def _texts(parameter: Parameter, value: Any) -> list[str]:
    """The given texts: one, or several if the parameter may be given several times."""
    if not isinstance(value, list | tuple):
        return [_text(parameter, value)]
    if not parameter.many and len(value) > 1:
        raise _misread(parameter, f"takes one value; got {len(value)}")
    return list(dict.fromkeys(_text(parameter, each) for each in value))


def check_value(reader: Reader, parameter: Parameter, value: Any) -> None:
    """QuestionError if this parameter accepts no such value, whatever else is given."""
    if parameter.type in NAMED_TYPES:
        texts = _texts(parameter, value)
        look_up(reader, [Wanted(parameter.argument, text, parameter.type) for text in texts])
    elif parameter.type == "publisher":
        for text in _texts(parameter, value):
            publishers(reader, text)
    elif parameter.type == "class":
        _class(parameter, value, reader.vocabulary)
    else:
        _read_value(parameter, value, date.today())


def _check_given(
    question: Question,
    chosen: Mapping[str, tuple[Parameter, Any]],
    errors: list[QuestionError],
) -> None:
    for parameter in question.parameters:
        if parameter.required and parameter.name not in chosen:
            errors.append(
                MisusedQuestion(
                    f"question '{question.name}' needs `{parameter.argument}`; for instance: "
                    f"{question.example}",
                    parameters=[parameter.argument],
                )
            )
    if question.needs_one_of and not any(name in chosen for name in question.needs_one_of):
        arguments = [question.parameter(name).argument for name in question.needs_one_of]
        needed = " or ".join(f"`{name}`" for name in arguments)
        errors.append(
            MisusedQuestion(
                f"question '{question.name}' needs {needed}; for instance: {question.example}",
                parameters=arguments,
            )
        )
    if "on" in chosen and ("since" in chosen or "until" in chosen):
        errors.append(
            MisusedQuestion(
                "`on` sets both ends of the period; leave out `since` and `until`",
                parameters=("on", "since", "until"),
            )
        )


def _check_period(values: Mapping[str, Any]) -> None:
    since, until = values.get("since"), values.get("until")
    if since is not None and until is not None and since > until:
        raise QuestionError(
            f"`since` {since.isoformat()} is after `until` {until.isoformat()}; swap them",
            parameters=("since", "until"),
        )


def _misread(parameter: Parameter, problem: str) -> QuestionError:
    """The error of a value that a parameter does not accept."""
    return QuestionError(f"`{parameter.argument}` {problem}", parameters=[parameter.argument])


def _text(parameter: Parameter, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _misread(parameter, f"needs a text; got {value!r}")
    return value.strip()


def _read_value(parameter: Parameter, value: Any, today: date) -> dict[str, Any]:
    """The Cypher values of a parameter that needs no graph to be read."""
    name = parameter.sets[0]
    match parameter.type:
        case "flag":
            return {name: _flag(parameter, value)}
        case "integer":
            return {name: _integer(parameter, value)}
        case "choice":
            return {name: _choice(parameter, value)}
        case "words":
            return {name: _words(parameter, value)}
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
    # As the column `kind` writes it: Meeting.
    for choice in parameter.choices:
        if str(value).casefold() == choice.casefold():
            return choice
    hint = suggest(str(value), parameter.choices, 1)
    raise MisusedQuestion(
        f"`{parameter.argument}` is one of {', '.join(parameter.choices)}; got {value!r}{hint}",
        parameters=[parameter.argument],
    )


def _words(parameter: Parameter, value: Any) -> str:
    """The words of a search as a query of Neo4j's full-text indexes."""
    from whomet.ontology.search_words import as_lucene, parse_search

    text = _text(parameter, value)
    search = parse_search(text)
    if not search.wanted:
        raise _misread(parameter, f"{text!r} has no word to look for; give one or more")
    return as_lucene(search)


def _class(parameter: Parameter, value: Any, vocabulary: Vocabulary) -> str:
    """The label of a class by name: a class of entities, one above them, or SOURCE."""
    text = _text(parameter, value)
    labels = [label for cls in vocabulary.entities.values() for label in cls.labels]
    known = {label.casefold(): label for label in (*labels, SOURCE)}
    folded = "person" if text.casefold() == "people" else text.casefold()
    singular = folded.removesuffix("s")
    for form in (folded, singular, f"{singular.removesuffix('ie')}y"):
        if form in known:
            return known[form]
    names = list(dict.fromkeys(known.values()))
    hint = suggest(text, names, 1)
    raise _misread(parameter, f"is one of {', '.join(names)}; got {text!r}{hint}")


def _days(parameter: Parameter, value: Any, today: date) -> dict[str, Any]:
    from whomet.ontology.dates import parse_period

    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        value = str(value)
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
        raise _misread(parameter, f"{text!r} is open-ended; give a date with a {side} day")
    return {parameter.sets[0]: day}


def parameter_lines(resolved: Resolved) -> list[str]:
    """`:param` lines for Neo4j Browser, after which the question's file runs as it is.

    Without the semicolons Browser reads several lines as one command, and refuses it.
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
    if isinstance(value, dict):
        pairs = (f"`{key}`: {_literal(item)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_literal(item) for item in value)}]"
    escaped = "".join(
        {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(c, c) for c in value
    )
    return f"'{escaped}'"
