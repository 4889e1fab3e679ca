"""Judgements as JSON lines: exported, and imported with every mistake reported by its line.

A line on claims is `{"one": "brief#claim", "other": "brief#claim", "verdict": "same", "by": "…",
"on": "2026-11-28", "note": "…"}`; `by`, `on` and `note` may be left out. One on entities has a
`class` (`exchange_entities.py`). What they name need not be in the graph: a judgement waits for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from whomet.graph.database.connection import Connection
from whomet.graph.database.schema import apply_schema
from whomet.graph.errors import GraphError
from whomet.graph.projection.entity_judgements import PAIR_VERDICTS, EntityJudgement
from whomet.graph.projection.event_judgements import DIFFERENT, Judgement, Judgements
from whomet.graph.review.entity_judging import (
    change_judgements,
    contradicting,
    entity_judgement_json,
    stored_entity_judgements,
)
from whomet.graph.review.event_judging import KEEP, judgement_json, stored_judgements
from whomet.graph.review.exchange_entities import entity_judgement_from_json
from whomet.graph.review.exchange_lines import check_keys, optional_day, optional_text
from whomet.graph.review.judged_entities import count_waiting
from whomet.graph.standing.judged import entries, sentence
from whomet.graph.writing.load_log import DONE, LoadLogEntry, OnWait
from whomet.graph.writing.loading import UNLIMITED
from whomet.graph.writing.stored_state import StateReader
from whomet.graph.writing.update import update
from whomet.ontology.ids import brief_and_key, brief_of
from whomet.ontology.json_values import JsonObject
from whomet.ontology.suggestions import suggest
from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

VERDICTS = PAIR_VERDICTS
REQUIRED, OPTIONAL = ("one", "other", "verdict"), ("by", "on", "note")
LONGEST_LINE = 1 << 20
BATCH = 500


class JudgementFaults(GraphError):
    """What is wrong with an import of judgements: every fault, each with its line."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many judgements were new, and how many were in the graph already.

    `waiting` are those, among all of these, of which something is not in the graph. `faults` are
    those of lines that were left out, if that was asked for.
    """

    new: int
    unchanged: int
    waiting: int
    faults: tuple[str, ...] = ()

    def to_json(self) -> JsonObject:
        """By name."""
        counts: JsonObject = {
            "new": self.new,
            "unchanged": self.unchanged,
            "waiting": self.waiting,
        }
        return {**counts, "faults": list(self.faults)} if self.faults else counts


class Fault(NamedTuple):
    """What is wrong with a line, and the number of the line."""

    line: int
    text: str


Lines = list[tuple[int, Judgement | EntityJudgement]]


def judgement_from_json(line: Any) -> Judgement | EntityJudgement:
    """The judgement of a line. ValueError says what is wrong with it and what was expected."""
    if not isinstance(line, dict):
        raise ValueError('a line is not a JSON object; expected {"one": …, "other": …, …}')
    if "class" in line:
        return entity_judgement_from_json(line)
    check_keys(line, REQUIRED, OPTIONAL, _EXPECTED)
    for key in ("one", "other"):
        if brief_and_key(line[key]) is None:
            raise ValueError(f"'{key}' is '{line[key]}'; expected {_EXPECTED[key]}")
    if line["one"] == line["other"]:
        raise ValueError(f"'one' and 'other' are both '{line['one']}'; expected two claims")
    if line["verdict"] not in VERDICTS:
        raise ValueError(f"unknown verdict '{line['verdict']}'; expected {_EXPECTED['verdict']}")
    by, note = (optional_text(line, key) for key in ("by", "note"))
    pair = sorted((line["one"], line["other"]))
    return Judgement(pair[0], pair[1], line["verdict"], by or "", optional_day(line, "on"), note)


_EXPECTED = {
    "one": "the id of a claim, such as brief-1#met",
    "other": "the id of a claim, such as brief-2#met",
    "verdict": " or ".join(f"'{verdict}'" for verdict in VERDICTS),
}


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """The file `path` as text. JudgementFaults if it cannot be read or is not UTF-8."""
    try:
        with path.open(encoding="utf-8") as stream:
            yield stream
    except UnicodeDecodeError as error:
        raise JudgementFaults([f"{path}: not UTF-8 ({error.reason}); save it as UTF-8"]) from error
    except OSError as error:
        raise JudgementFaults([f"{path}: cannot be read ({error.strerror or error})"]) from error


def any_judgement_json(judgement: Judgement | EntityJudgement) -> JsonObject:
    """A judgement on claims or on entities as JSON."""
    if isinstance(judgement, Judgement):
        return judgement_json(judgement)
    return entity_judgement_json(judgement)


def export_judgements(connection: Connection, stream: TextIO) -> int:
    """Write every judgement to `stream` as a line of JSON; returns how many there were."""
    found: list[Judgement | EntityJudgement] = [
        *stored_judgements(connection),
        *stored_entity_judgements(connection),
    ]
    for judgement in found:
        stream.write(json.dumps(any_judgement_json(judgement), ensure_ascii=False) + "\n")
    return len(found)


def import_judgements(
    connection: Connection,
    stream: TextIO,
    name: str,
    on_wait: OnWait | None = None,
    *,
    skip_faulty: bool = False,
) -> ImportResult:
    """Store the judgements of the file `name`, all or none; the graph follows.

    JudgementFaults lists every mistake: what is not a judgement, what says something else of a pair
    than another line or the graph, and what contradicts others through any number of them. With
    `skip_faulty` the lines with mistakes are skipped instead, and reported in the result. A pair
    that was judged alike already stays as it is.
    """
    faults: list[Fault] = []
    given = list(_parsed(stream, name, faults))
    entry = LoadLogEntry("review --import")
    vocabulary = connection.vocabulary
    connection.prepare(lambda session: apply_schema(session, vocabulary))

    def write(transaction: ManagedTransaction) -> ImportResult:
        entry.take_lock(connection, transaction, on_wait)
        read = StateReader(transaction, vocabulary)
        right, wrong = given, [*faults, *_wrong(given, read, name)]
        if wrong and not skip_faulty:
            raise JudgementFaults(fault.text for fault in sorted(wrong))
        while found := _wrong(right, read, name):
            lines = {fault.line for fault in found}
            right = [(line, made) for line, made in right if line not in lines]
        known = {*(judgement.id for judgement in read.judgements), *read.judged.by_id}
        new = [made for _, made in right if made.id not in known]
        _keep(transaction, vocabulary, new)
        waiting = _waiting(StateReader(transaction, vocabulary), [made for _, made in right])
        told = tuple(fault.text for fault in sorted(wrong))
        return ImportResult(len(new), len(right) - len(new), waiting, told)

    result = connection.write(write, UNLIMITED, entry.metadata)
    entry.end(connection, DONE)
    return result


def _keep(
    transaction: ManagedTransaction,
    vocabulary: Vocabulary,
    new: Sequence[Judgement | EntityJudgement],
) -> None:
    claims = [made for made in new if isinstance(made, Judgement)]
    for made in claims:
        transaction.run(KEEP, {"properties": made.properties()}).consume()
    briefs = sorted({brief_of(claim) for made in claims for claim in (made.one, made.other)})
    told = entries([], (sentence(made.properties()) for made in claims))
    for start in range(0, len(briefs), BATCH):
        some = briefs[start : start + BATCH]
        update(transaction, vocabulary, {}, rematch=some, judged_claims=told if not start else ())
    entities = [made for made in new if isinstance(made, EntityJudgement)]
    change_judgements(transaction, vocabulary, entities)


def _wrong(given: Lines, read: StateReader, name: str) -> list[Fault]:
    """What is wrong with lines that are judgements, given those in the graph."""
    claims = [(line, made) for line, made in given if isinstance(made, Judgement)]
    entities = [(line, made) for line, made in given if isinstance(made, EntityJudgement)]
    return [
        *_contradictions(claims, read.judgements, name),
        *_entity_contradictions(entities, read, name),
    ]


def _entity_contradictions(
    given: list[tuple[int, EntityJudgement]], read: StateReader, name: str
) -> Iterator[Fault]:
    known = read.judged.by_id
    for line, made in given:
        if made.cls not in read.vocabulary.entities:
            classes = list(read.vocabulary.entities)
            hint = suggest(made.cls, classes, 1) or f"; expected one of {', '.join(classes)}"
            yield Fault(line, f"{name}:{line}:1: unknown class '{made.cls}'{hint}")
        earlier = known.get(made.id)
        if earlier is not None and earlier.verdict != made.verdict:
            yield _judged_otherwise(name, line, made, earlier)
    new = {made.id: made for _, made in given if made.id not in known}
    lines = {made.id: line for line, made in given}
    for judgements, fault in contradicting(read.judged, new.values()):
        line = max(lines[made.id] for made in judgements if made.id in new)
        yield Fault(line, f"{name}:{line}:1: {fault}, or remove this line")


def _parsed(
    stream: TextIO, name: str, faults: list[Fault]
) -> Iterator[tuple[int, Judgement | EntityJudgement]]:
    """The judgements with their lines, each pair once; what is wrong is added to `faults`."""
    seen: dict[str, tuple[int, Judgement | EntityJudgement]] = {}
    for number, text in enumerate(stream, start=1):
        if not text.strip():
            continue
        try:
            if len(text) > LONGEST_LINE:
                raise ValueError(f"a line of {len(text):,} characters; expected one judgement")
            made = judgement_from_json(json.loads(text.removeprefix("\ufeff")))
        except json.JSONDecodeError as error:
            text = f"{name}:{number}:{error.colno}: no JSON ({error.msg}); expected one JSON"
            faults.append(Fault(number, f"{text} object a line"))
            continue
        except (ValueError, RecursionError) as error:
            faults.append(Fault(number, f"{name}:{number}:1: {error}"))
            continue
        line, earlier = seen.setdefault(made.id, (number, made))
        if line == number:
            yield number, made
        elif earlier.verdict != made.verdict:
            text = f"{name}:{number}:1: {made.one} and {made.other} are judged {made.verdict} here"
            told = f"{text} and {earlier.verdict} in line {line}; expected one of the two lines"
            faults.append(Fault(number, told))


def _contradictions(
    given: list[tuple[int, Judgement]], stored: list[Judgement], name: str
) -> Iterator[Fault]:
    """What the judgements of a file contradict: those of the graph, and each other by a chain."""
    known = {judgement.id: judgement for judgement in stored}
    for number, made in given:
        earlier = known.get(made.id)
        if earlier is not None and earlier.verdict != made.verdict:
            yield _judged_otherwise(name, number, made, earlier)
    new = {made.id: made for _, made in given if made.id not in known}
    together = Judgements([*stored, *new.values()])
    groups: dict[str, frozenset[str]] = {}
    for number, made in given:
        if made.verdict != DIFFERENT:
            continue
        if made.one not in groups:
            group = frozenset(together.linked(made.one))
            groups |= dict.fromkeys(group, group)
        if made.other in groups[made.one]:
            yield Fault(
                number,
                f"{name}:{number}:1: {made.one} and {made.other} are judged different here, and"
                f" the same by {_chain(together, made)};"
                " remove one of these lines",
            )
    lines = {made.id: number for number, made in given}
    for judgement in stored:
        if judgement.verdict == DIFFERENT and judgement.other in together.linked(judgement.one):
            chain = _path(together, judgement)
            given_in = [lines[id] for id in chain if id in lines]
            if given_in:
                yield Fault(
                    given_in[0],
                    f"{name}:{given_in[0]}:1: this makes {judgement.one} and {judgement.other} the"
                    " same, which the graph has as different; remove this line, or run"
                    f" `whomet review --forget {judgement.one} {judgement.other}` first",
                )


def _judged_otherwise(
    name: str,
    line: int,
    made: Judgement | EntityJudgement,
    earlier: Judgement | EntityJudgement,
) -> Fault:
    """The fault of a line about a pair that has another verdict in the graph."""
    return Fault(
        line,
        f"{name}:{line}:1: {made.one} and {made.other} are judged {made.verdict} here,"
        f" and {earlier.verdict} in the graph (by {earlier.by or 'nobody named'});"
        " use the same verdict, or run"
        f" `whomet review --forget {made.one} {made.other}` first",
    )


def _chain(judgements: Judgements, made: Judgement) -> str:
    return ", ".join(id.replace(" ", " = ") for id in _path(judgements, made))


def _path(judgements: Judgements, made: Judgement) -> list[str]:
    """The ids of the judgements `same` that lead from one claim of `made` to the other."""
    came: dict[str, str | None] = {made.one: None}
    frontier = [made.one]
    while frontier and made.other not in came:
        claim = frontier.pop(0)
        for other in sorted(judgements.same_as(claim)):
            if other not in came:
                came[other] = claim
                frontier.append(other)
    path, claim = [], made.other
    while (before := came.get(claim)) is not None:
        path.append(" ".join(sorted((before, claim))))
        claim = before
    return path[::-1]


_FOUND = """
UNWIND $ids AS id
MATCH (c:Claim {id: id})
USING INDEX SEEK c:Claim(id)
RETURN c.id AS id
"""


def _waiting(read: StateReader, given: Iterable[Judgement | EntityJudgement]) -> int:
    """How many judgements name something that is not in the graph."""
    made = list(given)
    claims = {claim for each in made if isinstance(each, Judgement) for claim in each.pair}
    there = {row["id"] for row in read.rows(_FOUND, ids=sorted(claims))} if claims else set()
    waiting = sum(not each.pair <= there for each in made if isinstance(each, Judgement))
    return waiting + count_waiting(
        read, [each for each in made if isinstance(each, EntityJudgement)]
    )
