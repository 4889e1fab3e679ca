"""Former ids of entities: of names that have a ref now, and of what judgements have merged."""

from __future__ import annotations

from collections.abc import Iterator

from whomet.graph.projection.entity_judgements import (
    NAME,
    EntityJudgement,
    EntityJudgements,
    parse_unit,
)
from whomet.graph.writing.cypher import ENTITY_JUDGEMENTS
from whomet.graph.writing.stored_state import native
from whomet.queries.internal_queries import Reader


def heirs(reader: Reader, text: str) -> Iterator[tuple[str, str]]:
    """What a former id may be today: pairs of a class and an id or a folded name to look up."""
    if ":" not in text:
        return
    rows = reader.read(ENTITY_JUDGEMENTS)
    judged = EntityJudgements(
        EntityJudgement.from_properties(native(row["properties"])) for row in rows
    )
    for cls in reader.vocabulary.entities:
        linked = judged.linked(cls, text)
        for other in sorted(linked - {text}):
            yield cls, other
        for unit in (parse_unit(cls, each) for each in sorted(linked)):
            if unit.kind == NAME and not unit.container:
                yield cls, unit.folded
