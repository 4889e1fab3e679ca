"""Judgements as JSON lines: exported, and imported with every mistake told by its line.

A line is `{"one": "brief#claim", "other": "brief#claim", "verdict": "same", "by": "…", "on":
"2026-11-28", "note": "…"}`; `by`, `on` and `note` may be left out. The claims need not be in the
graph: a judgement waits for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from whomet.graph.database.connection import Connection
from whomet.graph.database.schema import apply_schema
from whomet.graph.errors import GraphError
from whomet.graph.projection.comparison import brief_of
from whomet.graph.projection.judgements import DIFFERENT, SAME, Judgement, Judgements
from whomet.graph.review.judging import KEEP, judgement_json, stored_judgements
from whomet.graph.writing import cypher
from whomet.graph.writing.load_log import DONE, LoadLogEntry, OnWait
from whomet.graph.writing.loading import UNLIMITED
from whomet.graph.writing.stored_state import native
from whomet.graph.writing.update import update
from whomet.ontology.json_values import JsonObject
from whomet.ontology.suggestions import suggest

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

VERDICTS = (SAME, DIFFERENT)
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

    `waiting` are those, among all of these, of which a claim is not in the graph.
    """

    new: int
    unchanged: int
    waiting: int

    def to_json(self) -> JsonObject:
        """By name."""
        return {"new": self.new, "unchanged": self.unchanged, "waiting": self.waiting}


def judgement_from_json(line: Any) -> Judgement:
    """The judgement of a line. ValueError says what is wrong with it and what was expected."""
    if not isinstance(line, dict):
        raise ValueError('a line is no JSON object; expected {"one": …, "other": …, …}')
    for key in line:
        if key not in (*REQUIRED, *OPTIONAL):
            raise ValueError(f"unknown key '{key}'{suggest(key, (*REQUIRED, *OPTIONAL), 1)}")
    for key in REQUIRED:
        if not isinstance(line.get(key), str) or not line[key]:
            raise ValueError(f"'{key}' is missing or no text; expected {_EXPECTED[key]}")
    for key in ("one", "other"):
        brief, mark, claim = line[key].partition("#")
        if not (brief and mark and claim):
            raise ValueError(f"'{key}' is '{line[key]}'; expected {_EXPECTED[key]}")
    if line["one"] == line["other"]:
        raise ValueError(f"'one' and 'other' are both '{line['one']}'; expected two claims")
    if line["verdict"] not in VERDICTS:
        raise ValueError(f"unknown verdict '{line['verdict']}'; expected {_EXPECTED['verdict']}")
    by, note = (_text(line, key) for key in ("by", "note"))
    pair = sorted((line["one"], line["other"]))
    return Judgement(pair[0], pair[1], line["verdict"], by or "", _day(line.get("on")), note)


_EXPECTED = {
    "one": "the id of a claim, such as brief-1#met",
    "other": "the id of a claim, such as brief-2#met",
    "verdict": " or ".join(f"'{verdict}'" for verdict in VERDICTS),
}


def _text(line: dict[str, Any], key: str) -> str | None:
    value = line.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"'{key}' is {value!r}; expected a text, or leave it out")
    return value


def _day(value: Any) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"'on' is {value!r}; expected a day such as 2026-11-28") from None


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


def export_judgements(connection: Connection, stream: TextIO) -> int:
    """Write every judgement to `stream` as a line of JSON; returns how many there were."""
    found = stored_judgements(connection)
    for judgement in found:
        stream.write(json.dumps(judgement_json(judgement), ensure_ascii=False) + "\n")
    return len(found)


def import_judgements(
    connection: Connection, stream: TextIO, name: str, on_wait: OnWait | None = None
) -> ImportResult:
    """Store the judgements of the file `name`, all or none, and match their claims again.

    JudgementFaults lists every mistake: what is no judgement, what says something else of a pair
    than another line or the graph, and what contradicts others through any number of claims. A
    pair that was judged alike already stays as it is.
    """
    faults: list[str] = []
    given = list(_parsed(stream, name, faults))
    entry = LoadLogEntry("review --import")
    vocabulary = connection.vocabulary
    connection.prepare(lambda session: apply_schema(session, vocabulary))

    def write(transaction: ManagedTransaction) -> ImportResult:
        entry.take_lock(connection, transaction, on_wait)
        rows = transaction.run(cypher.JUDGEMENTS).data()
        stored = [Judgement.from_properties(native(row["properties"])) for row in rows]
        wrong = [*faults, *_contradictions(given, stored, name)]
        if wrong:
            raise JudgementFaults(wrong)
        known = {judgement.id for judgement in stored}
        new = {made.id: made for _, made in given if made.id not in known}
        for made in new.values():
            transaction.run(KEEP, {"properties": made.properties()}).consume()
        pairs = [claim for made in new.values() for claim in (made.one, made.other)]
        briefs = sorted({brief_of(claim) for claim in pairs})
        for start in range(0, max(len(briefs), 1), BATCH):
            update(transaction, vocabulary, {}, rematch=briefs[start : start + BATCH])
        return ImportResult(len(new), len(given) - len(new), _waiting(transaction, given))

    result = connection.write(write, UNLIMITED, entry.metadata)
    entry.end(connection, DONE)
    return result


def _parsed(stream: TextIO, name: str, faults: list[str]) -> Iterator[tuple[int, Judgement]]:
    """The judgements with their lines, each pair once; what is wrong is added to `faults`."""
    seen: dict[str, tuple[int, Judgement]] = {}
    for number, text in enumerate(stream, start=1):
        if not text.strip():
            continue
        try:
            if len(text) > LONGEST_LINE:
                raise ValueError(f"a line of {len(text):,} characters; expected one judgement")
            made = judgement_from_json(json.loads(text.removeprefix("\ufeff")))
        except json.JSONDecodeError as error:
            faults.append(f"{name}:{number}:{error.colno}: no JSON ({error.msg}); expected one"
                          " JSON object a line")  # fmt: skip
            continue
        except (ValueError, RecursionError) as error:
            faults.append(f"{name}:{number}:1: {error}")
            continue
        line, earlier = seen.setdefault(made.id, (number, made))
        if line == number:
            yield number, made
        elif earlier.verdict != made.verdict:
            faults.append(
                f"{name}:{number}:1: {made.one} and {made.other} are judged {made.verdict} here"
                f" and {earlier.verdict} in line {line}; expected one of the two lines"
            )


def _contradictions(
    given: list[tuple[int, Judgement]], stored: list[Judgement], name: str
) -> Iterator[str]:
    """What the judgements of a file contradict: those of the graph, and each other by a chain."""
    known = {judgement.id: judgement for judgement in stored}
    for number, made in given:
        earlier = known.get(made.id)
        if earlier is not None and earlier.verdict != made.verdict:
            yield (
                f"{name}:{number}:1: {made.one} and {made.other} are judged {made.verdict} here,"
                f" and {earlier.verdict} in the graph (by {earlier.by or 'nobody named'});"
                f" expected the same, or `whomet review --forget {made.one} {made.other}` first"
            )
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
            yield (
                f"{name}:{number}:1: {made.one} and {made.other} are judged different here, and"
                f" the same by {_chain(together, made)}; expected one of these lines to be left out"
            )
    lines = {made.id: number for number, made in given}
    for judgement in stored:
        if judgement.verdict == DIFFERENT and judgement.other in together.linked(judgement.one):
            chain = _path(together, judgement)
            given_in = [lines[id] for id in chain if id in lines]
            if given_in:
                yield (
                    f"{name}:{given_in[0]}:1: this makes {judgement.one} and {judgement.other} the"
                    " same, which the graph has as different; expected this line to be left out,"
                    f" or `whomet review --forget {judgement.one} {judgement.other}` first"
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


def _waiting(transaction: ManagedTransaction, given: list[tuple[int, Judgement]]) -> int:
    ids = sorted({claim for _, made in given for claim in made.pair})
    found = {row["id"] for row in transaction.run(_FOUND, {"ids": ids}).data()}
    return sum(not made.pair <= found for _, made in given)
