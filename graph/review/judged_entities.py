"""What the units of judgements are in the graph: which a text names, and whose entity each is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from whomet.graph.database.connection import Connection
from whomet.graph.errors import GraphError
from whomet.graph.projection.entity_judgements import (
    MENTION,
    NAME,
    SPLIT,
    EntityJudgement,
    Unit,
    parse_unit,
    parts,
)
from whomet.graph.writing.affected_briefs import stored_tables
from whomet.graph.writing.stored_state import StateReader
from whomet.ontology.ids import brief_and_key, id_in_brief
from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


MENTIONED = """
UNWIND $rows AS row
MATCH (b:Brief {id: row.brief})-[:MENTIONS {key: row.key}]->(x)
USING INDEX SEEK b:Brief(id)
RETURN row.brief AS brief, row.key AS key, labels(x) AS labels, x.id AS id
"""


def is_unit(connection: Connection, text: str) -> bool:
    """Whether a text is the id of an entity, ref, name or mention, in the graph or judged."""

    def work(transaction: ManagedTransaction) -> bool:
        read = StateReader(transaction, connection.vocabulary)
        return bool(named_units(read, connection.vocabulary, text))

    return bool(connection.prepare(lambda session: session.execute_read(work)))


def named_units(read: StateReader, vocabulary: Vocabulary, text: str) -> Mapping[str, str]:
    """The units that an id refers to, by class: empty if it names nothing."""
    entities = "|".join(vocabulary.entities)
    rows = read.rows(f"MATCH (x:{entities} {{id: $id}}) RETURN labels(x) AS labels", id=text)
    rows += _mentioned(read, [text])
    found = {read.node_key(row["labels"], text).label for row in rows}
    found |= {made.cls for made in read.judged.all if text in made.units}
    for cls in vocabulary.entities:
        unit = parse_unit(cls, text)
        if unit.kind == NAME and cls not in found and _is_name(read, unit):
            found.add(cls)
    return dict.fromkeys(sorted(found), text)


def _mentioned(read: StateReader, ids: Iterable[str]) -> list[dict[str, Any]]:
    """The entities of mentions with these ids, as far as the graph has them."""
    named = [brief_and_key(id) for id in ids]
    rows = [{"brief": brief, "key": key} for brief, key in filter(None, named)]
    return read.rows(MENTIONED, rows=rows) if rows else []


def _is_name(read: StateReader, unit: Unit) -> bool:
    """Whether the graph has mentions of a name, or of the name of which it is a part."""
    days = [
        made.day
        for made in read.judged.of_verdict(SPLIT)
        if (made.cls, made.one) == (unit.cls, unit.whole) and made.day is not None
    ]
    if unit.part not in (parts(sorted(days)) if days else ("",)):
        return False
    tables = read.name_tables([unit.folded])
    if any(table.uses(unit.cls) for table in tables.values()):
        return True
    return not unit.container and bool(read.briefs_with_key(unit.cls, unit.folded))


def entity_of(read: StateReader, unit: Unit) -> str:
    """The entity of a unit as a unit itself: an alias is of the whole, not of one mention."""
    return entities_of(read, [unit])[unit] or unit.text


def common_class(texts: Sequence[str], found: Sequence[Mapping[str, str]], cls: str | None) -> str:
    """The class of all texts. GraphError if they have none, or several, in common."""
    for text, units in zip(texts, found, strict=True):
        if not units:
            raise GraphError(
                f"There is no entity, ref, name or mention '{text}'; `whomet show NAME` and the"
                " answers for programs (`--json`) show ids."
            )
    common = set.intersection(*(set(units) for units in found))
    if cls is not None:
        common &= {cls}
    if len(common) == 1:
        return common.pop()
    kinds = " and ".join(
        f"'{text}' is a {' or '.join(units)}" for text, units in zip(texts, found, strict=True)
    )
    if common:
        raise GraphError(f"{kinds}; say which class is meant.", parameters=["cls"])
    expected = f"a {cls}" if cls is not None else "two of one class"
    raise GraphError(f"{kinds}; expected {expected}.")


def judged_units_of(read: StateReader, judgement: EntityJudgement) -> list[Unit]:
    units = [parse_unit(judgement.cls, text) for text in judgement.units]
    if judgement.verdict == SPLIT:
        splits = read.judged.splits.get(units[0].anchor, ())
        days = sorted(day for unit, day in splits if unit == units[0])
        if days:
            return [parse_unit(judgement.cls, f"{judgement.one}@{p}") for p in parts(days)]
    return units


def count_waiting(read: StateReader, judgements: Iterable[EntityJudgement]) -> int:
    """How many judgements name something that the graph does not mention.

    A split waits as long as no part of the name is mentioned.
    """
    made = [(judgement, judged_units_of(read, judgement)) for judgement in judgements]
    found = entities_of(read, (unit for _, units in made for unit in units))
    return sum(
        not (any if judgement.verdict == SPLIT else all)(found[unit] for unit in units)
        for judgement, units in made
    )


def entities_of(read: StateReader, units: Iterable[Unit]) -> dict[Unit, str | None]:
    """The id of the entity that each unit belongs to; None where the graph has no mention of it."""
    wanted = list(dict.fromkeys(units))
    mentions = [unit for unit in wanted if unit.kind == MENTION]
    mentioned = _mentioned(read, [unit.text for unit in mentions])
    found: dict[Unit, str | None] = {
        unit: next(
            (
                row["id"]
                for row in mentioned
                if id_in_brief(row["brief"], row["key"]) == unit.text
                and read.node_key(row["labels"], row["id"]).label == unit.cls
            ),
            None,
        )
        for unit in mentions
    }
    others = [unit for unit in wanted if unit.kind != MENTION]
    tables = stored_tables(read, [unit.anchor for unit in others])
    entities = {unit: tables.units.unit(unit) for unit in others}
    there = read.entity_elements(set(entities.values()), ()).nodes
    return found | {unit: key.id if key in there else None for unit, key in entities.items()}
