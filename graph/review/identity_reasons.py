"""The reasons why mentions are one entity: the rule that joins them, or whose judgement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from whomet.graph.projection.briefs import brief_from_properties
from whomet.graph.projection.entity_judgements import (
    NAME,
    EntityJudgement,
    EntityJudgements,
    judgement_from_properties,
    name_unit,
    parse_unit,
)
from whomet.graph.projection.event_judgements import SAME, Judgement
from whomet.graph.projection.identity import KeyedMention, identifiable, keyed_mentions
from whomet.graph.review.judgement_sentences import judgement_sentence
from whomet.graph.review.match_reasons import RowReader
from whomet.graph.writing import cypher
from whomet.graph.writing.stored_state import native
from whomet.ontology.ids import id_in_brief

#: Briefs from which the reasons are read; an entity with more has the same ones over and over.
MOST_BRIEFS = 500
#: Forms of a name that are listed.
SHOWN = 4

BRIEFS = f"""
MATCH (x:{{label}} {{{{id: $id}}}})<-[:MENTIONS]-(b:Brief)
WITH DISTINCT x, b ORDER BY b.published, b.id LIMIT {MOST_BRIEFS}
RETURN properties(b) AS properties,
       COLLECT {{{{ MATCH (b)-[m:MENTIONS]->(e) RETURN [m.key, e = x, e.id] }}}} AS mentions
"""


@dataclass(slots=True)
class _Unit:
    """What some mentions of an entity share, and how they write the name."""

    rule: str
    forms: dict[str, None] = field(default_factory=dict)
    mentions: int = 0


def identity_reasons(reader: RowReader, cls: str, id: str) -> list[str]:
    """Why the mentions of an entity are one, in sentences; none where there is one mention."""
    vocabulary = reader.vocabulary
    made = [
        judgement_from_properties(native(row["properties"]))
        for row in reader.read(cypher.ENTITY_JUDGEMENTS)
    ]
    judged = EntityJudgements(
        (one for one in made if not isinstance(one, Judgement)), vocabulary.entities
    )
    units: dict[str, _Unit] = {}
    label = cypher.class_label(vocabulary, cls)
    for row in reader.read(BRIEFS.format(label=label), {"id": id}):
        brief = brief_from_properties(native(row["properties"]))
        ids = {key: node for key, _, node in row["mentions"]}
        mine = {key for key, is_mine, _ in row["mentions"] if is_mine}
        for keyed in keyed_mentions(vocabulary, brief, judged):
            if keyed.mention.key in mine and keyed.mention.type == cls:
                text, rule = _unit_of(brief.id, keyed, ids)
                unit = units.setdefault(text, _Unit(rule))
                unit.forms[keyed.mention.name] = None
                unit.mentions += 1
    said = list(_by_judgement(cls, {id, *units}, judged))
    return [*_by_rule(id, units, judged), *said]


def _unit_of(brief: str, keyed: KeyedMention, ids: dict[str, str]) -> tuple[str, str]:
    mention = keyed.mention
    if keyed.apart:
        return keyed.apart, "a mention that was judged by itself"
    if mention.ref is not None:
        return mention.ref, "one ref"
    if not identifiable(keyed):
        return id_in_brief(brief, mention.key), "a name that identifies nobody"
    container = ids.get(mention.part_of or "", "")
    rule = "one name that was judged" if keyed.judged else "one name"
    return name_unit(mention.type, keyed.key, container), rule


def _by_rule(id: str, units: dict[str, _Unit], judged: EntityJudgements) -> Iterator[str]:
    for text, unit in sorted(units.items()):
        forms = ", ".join(f"“{form}”" for form in list(unit.forms)[:SHOWN])
        more = ", …" if len(unit.forms) > SHOWN else ""
        times = "1 mention" if unit.mentions == 1 else f"{unit.mentions:,} mentions"
        if unit.mentions > 1 or len(units) > 1:
            yield f"{text}: {unit.rule} in {times} ({forms}{more})"
    if id in units and units[id].rule == "one ref":
        same = {unit for judgement in judged.of_verdict(SAME) for unit in judgement.units}
        for text, unit in sorted(units.items()):
            if unit.rule == "one name" and text not in same:
                yield f"{text} is {id}: no other ref has that name"


def _by_judgement(cls: str, texts: set[str], judged: EntityJudgements) -> Iterator[str]:
    folded = {unit.folded for text in texts if (unit := parse_unit(cls, text)).kind == NAME}
    linked = {other for text in texts for other in judged.linked(cls, text)}
    for judgement in judged.all:
        if judgement.cls != cls or not _concerns(judgement, linked, folded):
            continue
        yield judgement_sentence(judgement)


def _concerns(judgement: EntityJudgement, texts: set[str], folded: set[str]) -> bool:
    if texts.intersection(judgement.units):
        return True
    units = [parse_unit(judgement.cls, text) for text in judgement.units]
    return any(unit.kind == NAME and not unit.container and unit.folded in folded for unit in units)
