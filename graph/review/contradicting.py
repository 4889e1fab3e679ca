"""Judgements that contradict each other by what briefs say, as items for a reviewer.

A judgement that contradicts others at once is refused (`entity_judging`, `event_judging`).
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from whomet.graph.database.connection import Connection
from whomet.graph.projection.contradictions import (
    ONE_NAME,
    ONE_REF,
    ONLY_REF,
    Contradiction,
    Link,
    entity_contradictions,
    report_contradictions,
)
from whomet.graph.projection.entity_judgements import EntityJudgement, parse_unit
from whomet.graph.projection.event_judgements import Judgement
from whomet.graph.review.entity_judging import entity_judgement_json
from whomet.graph.review.event_judging import judgement_json
from whomet.graph.review.judged_entities import entities_of, judged_units_of
from whomet.graph.review.judgement_sentences import judgement_sentence
from whomet.graph.review.review_item import CONTRADICTION, ReviewItem
from whomet.graph.writing.affected_briefs import stored_tables
from whomet.graph.writing.stored_state import StateReader
from whomet.ontology.json_values import JsonObject

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

REPORTS = """
UNWIND $ids AS id
MATCH (c:Claim {id: id})-[:ABOUT]->(e:Event)
USING INDEX SEEK c:Claim(id)
RETURN id, c.class AS class, c.ref AS ref, e.id AS event
"""


def contradictions(connection: Connection) -> list[ReviewItem]:
    """The judgements that contradict each other by what briefs say; none are refused for it."""

    def work(transaction: ManagedTransaction) -> list[ReviewItem]:
        read = StateReader(transaction, connection.vocabulary)
        found = (*_of_entities(read), *_of_reports(read))
        return [_item(each, _entities(read, each)) for each in found]

    connection.ensure_usable()
    return connection.prepare(lambda session: session.execute_read(work))


def _of_entities(read: StateReader) -> list[Contradiction]:
    anchors = {parse_unit(made.cls, t).anchor for made in read.judged.all for t in made.units}
    return entity_contradictions(read.judged, stored_tables(read, anchors)) if anchors else []


def _of_reports(read: StateReader) -> list[Contradiction]:
    claims = {claim for made in read.judgements for claim in made.pair}
    rows = read.rows(REPORTS, ids=sorted(claims)) if claims else []
    refs = {row["id"]: f"{row['class']} {row['ref']}" for row in rows if row["ref"] is not None}
    return report_contradictions(read.judgements, refs, {row["id"]: row["event"] for row in rows})


def _entities(read: StateReader, found: Contradiction) -> tuple[str, ...]:
    """The ids of the entities that the judgements are about."""
    units = [
        unit
        for made in found.judgements
        if isinstance(made, EntityJudgement)
        for unit in judged_units_of(read, made)
    ]
    ids = entities_of(read, units).values() if units else ()
    return tuple(sorted({id for id in ids if id is not None}))


def _item(found: Contradiction, entities: tuple[str, ...]) -> ReviewItem:
    made = found.judgement
    units = dict.fromkeys((made.one, made.other or found.chain[0].other))
    return ReviewItem(
        CONTRADICTION,
        " / ".join(units),
        f"{judgement_sentence(made)}; {_outcome(found)}",
        entities=entities,
        judgements=tuple(
            {**_json(each), "in_effect": each not in found.overruled}
            for each in found.judgements
        ),
        chain=tuple(_link(link) for link in found.chain),
        advice=tuple(_advice(found)),
    )  # fmt: skip


def _json(made: Judgement | EntityJudgement) -> JsonObject:
    told = (
        entity_judgement_json(made) if isinstance(made, EntityJudgement) else judgement_json(made)
    )
    return {"id": made.id, **told}


def _outcome(found: Contradiction) -> str:
    if isinstance(found.judgement, EntityJudgement) and found.judgement.day is not None:
        return "what was judged of the whole name has no effect on its parts"
    if not found.apart:
        return "but they are one by now, and it has no effect"
    return "but others join them; they stay apart, as what is judged of the two comes first"


def _link(link: Link) -> str:
    if link.judgement is not None:
        return judgement_sentence(link.judgement)
    why = {
        ONE_NAME: "one name by now",
        ONLY_REF: "no other ref has that name",
        ONE_REF: "the same ref",
    }
    return f"{link.one} is {link.other}: {why[link.rule]}"


def _advice(found: Contradiction) -> Iterator[str]:
    for made in found.judgements:
        day = made.day if isinstance(made, EntityJudgement) else None
        yield f"whomet review --forget {shlex.join((made.one, str(day or made.other)))}"
    for link in found.chain:
        if link.rule == ONLY_REF:
            yield f"whomet review --different {shlex.join((link.one, link.other))}"
    if not found.apart:
        yield "whomet review --different BRIEF#KEY OTHER, for the mentions that are of another"
