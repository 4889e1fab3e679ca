"""Decisions of analysts on whatever they name: claims and events, or entities, by id or name."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from whomet.graph.database.connection import Connection
from whomet.graph.errors import GraphError
from whomet.graph.review import entity_judging, event_judging, judged_entities
from whomet.ontology.errors import WhometError

if TYPE_CHECKING:
    from whomet.graph.review.entity_judging import EntityJudgementResult
    from whomet.graph.review.event_judging import JudgementResult

OnWait = Callable[[str], None] | None


def judge(
    connection: Connection,
    one: str,
    other: str,
    verdict: str,
    *,
    by: str | None = None,
    note: str | None = None,
    cls: str | None = None,
    on_wait: OnWait = None,
) -> JudgementResult | EntityJudgementResult:
    """Judge two claims or events, or two entities; GraphError for one of each."""
    reports = [event_judging.is_report(connection, text) for text in (one, other)]
    if all(reports) and cls is None:
        return event_judging.judge(connection, one, other, verdict, note, on_wait, by=by)
    if any(reports) and cls is None:
        event, entity = (one, other) if reports[0] else (other, one)
        try:
            unit(connection, entity)
        except WhometError:
            # That is neither: GraphError says that there is no such claim or event.
            return event_judging.judge(connection, one, other, verdict, note, on_wait, by=by)
        raise GraphError(
            f"'{event}' is a claim or event, and '{entity}' is an entity; expected two of a kind."
        )
    first, second = (unit(connection, text) for text in (one, other))
    return entity_judging.judge_entities(
        connection, first, second, verdict, cls=cls, by=by, note=note, on_wait=on_wait
    )


def split(
    connection: Connection,
    name: str,
    day: date,
    *,
    by: str | None = None,
    note: str | None = None,
    cls: str | None = None,
    on_wait: OnWait = None,
) -> EntityJudgementResult:
    """Split a name, given by its id or as it is written, at a day."""
    return entity_judging.split_name(
        connection, _name(connection, name, cls), day, cls=cls, by=by, note=note, on_wait=on_wait
    )


def add_alias(
    connection: Connection,
    entity: str,
    alias: str,
    *,
    by: str | None = None,
    note: str | None = None,
    cls: str | None = None,
    on_wait: OnWait = None,
) -> EntityJudgementResult:
    """Give an entity another name to be found by."""
    return entity_judging.add_alias(
        connection, unit(connection, entity), alias, cls=cls, by=by, note=note, on_wait=on_wait
    )


def forget(
    connection: Connection, one: str, other: str, on_wait: OnWait = None
) -> JudgementResult | EntityJudgementResult:
    """Remove a decision: of a pair, or the split of a name at a day, or an alias of an entity."""
    from whomet.graph.projection.entity_judgements import ALIAS, SPLIT
    from whomet.ontology.names import fold

    stored = entity_judging.stored_entity_judgements(connection)
    units = {one, other}
    for text in (one, other):
        # What was decided of something that is not in the graph can be undone, too.
        units.update(_written(connection, text).values())
        with suppress(WhometError):
            units.add(unit(connection, text))
    found = [
        made
        for made in stored
        if (made.other and {made.one, made.other} <= units)
        or (made.one in units and made.verdict == SPLIT and str(made.day) == other)
        or (made.one in units and made.verdict == ALIAS and fold(made.alias or "") == fold(other))
    ]
    if not found:
        return event_judging.forget(connection, one, other, on_wait)
    if len(found) > 1:
        listed = "; ".join(f"{made.cls}: {made}" for made in found)
        raise GraphError(f"There are several such decisions ({listed}); give ids.")
    return entity_judging.forget_judgement(connection, found[0].id, on_wait=on_wait)


def unit(connection: Connection, text: str) -> str:
    """The id that a text is or, for a name as it is written, the id of what bears it.

    QuestionError, with the candidates, for a name that nothing bears, or several.
    """
    from whomet.queries.lookup import look_up
    from whomet.queries.wanted_names import Wanted

    text = text.strip()
    if judged_entities.is_unit(connection, text):
        return text
    [found] = look_up(connection, [Wanted("", text, "entity")])
    return found.id


def _name(connection: Connection, text: str, cls: str | None) -> str:
    """The id of a name that is given as it is written, also where it identifies nobody alone."""
    text = text.strip()
    if judged_entities.is_unit(connection, text):
        return text
    for each, written in _written(connection, text).items():
        if cls in (None, each) and judged_entities.is_unit(connection, written):
            return written
    return unit(connection, text)


def _written(connection: Connection, text: str) -> dict[str, str]:
    """The ids of a name, as it is written, without a container, by class."""
    from whomet.graph.projection.entity_judgements import name_unit
    from whomet.graph.projection.identity import identity_key

    vocabulary = connection.vocabulary
    keys = {cls: identity_key(vocabulary, cls, text, None) for cls in vocabulary.entities}
    return {cls: name_unit(cls, key) for cls, key in keys.items() if key}
