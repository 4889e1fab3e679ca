"""Likely duplicates of the entities asked for, included on request (`--with-likely`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from whomet.graph.review.proposals.finding import proposals_about, proposed_classes
from whomet.graph.review.proposals.proposing import Proposal
from whomet.ontology.ids import is_unresolved
from whomet.queries.catalogue import Catalogue, catalogue
from whomet.queries.errors import QuestionError
from whomet.queries.internal_queries import Reader, Readers
from whomet.queries.lookup import entities_named
from whomet.queries.parameters import NAMED_TYPES
from whomet.queries.question import Question
from whomet.queries.resolving import Resolved, resolve
from whomet.queries.row_reading import TIME_LIMIT
from whomet.queries.runner import QueryResult, run

#: The column that lists the likely duplicates from which a row comes; empty for all other rows.
COLUMN = "likely"


@dataclass(frozen=True, slots=True)
class Likely:
    """A likely duplicate of an entity asked for, and why."""

    id: str
    name: str
    of: str
    score: float
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name} ({self.id}), likely {self.of}"


def proposals_named(reader: Reader, text: str, classes: Collection[str] = ()) -> list[Proposal]:
    """The proposals about all entities to which a name or id may refer, of some classes.

    QuestionError names the nearest if nothing has the name.
    """
    known = reader.vocabulary
    wanted = {known.entity(cls).name for cls in classes} or set(proposed_classes(known))
    found = [
        made
        for cls, ids in entities_named(reader, text).items()
        if cls in wanted
        for made in proposals_about(reader, cls, ids)
    ]
    return sorted(found, key=lambda made: made.order)


def likely_of(reader: Reader, cls: str, ids: Sequence[str]) -> list[Likely]:
    """The likely duplicates of these entities of one class, each once."""
    if cls not in proposed_classes(reader.vocabulary):
        return []
    found: dict[str, Likely] = {}
    for made in proposals_about(reader, cls, ids):
        for each in _others(made, set(ids)):
            found.setdefault(each.id, each)
    return sorted(found.values(), key=lambda each: (-each.score, each.id))


def _others(made: Proposal, asked: set[str]) -> list[Likely]:
    """What a proposal would merge with the entities asked for."""
    return [
        Likely(id, side.name, mine.name, made.score, made.reasons)
        for mine, other in ((made.other, made.one), (made.one, made.other))
        if not asked.isdisjoint(mine.ids)
        for side in (other, mine)
        for id in side.ids
        if id not in asked
    ]


def settled(parameters: Mapping[str, Any], error: QuestionError) -> dict[str, Any] | None:
    """The parameters with an ambiguous name resolved, if its candidates are likely one entity.

    None if they are not. The name is resolved to a candidate that is resolved beyond one brief,
    else to such a likely duplicate of all candidates, else to the first candidate.
    """
    if len(error.parameters) != 1 or not error.choices:
        return None
    name = error.parameters[0]
    given = next((key for key in parameters if key.rstrip("_") == name.rstrip("_")), None)
    if given is None or not (isinstance(parameters[given], str) or len(parameters[given]) == 1):
        return None
    likely = [{each.id for each in choice.likely} for choice in error.choices]
    if not all(likely):
        return None
    ids = [choice.id for choice in error.choices]
    whole = sorted(id for id in set.intersection(*likely) if not is_unresolved(id))
    chosen = next((id for id in ids if not is_unresolved(id)), (whole or ids)[0])
    return {**parameters, given: chosen if isinstance(parameters[given], str) else [chosen]}


def ask_with_likely(
    readers: Readers,
    name: str,
    /,
    *,
    questions: Catalogue | None = None,
    today: date | None = None,
    timeout: float | None = None,
    **parameters: Any,
) -> QueryResult:
    """As `ask`, with the likely duplicates of the entities asked for.

    The answer has an additional column `likely`, empty in rows that `ask` returns as well. An
    ambiguous name is not an error if its candidates are probably one entity.
    """
    question = (questions or catalogue()).question(name)
    return readers.together(
        lambda reader: with_likely(reader, resolve_likely(reader, question, parameters, today)),
        timeout or TIME_LIMIT,
    )


def resolve_likely(
    reader: Reader, question: Question, parameters: Mapping[str, Any], today: date | None = None
) -> Resolved:
    """As `resolve`; an ambiguous name is no error if its candidates are probably one entity."""
    try:
        return resolve(reader, question, parameters, today=today)
    except QuestionError as error:
        chosen = settled(parameters, error)
        if chosen is None:
            raise
        return resolve(reader, question, chosen, today=today)


def with_likely(reader: Reader, resolved: Resolved) -> QueryResult:
    """The answer for the entities asked for and their likely duplicates.

    An additional column, `likely`, lists the duplicates in each row that results only from them. A
    parameter that takes only one value is left as it is, and a note says so.
    """
    widened, found, notes = _widened(reader, resolved)
    sure = run(reader, replace(resolved, values={**resolved.values, "limit": None}))
    answer = run(reader, widened) if found else run(reader, resolved)
    known = [_without_evidence(row) for row in sure.rows]
    rows = []
    for row in answer.rows:
        there = _without_evidence(row) in known
        rows.append({**row, COLUMN: [] if there else _for_whose_sake(row, found)})
    marked = sum(bool(row[COLUMN]) for row in rows)
    told = (
        f"likely duplicates included: {'; '.join(str(each) for each in found.values())}"
        if found
        else "no likely duplicates"
    )
    counted = [f"{marked} of {len(rows)} rows come only from likely duplicates"] if found else []
    return replace(
        answer,
        columns=(*answer.columns, COLUMN),
        rows=rows,
        notes=(*answer.notes, told, *counted, *notes),
    )


def _widened(reader: Reader, resolved: Resolved) -> tuple[Resolved, dict[str, Likely], list[str]]:
    values: dict[str, Any] = dict(resolved.values)
    found: dict[str, Likely] = {}
    notes = []
    kinds = {each.id: each.kind for each in resolved.understood if each.id is not None}
    for parameter in resolved.question.parameters:
        given = values.get(parameter.name)
        if parameter.type not in NAMED_TYPES or not given:
            continue
        asked = list(given) if isinstance(given, list | tuple) else [given]
        likely = [
            each
            for cls in dict.fromkeys(kinds.get(id) for id in asked)
            if cls is not None
            for each in likely_of(reader, cls, [id for id in asked if kinds.get(id) == cls])
        ]
        if likely and not parameter.many:
            notes.append(
                f"--{parameter.option} takes one value, so likely duplicates were not added"
            )
            continue
        if likely:
            values[parameter.name] = [*asked, *(each.id for each in likely)]
            found |= {each.id: each for each in likely}
    return replace(resolved, values=values), found, notes


def _without_evidence(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row without the column `likely`, for comparing rows of the two answers."""
    return {key: value for key, value in row.items() if key != COLUMN}


def _for_whose_sake(row: Mapping[str, Any], found: Mapping[str, Likely]) -> list[str]:
    ids: set[str] = set()
    for key, value in row.items():
        if key.endswith("_id") and isinstance(value, str):
            ids.add(value)
        elif key.endswith("_ids") and isinstance(value, list):
            ids.update(value)
    named = [each for id, each in found.items() if id in ids] or list(found.values())
    return [str(each) for each in named]
