"""Hints for an empty answer: related questions that have rows, and the command for the nearest."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import TYPE_CHECKING, Any

from whomet.ontology.nouns import listed
from whomet.queries.internal_queries import Reader, internal
from whomet.queries.question import EVENT, Question
from whomet.queries.row_reading import count_rows, read_with

if TYPE_CHECKING:
    from whomet.queries.parameters import Parameter
    from whomet.queries.resolving import Resolved

#: Parameters whose value narrows an answer, those most likely in the way first.
_CONDITIONS = (
    *("certain", "level", "unmet", "in_order", "nth", "on", "since", "until", "known_by"),
    *("certainty", "medium", "source", "attributed_to", "topic", "with", "place", "actor"),
    *("kind", "organization", "position", "name", "class", "status"),
)
_TIMELINE = "timeline"
#: How a note begins that is a command.
_NEXT = "next: "
#: What narrows an answer only by its period, which another question is asked for as days.
_PERIOD = ("on", "since", "until")
_ENTITIES = ("actor", "with", "place", "topic")
#: At least one of these must be left, or the whole graph would be counted; a period may have most
#: of a graph in it.
_ENTITY_ANCHORS = (*_ENTITIES, "position", "organization")
_ANCHORS = (*_ENTITY_ANCHORS, *_PERIOD)
#: The values with which most rows count.
_WIDEST: Mapping[str, Any] = {
    "status": "any",
    "include_denied": True,
    "undated": True,
    "level": "country",
}
#: Of the events that a question chooses whatever their status and date, the statuses that there
#: are, and whether any has no date.
_CHOSEN = """
WITH DISTINCT e
RETURN
  collect(DISTINCT e.status) AS statuses,
  count(
    CASE
      WHEN coalesce(e.begin_earliest, e.begin_latest, e.end_earliest, e.end_latest) IS NULL THEN 1
    END
  ) AS undated
"""
#: Rows that are counted where the whole graph might be.
_MOST = 1000
#: Briefs of a graph from which on a hint must not cost what reading all of it does.
LARGE = 20_000


@dataclass(frozen=True, slots=True)
class Alternative:
    """A related question: its parameters, and in `words` what it leaves out or adds."""

    words: str
    values: Mapping[str, Any]
    given: Mapping[str, Any]


def what_there_is(reader: Reader, resolved: Resolved, briefs: int) -> list[str]:
    """How many rows an empty answer would have with one condition less, or another status.

    A sentence, then the command that shows the most likely one; then how many briefs name all whom
    the question names, and names that are like the words it asks for. Where there is none of this,
    what there is without any condition, but not of a graph of `LARGE` or more `briefs`. No counts
    where the question cannot count its rows.
    """
    question = resolved.question
    if not question.of_library:
        return []
    resolved = replace(resolved, given=_beside_defaults(resolved))
    large = briefs >= LARGE
    notes = [] if question.counting is None else _counted(reader, resolved, large)
    offered = any(note.startswith(_NEXT) for note in notes)
    return [*notes, *islice(_like_the_words(reader, resolved), 1 if offered else None)]


def _beside_defaults(resolved: Resolved) -> dict[str, Any]:
    """The values as given, without those that hold anyway."""
    return {
        name: value
        for name, value in resolved.given.items()
        if value not in (None, False, resolved.question.parameter(name).default)
    }


def _counted(reader: Reader, resolved: Resolved, large: bool) -> list[str]:
    question = resolved.question
    nearest = (
        *_words_that_go_on(resolved),
        *_wider(reader, resolved),
        *_larger_places(reader, resolved, large),
        *_with_less(resolved, _ENTITY_ANCHORS if large else _ANCHORS),
    )
    found = _with_rows(reader, question, nearest) or _with_rows(reader, question, _alone(resolved))
    told = [f"{count} {each.words}" for count, each in found]
    named = _briefs(reader, resolved)
    notes: list[str] = []
    if not found and not large:
        notes += _nothing(reader, resolved)
        free = None if notes or named else _without_conditions(resolved)
        if free is not None and (count := count_rows(reader, question, free.values, most=_MOST)):
            found = [(count, free)]
            told = [f"{_number(count)} {free.words}"]
    if found:
        notes.append(f"no rows; there would be {', '.join(told)}")
        notes.append(_command(resolved, found[0][1]))
    if named:
        notes.append(named)
        if not found:
            notes += _of_other_kinds(reader, resolved)
    return notes


def _number(count: int) -> str:
    """A count of at most `_MOST` rows."""
    return f"{count:,}{' or more' if count == _MOST else ''}"


def _with_rows(
    reader: Reader, question: Question, alternatives: Iterable[Alternative]
) -> list[tuple[int, Alternative]]:
    """The alternatives that have rows, each with how many."""
    counted = [(count_rows(reader, question, each.values), each) for each in alternatives]
    return [(count, each) for count, each in counted if count]


def _of_other_kinds(reader: Reader, resolved: Resolved) -> Iterator[str]:
    """What the timeline has under the same conditions, where the question asked has nothing.

    If that is nothing too, what it has of each whom the question names.
    """
    from whomet.queries.catalogue import catalogue

    timeline = catalogue().question(_TIMELINE)
    if resolved.question.name == _TIMELINE:
        return
    given, values = dict(resolved.given), resolved.values
    given.pop("limit", None)
    if {"actor", "with"} <= given.keys() and values["actor"] == values["with"]:
        del given["with"]
    known = {p.name for p in timeline.parameters if not p.choices or given.get(p.name) in p.choices}
    same = {name: value for name, value in given.items() if name in known.difference(_PERIOD)}
    days = {name: values.get(name) for name in ("since", "until")}
    same |= {name: day for name, day in days.items() if day is not None}
    if not same.keys().isdisjoint(timeline.needs_one_of):
        count, command = _timeline(reader, timeline, same)
        if count:
            others = [resolved.question.parameter(name).option for name in given.keys() - known]
            without = listed([f"--{option}" for option in sorted(others)])
            but = f"without {without}" if without else "under the same conditions"
            yield f"the timeline has {_number(count)} {'row' if count == 1 else 'rows'} {but}"
            yield command
            return
    alone = [
        (*_timeline(reader, timeline, {"actor" if name == "with" else name: given[name]}), name)
        for name in _ENTITIES
        if name in given
    ]
    found = [(count, command, name) for count, command, name in alone if count]
    if found:
        told = ", ".join(f"{_number(count)} for --{name} alone" for count, _, name in found)
        yield f"the timeline has rows: {told}"
        # Of whom least is known is the most likely reason.
        yield min(found)[1]


def _timeline(reader: Reader, timeline: Question, given: Mapping[str, Any]) -> tuple[int, str]:
    """How many rows, at most `_MOST`, the timeline has with these values, and its command."""
    from whomet.queries.resolving import resolve

    asked = resolve(reader, timeline, given)
    count = count_rows(reader, timeline, asked.values, most=_MOST)
    return count, _command(asked, Alternative("", asked.values, given))


def _nothing(reader: Reader, resolved: Resolved) -> Iterator[str]:
    """What is said where there are no rows whatever is left out and however wide the answer is."""
    question = resolved.question
    if question.needs_one_of:
        return
    as_asked = {**resolved.values, "limit": None}
    choices: list[list[dict[str, Any]]] = []
    for parameter in question.parameters:
        if _is_asked(parameter):
            continue
        widest = _WIDEST.get(parameter.name, parameter.default)
        every = [widest] if parameter.name in _WIDEST else [widest, *parameter.left_out]
        choices.append([dict.fromkeys(parameter.sets, value) for value in every])
    for chosen in product(*choices):
        changed = {name: value for each in chosen for name, value in each.items()}
        values = {**as_asked, **changed}
        if values != as_asked and count_rows(reader, question, values, most=1):
            return
    asked = [p for p in question.parameters if _is_asked(p) and p.name in resolved.given]
    options = listed([f"--{parameter.option}" for parameter in asked])
    of = f" for this {options}, whatever the other" if options else ", whatever the"
    yield f"no rows{of} conditions"


def _is_asked(parameter: Parameter) -> bool:
    """Whether without it another thing would be asked: words, and what the question needs."""
    return parameter.required or parameter.type == "words"


def _like_the_words(reader: Reader, resolved: Resolved) -> Iterator[str]:
    """Names in the graph that are like words of which nothing has any, and what the first finds."""
    for parameter in resolved.question.parameters:
        text = resolved.given.get(parameter.name)
        if parameter.type != "words" or text is None:
            continue
        from whomet.queries.name_suggestions import suggestions

        alike = suggestions(reader, str(text), lambda _: True)
        if alike:
            told = listed([f"'{each.name}' ({each.kind}, {each.reason})" for each in alike])
            yield f"names like --{parameter.option} '{text}': {told}"
            phrase = f'"{alike[0].name}"'
            found = _other_words(resolved, parameter, phrase)
            if count_rows(reader, resolved.question, found.values, most=1):
                yield _command(resolved, found)


def _wider(reader: Reader, resolved: Resolved) -> Iterator[Alternative]:
    """The question about what its defaults leave out: other choices, denied and undated events."""
    values, question = resolved.values, resolved.question
    known = {parameter.name for parameter in question.parameters}
    wider: list[tuple[str | None, Alternative]] = []
    for parameter in question.parameters:
        value = values[parameter.sets[0]]
        if value not in (parameter.default, *parameter.left_out):
            continue
        for choice in (parameter.default, *parameter.left_out) if parameter.left_out else ():
            if choice not in (value, None):
                words = f"with --{parameter.option} {choice}"
                of = str(choice) if parameter.name == "status" else None
                wider.append((of, _changed(resolved, words, **{parameter.name: choice})))
    if "include_denied" in known and not values["include_denied"]:
        denied = _changed(resolved, "with --include-denied", include_denied=True)
        wider.append(("denied", denied))
    if (
        "undated" in known
        and not values["undated"]
        and not resolved.given.keys().isdisjoint(_PERIOD)
    ):
        words = "with --undated and without --certain" if values["certain"] else "with --undated"
        wider.append(("undated", _changed(resolved, words, undated=True, certain=False)))
    chosen = _chosen(reader, resolved) if any(of for of, _ in wider) else ()
    yield from (each for of, each in wider if of is None or of in chosen)


def _chosen(reader: Reader, resolved: Resolved) -> Collection[str]:
    """Which statuses the events have of which other choices could make rows; `undated`, if any is.

    One look at the events saves a count of the rows for each. Not where a row has several events,
    of which only the first is chosen.
    """
    values, choosing = resolved.values, resolved.question.choosing
    several = any(column.name == EVENT and column.many for column in resolved.question.columns)
    if choosing is None or several or "status" not in values:
        return ("occurred", "planned", "cancelled", "denied", "undated")
    changes = {name: _WIDEST[name] for name in ("status", "include_denied", "undated")}
    [row] = read_with(reader, f"{choosing}{_CHOSEN}", {**values, **changes, "certain": False})
    return [*row["statuses"], *(["undated"] if row["undated"] else [])]


def _larger_places(reader: Reader, resolved: Resolved, large: bool) -> Iterator[Alternative]:
    """The question about what its place lies in: a brief may say no more than the country.

    Not of a `large` graph if nothing else narrows the answer.
    """
    for parameter in resolved.question.parameters:
        value = resolved.values.get(parameter.sets[0]) if parameter.type == "place" else None
        ids = value if isinstance(value, list) else [value]
        others = resolved.given.keys() - {parameter.name}
        if value is None or len(ids) != 1 or (large and others.isdisjoint(_ENTITY_ANCHORS)):
            continue
        for row in reader.read(internal("containers"), {"id": ids[0]}):
            words = f"with --{parameter.option} '{row['name']}', in which it lies"
            changed = [row["id"]] if isinstance(value, list) else row["id"]
            yield Alternative(
                words,
                {**resolved.values, parameter.sets[0]: changed},
                {**resolved.given, parameter.name: row["id"]},
            )


def _with_less(resolved: Resolved, anchors: Collection[str]) -> Iterator[Alternative]:
    """The question with one condition less and one of `anchors` left."""
    given, question = resolved.given, resolved.question
    for name in _CONDITIONS:
        if name not in given or _left(resolved, name).isdisjoint(anchors):
            continue
        parameter = question.parameter(name)
        if parameter.left_out and parameter.default is not None:
            continue  # another choice is told as such
        if name in ("since", "until") and {"since", "until"} <= given.keys():
            if name == "since":
                yield _without(resolved, "since", "until")
            continue
        yield _without(resolved, name)


def _alone(resolved: Resolved) -> Iterator[Alternative]:
    """The question about each that it names without any other condition.

    For one that has several, of which none is in the way alone.
    """
    given, question = resolved.given, resolved.question
    narrowing = {name for name in given if name in _CONDITIONS or question.parameter(name).required}
    for name in _ENTITIES:
        others = narrowing - {name}
        if name in narrowing and len(others) > 1 and name in _left(resolved, *others):
            yield replace(_without(resolved, *others), words=f"for --{name} alone")


def _left(resolved: Resolved, *names: str) -> AbstractSet[str]:
    """What is given besides these parameters; nothing if the question needs one of them."""
    question = resolved.question
    left = resolved.given.keys() - set(names)
    needed = question.needs_one_of
    if any(question.parameter(name).required for name in names):
        return set()
    return left if not needed or not left.isdisjoint(needed) else set()


def _words_that_go_on(resolved: Resolved) -> Iterator[Alternative]:
    """The question with `Kenn*` for `Kenn`."""
    for parameter in resolved.question.parameters:
        text = str(resolved.given.get(parameter.name) or "").rstrip()
        if parameter.type == "words" and text[-1:].isalnum():
            yield _other_words(resolved, parameter, f"{text}*")


def _other_words(resolved: Resolved, parameter: Parameter, text: str) -> Alternative:
    from whomet.ontology.search_words import as_lucene, parse_search

    return Alternative(
        f"with --{parameter.option} {shlex.quote(text)}",
        {**resolved.values, parameter.sets[0]: as_lucene(parse_search(text))},
        {**resolved.given, parameter.name: text},
    )


def _without_conditions(resolved: Resolved) -> Alternative | None:
    """What is left without all that narrows the answer, if that may be asked."""
    parameters = [
        parameter
        for parameter in resolved.question.parameters
        if parameter.name in _CONDITIONS
        and resolved.given.get(parameter.name, parameter.default) != parameter.default
        and not _is_asked(parameter)
    ]
    if not parameters or resolved.question.needs_one_of:
        return None
    return _without(resolved, *(parameter.name for parameter in parameters))


def _changed(resolved: Resolved, words: str, **changes: Any) -> Alternative:
    return Alternative(words, {**resolved.values, **changes}, {**resolved.given, **changes})


def _without(resolved: Resolved, *names: str) -> Alternative:
    parameters = [resolved.question.parameter(name) for name in names]
    values = dict(resolved.values)
    for parameter in parameters:
        values |= dict.fromkeys(parameter.sets, parameter.default)
    given = {name: value for name, value in resolved.given.items() if name not in names}
    options = listed([f"--{parameter.option}" for parameter in parameters])
    return Alternative(f"without {options}", values, given)


def _command(resolved: Resolved, chosen: Alternative) -> str:
    """The note with the command that asks for an alternative."""
    words = ["whomet", "ask", resolved.question.name]
    for key, value in chosen.given.items():
        parameter = resolved.question.parameter(key)
        if value in (None, False, parameter.default):
            continue
        if parameter.type == "flag":
            words.append(f"--{parameter.option}")
            continue
        for each in value if isinstance(value, list | tuple) else [value]:
            words += [f"--{parameter.option}", str(each)]
    return _NEXT + shlex.join(words)


def _briefs(reader: Reader, resolved: Resolved) -> str | None:
    """How many briefs name everything that the question names, if it names anything."""
    names = [name for name in _ENTITIES if resolved.given.get(name) and resolved.values.get(name)]
    if not names:
        return None
    groups = [
        value if isinstance(value := resolved.values[name], list) else [value] for name in names
    ]
    if len(groups) > 1 and all(set(group) == set(groups[0]) for group in groups):
        return f"{_listed(names).removeprefix('both ')} refer to the same"
    [row] = reader.read(internal("naming", reader.vocabulary), {"groups": groups})
    count, first = row["count"], row["briefs"]
    if not count:
        return "no brief names " + _listed(names)
    briefs = "1 brief names" if count == 1 else f"{count} briefs name"
    return f"{briefs} {_listed(names)}: {', '.join(first)}{', …' if count > len(first) else ''}"


def _listed(names: list[str]) -> str:
    options = listed([f"--{name}" for name in names])
    if len(names) == 1:
        return f"what {options} refers to"
    return f"both {options}" if len(names) == 2 else options
