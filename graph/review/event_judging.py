"""Storing and removing judgements, after which the claims concerned are matched again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from whomet.graph.database.connection import Connection
from whomet.graph.database.schema import apply_schema
from whomet.graph.errors import GraphError
from whomet.graph.projection.entity_judgements import PAIR_VERDICTS
from whomet.graph.projection.event_judgements import DIFFERENT, SAME, Judgement, Judgements
from whomet.graph.standing.judged import entries, sentence
from whomet.graph.writing import cypher
from whomet.graph.writing.load_log import LoadLogEntry, OnWait, user_name
from whomet.graph.writing.loading import UNLIMITED
from whomet.graph.writing.stored_state import native
from whomet.graph.writing.update import update
from whomet.ontology.ids import brief_of
from whomet.ontology.json_values import JsonObject
from whomet.ontology.nouns import with_article

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

KEEP = "MERGE (j:Judgement {id: $properties.id}) SET j = $properties"
FORGET = "MATCH (j:Judgement {id: $id}) DETACH DELETE j"
EVENTS = """
UNWIND $ids AS id
MATCH (c:Claim {id: id})-[:ABOUT]->(e:Event)
USING INDEX SEEK c:Claim(id)
RETURN id, e.id AS event
"""
#: The claim with this id, else the earliest claim about the event with it.
CLAIM = """
CALL () {
  MATCH (c:Claim {id: $id})
  RETURN c, 0 AS level
UNION
  MATCH (:Claim {ref: $id})-[:ABOUT]->(:Event)<-[:ABOUT]-(c:Claim)
  RETURN c, 1 AS level
}
RETURN c.id AS id, c.class AS class
ORDER BY level, c.published, id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class JudgementResult:
    """A judgement that was stored, or removed (`kept` is false), with the event that each of the
    two claims reports now, None where the claim is not in the graph.
    """

    judgement: Judgement
    kept: bool
    events: tuple[str | None, str | None]

    @property
    def entities(self) -> tuple[str | None, ...]:
        """No entities: what `EntityJudgementResult` has of entities."""
        return ()

    def to_json(self) -> JsonObject:
        """As `whomet review --json` prints it."""
        return {**judgement_json(self.judgement), "kept": self.kept, "events": list(self.events)}


def judgement_json(judgement: Judgement) -> JsonObject:
    """A judgement as JSON."""
    return {
        "one": judgement.one,
        "other": judgement.other,
        "verdict": judgement.verdict,
        "by": judgement.by,
        "on": judgement.on.isoformat() if judgement.on else None,
        "note": judgement.note,
    }


def stored_judgements(connection: Connection) -> list[Judgement]:
    """The judgements in the database, in the order of their ids."""
    rows = connection.read(cypher.JUDGEMENTS)
    return [Judgement.from_properties(native(row["properties"])) for row in rows]


def judge(
    connection: Connection,
    one: str,
    other: str,
    verdict: str,
    note: str | None = None,
    on_wait: OnWait | None = None,
    *,
    by: str | None = None,
) -> JudgementResult:
    """Judge two claims, or events, `same`, `different` or `unsure`; they are matched again.

    `unsure` changes nothing, and the pair is asked no more. `by` is who decided, by default the
    user of this process.

    A judgement of the same pair is replaced. GraphError if one of them is not in the graph, if
    their classes differ, or if other judgements contradict. `on_wait` is called with a sentence
    that says which load this waits for.
    """

    def change(transaction: ManagedTransaction) -> _Change:
        first, second = (_claim(transaction, id) for id in (one, other))
        if first["id"] == second["id"]:
            raise GraphError(f"'{one}' and '{other}' are one claim; name two.")
        if first["class"] != second["class"]:
            raise GraphError(
                f"'{one}' is {with_article(first['class'])} and '{other}'"
                f" {with_article(second['class'])};"
                " only events of one class can be judged."
            )
        pair = sorted((first["id"], second["id"]))
        made = Judgement(pair[0], pair[1], verdict, by or user_name(), date.today(), note)
        stored = _stored(transaction)
        _ensure_possible(made, stored)
        transaction.run(KEEP, {"properties": made.properties()}).consume()
        return _Change(made, [each for each in stored if each.id == made.id], [made])

    if verdict not in PAIR_VERDICTS:
        expected = "', '".join(PAIR_VERDICTS)
        raise GraphError(f"Unknown verdict '{verdict}'; expected one of '{expected}'.")
    vocabulary = connection.vocabulary
    connection.prepare(lambda session: apply_schema(session, vocabulary))
    return _change(connection, change, LoadLogEntry(f"review --{verdict}"), True, on_wait)


def forget(
    connection: Connection, one: str, other: str, on_wait: OnWait | None = None
) -> JudgementResult:
    """Remove the judgement of two claims, or events. GraphError if there is none."""

    def change(transaction: ManagedTransaction) -> _Change:
        stored = _stored(transaction)
        events = _events(transaction, [claim for made in stored for claim in made.pair])
        for made in stored:
            sides = [{claim, events.get(claim)} for claim in (made.one, made.other)]
            if any(one in a and other in b for a, b in (sides, sides[::-1])):
                transaction.run(FORGET, {"id": made.id}).consume()
                return _Change(made, [made], [])
        raise GraphError(
            f"There is no judgement of '{one}' and '{other}'; `whomet review --judgements`"
            " lists them."
        )

    return _change(connection, change, LoadLogEntry("review --forget"), False, on_wait)


@dataclass(frozen=True, slots=True)
class _Change:
    made: Judgement
    before: Sequence[Judgement]
    after: Sequence[Judgement]

    @property
    def entries(self) -> list[str]:
        """What standing questions are told of it."""
        both = (self.before, self.after)
        return entries(*([sentence(made.properties()) for made in each] for each in both))


def _change(
    connection: Connection,
    change: Callable[[ManagedTransaction], _Change],
    entry: LoadLogEntry,
    kept: bool,
    on_wait: OnWait | None,
) -> JudgementResult:
    def write(transaction: ManagedTransaction) -> JudgementResult:
        entry.take_lock(connection, transaction, on_wait)
        changed = change(transaction)
        made = changed.made
        pair = (made.one, made.other)
        update(
            transaction,
            connection.vocabulary,
            {},
            rematch=map(brief_of, pair),
            judged_claims=changed.entries,
        )
        events = _events(transaction, pair)
        return JudgementResult(made, kept, (events.get(made.one), events.get(made.other)))

    return connection.write(write, UNLIMITED, entry.metadata)


def is_report(connection: Connection, id: str) -> bool:
    """Whether an id is that of a claim or an event."""
    return bool(connection.read(CLAIM, {"id": id}))


def _claim(transaction: ManagedTransaction, id: str) -> dict[str, Any]:
    found = transaction.run(CLAIM, {"id": id}).data()
    if not found:
        raise GraphError(
            f"There is no claim or event '{id}'; `whomet review` and the column `event` of every"
            " answer show ids."
        )
    return found[0]


def _stored(transaction: ManagedTransaction) -> list[Judgement]:
    rows = transaction.run(cypher.JUDGEMENTS).data()
    return [Judgement.from_properties(native(row["properties"])) for row in rows]


def _events(transaction: ManagedTransaction, claims: Any) -> dict[str, str]:
    rows = transaction.run(EVENTS, {"ids": list(claims)}).data()
    return {row["id"]: row["event"] for row in rows}


def _ensure_possible(made: Judgement, stored: list[Judgement]) -> None:
    """GraphError if a judgement contradicts others, through any number of claims."""
    others = Judgements(judgement for judgement in stored if judgement.pair != made.pair)
    one, other = others.linked(made.one), others.linked(made.other)
    if made.verdict == DIFFERENT and other & one:
        raise GraphError(
            f"{made.one} and {made.other} are the same by other judgements;"
            " take one back first (`whomet review --judgements` lists them)."
        )
    if made.verdict == SAME:
        for claim in sorted(one):
            for against in sorted(other.intersection(others.different_from(claim))):
                raise GraphError(
                    f"{claim} and {against} were judged different, and would become the same;"
                    f" take that back first: whomet review --forget {claim} {against}."
                )
