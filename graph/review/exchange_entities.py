"""Lines of JSON that judge entities, beside those that judge claims (`exchange.py`).

A line is `{"class": "Person", "one": …, "other": …, "verdict": "same", …}`, with `day` instead of
`other` where the verdict is `split`, and `alias` where it is `alias`.
"""

from __future__ import annotations

from typing import Any

from whomet.graph.projection.entity_judgements import (
    ALIAS,
    ENTITY_VERDICTS,
    NAME,
    SPLIT,
    EntityJudgement,
    pair,
    parse_unit,
)
from whomet.graph.review.exchange_lines import check_keys, optional_day, optional_text
from whomet.ontology.names import fold

REQUIRED, OPTIONAL = ("class", "one", "verdict"), ("by", "on", "note", "batch")
ABOUT = {SPLIT: "day", ALIAS: "alias"}
EXPECTED = {
    "class": "the class of the entities, such as Person",
    "one": "the id of an entity, a name, a ref or a mention, such as person:mara-quill",
    "other": "the id of another, such as wikidata:Q1",
    "verdict": ", ".join(f"'{verdict}'" for verdict in ENTITY_VERDICTS),
    "day": "the first day of the later part, such as 1993-01-20",
    "alias": "another name of the entity",
}


def entity_judgement_from_json(line: dict[str, Any]) -> EntityJudgement:
    """The judgement of a line with `class`. ValueError says what is wrong and was expected."""
    about = ABOUT.get(line.get("verdict", ""), "other")
    check_keys(line, (*REQUIRED, about), OPTIONAL, EXPECTED)
    cls, one, verdict = line["class"], line["one"], line["verdict"]
    if verdict not in ENTITY_VERDICTS:
        raise ValueError(f"unknown verdict '{verdict}'; expected one of {EXPECTED['verdict']}")
    by, note, batch = (optional_text(line, key) for key in ("by", "note", "batch"))
    on = optional_day(line, "on")
    if verdict == SPLIT:
        unit = parse_unit(cls, one)
        if unit.kind != NAME or unit.part:
            raise ValueError(
                f"'one' is '{one}'; expected the id of an unsplit name, such as"
                f" {cls.lower()}:mara-quill"
            )
        day = optional_day(line, "day")
        return EntityJudgement(
            cls, one, verdict, day=day, by=by or "", on=on, note=note, batch=batch
        )
    if verdict == ALIAS:
        alias = line["alias"]
        if not fold(alias):
            raise ValueError(f"'alias' is '{alias}'; expected a name with letters or digits")
        return EntityJudgement(
            cls, one, verdict, alias=alias, by=by or "", on=on, note=note, batch=batch
        )
    if one == line["other"]:
        raise ValueError(f"'one' and 'other' are both '{one}'; expected two")
    return pair(cls, one, line["other"], verdict, by=by or "", on=on, note=note, batch=batch)
