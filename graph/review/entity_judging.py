"""Storing and removing judgements on entities, after which their mentions are resolved again.

Each function is one transaction: readers see the graph before it or after it. What is stored is a
`whomet.graph.projection.entity_judgements.EntityJudgement`, which names units, not nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from whomet.graph.database.connection import Connection
from whomet.graph.database.schema import apply_schema
from whomet.graph.errors import GraphError
from whomet.graph.projection.entity_judgements import (
    ALIAS,
    MENTION,
    NAME,
    PAIR_VERDICTS,
    SPLIT,
    EntityJudgement,
    EntityJudgements,
    Unit,
    contradictions,
    pair,
    parse_unit,
    parts,
)
from whomet.graph.projection.judgements import DIFFERENT, SAME
from whomet.graph.writing import cypher
from whomet.graph.writing.affected_briefs import stored_tables
from whomet.graph.writing.load_log import LoadLogEntry, OnWait, user_name
from whomet.graph.writing.loading import UNLIMITED
from whomet.graph.writing.stored_state import StateReader, native
from whomet.graph.writing.update import update
from whomet.ontology.json_values import JsonObject
from whomet.ontology.names import fold
from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MENTIONED = """
UNWIND $rows AS row
MATCH (b:Brief {id: row.brief})-[:MENTIONS {key: row.key}]->(x)
USING INDEX SEEK b:Brief(id)
RETURN row.brief AS brief, row.key AS key, labels(x) AS labels, x.id AS id
"""
SHOWN = 3


@dataclass(frozen=True, slots=True)
class EntityJudgementResult:
    """A judgement that was stored, or removed (`kept` is false).

    `entities` has for each of its units the id of the entity that it belongs to now, None where
    the graph has no mention of it.
    """

    judgement: EntityJudgement
    kept: bool
    entities: tuple[str | None, ...]

    @property
    def events(self) -> tuple[str | None, str | None]:
        """No events: what `JudgementResult` has of claims."""
        return (None, None)

    def to_json(self) -> JsonObject:
        """As `whomet review --json` prints it."""
        made = entity_judgement_json(self.judgement)
        return {**made, "kept": self.kept, "entities": list(self.entities)}


def entity_judgement_json(judgement: EntityJudgement) -> JsonObject:
    """A judgement as JSON: `other`, `day` or `alias`, whichever its verdict has."""
    made: JsonObject = {"class": judgement.cls, "one": judgement.one}
    if judgement.other:
        made["other"] = judgement.other
    made["verdict"] = judgement.verdict
    if judgement.day is not None:
        made["day"] = judgement.day.isoformat()
    if judgement.alias is not None:
        made["alias"] = judgement.alias
    made["by"] = judgement.by
    made["on"] = judgement.on.isoformat() if judgement.on else None
    made["note"] = judgement.note
    if judgement.batch is not None:
        made["batch"] = judgement.batch
    return made


def stored_entity_judgements(connection: Connection) -> list[EntityJudgement]:
    """The judgements on entities in the database, in the order of their ids."""
    rows = connection.read(cypher.ENTITY_JUDGEMENTS)
    return [EntityJudgement.from_properties(native(row["properties"])) for row in rows]


def judge_entities(
    connection: Connection,
    one: str,
    other: str,
    verdict: str,
    *,
    cls: str | None = None,
    by: str | None = None,
    note: str | None = None,
    on_wait: OnWait | None = None,
) -> EntityJudgementResult:
    """Judge two entities, refs, names or mentions `same`, `different` or `unsure`.

    `one` and `other` are ids: of an entity, a ref, the id of a name, or `brief#key` for one mention
    alone. A judgement of the same pair is replaced. GraphError if one of them names nothing, if
    their classes differ, or if other judgements contradict. `cls` chooses the class where an id
    has several; `by` is who decided, the user of this process by default.
    """
    if verdict not in PAIR_VERDICTS:
        expected = "', '".join(PAIR_VERDICTS)
        raise GraphError(f"Unknown verdict '{verdict}'; expected one of '{expected}'.")

    def make(read: StateReader) -> EntityJudgement:
        found = [named_units(read, connection.vocabulary, text) for text in (one, other)]
        chosen = _common_class((one, other), found, cls)
        first, second = (units[chosen] for units in found)
        if first == second:
            raise GraphError(f"'{one}' and '{other}' are one {chosen} already; name two.")
        return pair(
            chosen, first, second, verdict, by=by or user_name(), on=date.today(), note=note
        )

    return _keep_one(connection, make, LoadLogEntry(f"review --{verdict}"), on_wait)


def split_name(
    connection: Connection,
    name: str,
    day: date,
    *,
    cls: str | None = None,
    by: str | None = None,
    note: str | None = None,
    on_wait: OnWait | None = None,
) -> EntityJudgementResult:
    """Split the name with the id `name`: what is dated before `day` is of another than the rest.

    GraphError if `name` is no name in the graph, or if it was judged as a whole.
    """

    def make(read: StateReader) -> EntityJudgement:
        units = named_units(read, connection.vocabulary, name)
        chosen = _common_class((name,), [units], cls)
        unit = parse_unit(chosen, units[chosen])
        if unit.kind != NAME:
            raise GraphError(
                f"'{name}' is no name, but {'a ref' if unit.kind == 'ref' else 'one mention'};"
                f" only a name can be split, such as {chosen.lower()}:jo-quill."
            )
        return EntityJudgement(
            chosen, unit.whole, SPLIT, day=day, by=by or user_name(), on=date.today(), note=note
        )

    return _keep_one(connection, make, LoadLogEntry("review --split"), on_wait)


def add_alias(
    connection: Connection,
    entity: str,
    alias: str,
    *,
    cls: str | None = None,
    by: str | None = None,
    note: str | None = None,
    on_wait: OnWait | None = None,
) -> EntityJudgementResult:
    """Give an entity another name to be found by; it merges nobody.

    GraphError if `entity` names nothing, or `alias` has no letter or digit.
    """
    if not fold(alias):
        raise GraphError(f"'{alias}' has no letter or digit; expected a name.")

    def make(read: StateReader) -> EntityJudgement:
        units = named_units(read, connection.vocabulary, entity)
        chosen = _common_class((entity,), [units], cls)
        return EntityJudgement(
            chosen,
            _entity_of(read, parse_unit(chosen, units[chosen])),
            ALIAS,
            alias=" ".join(alias.split()),
            by=by or user_name(),
            on=date.today(),
            note=note,
        )

    return _keep_one(connection, make, LoadLogEntry("review --alias"), on_wait)


def keep_judgements(
    connection: Connection,
    judgements: Iterable[EntityJudgement],
    *,
    command: str = "review",
    on_wait: OnWait | None = None,
) -> int:
    """Store many judgements at once, all or none; returns how many are new or other than before.

    GraphError if any contradicts another. Their units need not be in the graph.
    """
    made = list(judgements)

    def change(read: StateReader) -> _Change:
        stored = read.judged
        new = [one for one in made if stored.by_id.get(one.id) != one]
        ensure_possible(stored, new)
        return _Change(new, ())

    return len(_changed(connection, change, LoadLogEntry(command), on_wait).kept)


def forget_entities(
    connection: Connection,
    one: str,
    other: str,
    *,
    cls: str | None = None,
    on_wait: OnWait | None = None,
) -> EntityJudgementResult:
    """Remove the judgement of two units. GraphError if there is none."""

    def find(read: StateReader) -> EntityJudgement:
        wanted = sorted((one, other))
        found = [
            made
            for made in read.judged.all
            if sorted(made.units) == wanted and (cls is None or made.cls == cls)
        ]
        return _only(found, f"There is no judgement of '{one}' and '{other}'")

    return _forget_one(connection, find, on_wait)


def forget_split(
    connection: Connection, name: str, day: date | None = None, *, on_wait: OnWait | None = None
) -> EntityJudgementResult:
    """Remove the split of a name at a day, or its only one. GraphError if there is none."""

    def find(read: StateReader) -> EntityJudgement:
        found = [
            made
            for made in read.judged.of_verdict(SPLIT)
            if made.one == name and day in (None, made.day)
        ]
        at = f" at {day}" if day is not None else ""
        return _only(found, f"'{name}' is not split{at}")

    return _forget_one(connection, find, on_wait)


def forget_alias(
    connection: Connection, entity: str, alias: str, *, on_wait: OnWait | None = None
) -> EntityJudgementResult:
    """Remove an alias that an analyst gave. GraphError if there is none."""

    def find(read: StateReader) -> EntityJudgement:
        found = [
            made
            for made in read.judged.of_verdict(ALIAS)
            if made.one == entity and fold(made.alias or "") == fold(alias)
        ]
        return _only(found, f"No analyst gave '{entity}' the alias '{alias}'")

    return _forget_one(connection, find, on_wait)


def forget_batch(connection: Connection, batch: str, *, on_wait: OnWait | None = None) -> int:
    """Remove the judgements that were made as one; returns how many. GraphError if none were."""

    def change(read: StateReader) -> _Change:
        found = [made for made in read.judged.all if made.batch == batch]
        if not found:
            raise GraphError(
                f"There is no judgement of the batch '{batch}';"
                " `whomet review --judgements` lists them."
            )
        return _Change((), found)

    return len(_changed(connection, change, LoadLogEntry("review --forget"), on_wait).removed)


def forget_judgement(
    connection: Connection, id: str, *, on_wait: OnWait | None = None
) -> EntityJudgementResult:
    """Remove the judgement with this id. GraphError if there is none."""

    def find(read: StateReader) -> EntityJudgement:
        found = read.judged.by_id.get(id)
        return _only([found] if found is not None else [], f"There is no judgement '{id}'")

    return _forget_one(connection, find, on_wait)


def is_unit(connection: Connection, text: str) -> bool:
    """Whether a text is the id of an entity, ref, name or mention, in the graph or judged."""

    def work(transaction: ManagedTransaction) -> bool:
        read = StateReader(transaction, connection.vocabulary)
        return bool(named_units(read, connection.vocabulary, text))

    return bool(connection.prepare(lambda session: session.execute_read(work)))


def named_units(read: StateReader, vocabulary: Vocabulary, text: str) -> Mapping[str, str]:
    """The units that an id stands for, by class: empty if it names nothing."""
    entities = "|".join(vocabulary.entities)
    rows = read.rows(f"MATCH (x:{entities} {{id: $id}}) RETURN labels(x) AS labels", id=text)
    brief, mark, key = text.partition("#")
    if mark:
        rows += read.rows(MENTIONED, rows=[{"brief": brief, "key": key}])
    found = {read.node_key(row["labels"], text).label for row in rows}
    found |= {made.cls for made in read.judged.all if text in made.units}
    for cls in vocabulary.entities:
        unit = parse_unit(cls, text)
        if unit.kind == NAME and cls not in found and _is_name(read, unit):
            found.add(cls)
    return dict.fromkeys(sorted(found), text)


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


def _entity_of(read: StateReader, unit: Unit) -> str:
    """The entity of a unit as a unit itself: an alias is of the whole, not of one mention."""
    return entities_of(read, [unit])[unit] or unit.text


def _common_class(texts: Sequence[str], found: Sequence[Mapping[str, str]], cls: str | None) -> str:
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


def ensure_possible(stored: EntityJudgements, new: Iterable[EntityJudgement]) -> None:
    """GraphError if judgements contradict each other, or those that are stored, by any chain."""
    for _, fault in contradicting(stored, new):
        raise GraphError(fault)


def contradicting(
    stored: EntityJudgements, new: Iterable[EntityJudgement]
) -> Iterator[tuple[Sequence[EntityJudgement], str]]:
    """The judgements that contradict each other, with what is wrong; not those stored already."""
    made = {judgement.id: judgement for judgement in new}
    rest = {id: judgement for id, judgement in stored.by_id.items() if id not in made}
    together = [*rest.values(), *made.values()]
    for different, chain in contradictions(together):
        if made.keys() & {judgement.id for judgement in (different, *chain)}:
            told = ", ".join(_told(judgement) for judgement in chain)
            yield (
                (different, *chain),
                f"{_told(different)} contradicts {told}; take one of them back first, such as"
                f" whomet review --forget {chain[0].one} {chain[0].other}",
            )
    whole = {
        (judgement.cls, text): judgement
        for judgement in together
        if judgement.verdict in (SAME, DIFFERENT)
        for text in judgement.units
    }
    for judgement in together:
        other = whole.get((judgement.cls, judgement.one))
        if (
            judgement.verdict == SPLIT
            and other is not None
            and {judgement.id, other.id} & set(made)
        ):
            part = parts([judgement.day or date.min])[-1]
            yield (
                (judgement, other),
                f"{_told(judgement)}, but {_told(other)} is about the whole name; judge a part,"
                f" such as {judgement.one}@{part}, instead",
            )


def _told(judgement: EntityJudgement) -> str:
    by = f" ({judgement.by})" if judgement.by else ""
    return f"'{judgement}'{by}"


def _only(found: Sequence[EntityJudgement], nothing: str) -> EntityJudgement:
    if not found:
        raise GraphError(f"{nothing}; `whomet review --judgements` lists those there are.")
    if len(found) > 1:
        listed = "; ".join(f"{made.cls}: {made}" for made in found[:SHOWN])
        raise GraphError(f"There are several such judgements ({listed}); say which.")
    return found[0]


@dataclass(frozen=True, slots=True)
class _Change:
    kept: Sequence[EntityJudgement]
    removed: Sequence[EntityJudgement]
    entities: tuple[str | None, ...] = ()


_Find = Callable[["StateReader"], EntityJudgement]


def _keep_one(
    connection: Connection, make: _Find, entry: LoadLogEntry, on_wait: OnWait | None
) -> EntityJudgementResult:
    def change(read: StateReader) -> _Change:
        made = make(read)
        ensure_possible(read.judged, [made])
        return _Change([made], ())

    done = _changed(connection, change, entry, on_wait)
    return EntityJudgementResult(done.kept[0], True, done.entities)


def _forget_one(
    connection: Connection, find: _Find, on_wait: OnWait | None
) -> EntityJudgementResult:
    def change(read: StateReader) -> _Change:
        return _Change((), [find(read)])

    done = _changed(connection, change, LoadLogEntry("review --forget"), on_wait)
    return EntityJudgementResult(done.removed[0], False, done.entities)


def _changed(
    connection: Connection,
    change: Callable[[StateReader], _Change],
    entry: LoadLogEntry,
    on_wait: OnWait | None,
) -> _Change:
    vocabulary = connection.vocabulary
    connection.prepare(lambda session: apply_schema(session, vocabulary))

    def write(transaction: ManagedTransaction) -> _Change:
        entry.take_lock(connection, transaction, on_wait)
        made = change(StateReader(transaction, vocabulary))
        change_judgements(transaction, vocabulary, made.kept, made.removed)
        read = StateReader(transaction, vocabulary)
        concerned = [*made.kept, *made.removed][:1]
        found = tuple(entity for each in concerned for entity in _entities_of(read, each))
        return replace(made, entities=found)

    return connection.write(write, UNLIMITED, entry.metadata)


def change_judgements(
    transaction: ManagedTransaction,
    vocabulary: Vocabulary,
    kept: Iterable[EntityJudgement],
    removed: Iterable[EntityJudgement] = (),
) -> None:
    """Store and remove judgements in a transaction that has the lock; the graph follows."""
    stored = StateReader(transaction, vocabulary).judged
    after = {**stored.by_id, **{made.id: made for made in kept}}
    for made in removed:
        after.pop(made.id, None)
    update(transaction, vocabulary, {}, judged=list(after.values()))


def _entities_of(read: StateReader, judgement: EntityJudgement) -> list[str | None]:
    """The entity of each unit of a judgement; of a split name that of each part."""
    units = _judged_units(read, judgement)
    found = entities_of(read, units)
    return [found[unit] for unit in units]


def _judged_units(read: StateReader, judgement: EntityJudgement) -> list[Unit]:
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
    made = [(judgement, _judged_units(read, judgement)) for judgement in judgements]
    found = entities_of(read, (unit for _, units in made for unit in units))
    return sum(
        not (any if judgement.verdict == SPLIT else all)(found[unit] for unit in units)
        for judgement, units in made
    )


def entities_of(read: StateReader, units: Iterable[Unit]) -> dict[Unit, str | None]:
    """The id of the entity that each unit belongs to; None where the graph has no mention of it."""
    wanted = list(dict.fromkeys(units))
    mentions = [unit for unit in wanted if unit.kind == MENTION]
    rows = [dict(zip(("brief", "key"), unit.text.split("#", 1), strict=True)) for unit in mentions]
    mentioned = read.rows(MENTIONED, rows=rows) if rows else []
    found: dict[Unit, str | None] = {
        unit: next(
            (
                row["id"]
                for row in mentioned
                if f"{row['brief']}#{row['key']}" == unit.text
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
