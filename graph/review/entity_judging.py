"""Storing and removing judgements on entities, after which their mentions are resolved again.

Each function is one transaction: readers see the graph before it or after it. What is stored is a
`whomet.graph.projection.entity_judgements.EntityJudgement`, which names units, not nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from whomet.graph.database.connection import Connection
from whomet.graph.database.schema import apply_schema
from whomet.graph.errors import GraphError
from whomet.graph.projection.contradictions import entity_contradictions
from whomet.graph.projection.entity_judgements import (
    ALIAS,
    NAME,
    PAIR_VERDICTS,
    SPLIT,
    EntityJudgement,
    EntityJudgements,
    contradictions,
    pair,
    parse_unit,
    parts,
)
from whomet.graph.projection.event_judgements import DIFFERENT, SAME
from whomet.graph.review.judged_entities import (
    common_class,
    entities_of,
    entity_of,
    judged_units_of,
    named_units,
)
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
        chosen = common_class((one, other), found, cls)
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

    GraphError if `name` is not a name in the graph, or if it was judged as a whole.
    """

    def make(read: StateReader) -> EntityJudgement:
        units = named_units(read, connection.vocabulary, name)
        chosen = common_class((name,), [units], cls)
        unit = parse_unit(chosen, units[chosen])
        if unit.kind != NAME:
            raise GraphError(
                f"'{name}' is not a name, but {'a ref' if unit.kind == 'ref' else 'one mention'};"
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
        chosen = common_class((entity,), [units], cls)
        return EntityJudgement(
            chosen,
            entity_of(read, parse_unit(chosen, units[chosen])),
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
                f"{_told(judgement)}, but {_told(other)} is about the complete name; judge a part,"
                f" such as {judgement.one}@{part}, instead",
            )


def _ensure_possible_now(read: StateReader, made: EntityJudgement) -> None:
    """GraphError if a judgement contradicts others because two of their names are one by now.

    A chain by the names of a ref is no hindrance: a judgement comes before the rules.
    """
    if made.verdict not in (SAME, DIFFERENT, SPLIT):
        return
    rest = (each for each in read.judged.all if each.id != made.id)
    judged = EntityJudgements([*rest, made], read.vocabulary.entities)
    anchor = parse_unit(made.cls, made.one).anchor
    of_group = judged.pairs.get(judged.groups.get(anchor, frozenset()), ())
    concerned = EntityJudgements({each.id: each for each in (*of_group, made)}.values())
    anchors = {parse_unit(each.cls, text).anchor for each in concerned.all for text in each.units}
    tables = stored_tables(read, anchors, judged)
    for found in entity_contradictions(concerned, tables):
        if made in found.judgements and not found.rests_on_refs:
            others = [str(each) for each in found.judgements if each != made]
            one_name = [f"{link.one} is {link.other}" for link in found.chain if link.rule]
            against = f" contradicts {', '.join(others)}" if others else " cannot be"
            raise GraphError(
                f"{_told(made)}{against}, as {' and '.join(one_name)} by name now;"
                " take one of them back first, or judge single mentions (brief#key)"
            )


def _told(judgement: EntityJudgement) -> str:
    by = f" ({judgement.by})" if judgement.by else ""
    return f"'{judgement}'{by}"


def _only(found: Sequence[EntityJudgement], nothing: str) -> EntityJudgement:
    if not found:
        raise GraphError(f"{nothing}; `whomet review --judgements` lists them.")
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
        _ensure_possible_now(read, made)
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
    units = judged_units_of(read, judgement)
    found = entities_of(read, units)
    return [found[unit] for unit in units]
