"""Which pairs of entities were decided: judged different, or left as unsure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.entity_judgements import (
    NAME,
    UNSURE,
    EntityJudgement,
    EntityJudgements,
    parse_unit,
)
from whomet.graph.projection.event_judgements import DIFFERENT
from whomet.graph.review.proposals.entity_profiles import Reader
from whomet.graph.writing import cypher
from whomet.graph.writing.stored_state import native
from whomet.ontology.ids import brief_and_key

# What bears a unit: the node of that id, of that mention, else those of that name.
_BEARERS = """
UNWIND $rows AS row
CALL (row) {{
  MATCH (x:{label} {{id: row.text}})
  RETURN x, 0 AS level
UNION
  MATCH (:Brief {{id: row.brief}})-[:MENTIONS {{key: row.key}}]->(x:{label})
  RETURN x, 0 AS level
UNION
  MATCH (:Name {{folded: row.folded}})<-[r:NAMED]-(x:{label})
  WHERE r.`as` = 'name'
  RETURN x, 1 AS level
}}
RETURN row.text AS text, x.id AS id, level
ORDER BY text, level, id
"""


def decided_pairs(reader: Reader) -> Callable[[NodeKey, NodeKey], bool]:
    """Whether two entities were judged different or unsure, by the judgements as they are now."""
    judgements = read_judgements(reader)
    made = list(judgements.of_verdict(DIFFERENT, UNSURE))
    nodes = bearers(reader, ((one.cls, text) for one in made for text in one.units))
    pairs = {
        frozenset((a, b))
        for judgement in made
        for a in nodes.get((judgement.cls, judgement.one), ())
        for b in nodes.get((judgement.cls, judgement.other), ())
    }
    return lambda one, other: frozenset((one, other)) in pairs


def read_judgements(reader: Reader) -> EntityJudgements:
    """All judgements on entities."""
    rows = reader.read(cypher.ENTITY_JUDGEMENTS)
    return EntityJudgements(
        EntityJudgement.from_properties(native(row["properties"])) for row in rows
    )


def bearers(
    reader: Reader, units: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], list[NodeKey]]:
    """The entities that bear each unit, given as class and text; of a name there may be several."""
    by_class: dict[str, set[str]] = {}
    for cls, text in units:
        by_class.setdefault(cls, set()).add(text)
    found: dict[tuple[str, str], list[NodeKey]] = {}
    levels: dict[tuple[str, str], int] = {}
    for cls, texts in sorted(by_class.items()):
        rows = [_row(cls, text) for text in sorted(texts)]
        for row in reader.read(_BEARERS.format(label=cls), {"rows": rows}):
            unit = cls, row["text"]
            if row["level"] <= levels.setdefault(unit, row["level"]):
                found.setdefault(unit, []).append(NodeKey(cls, row["id"]))
    return found


def _row(cls: str, text: str) -> dict[str, str | None]:
    unit = parse_unit(cls, text)
    brief, key = brief_and_key(text) or (None, None)
    return {
        "text": text,
        "folded": unit.folded if unit.kind == NAME else None,
        "brief": brief,
        "key": key,
    }
