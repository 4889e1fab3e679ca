"""Judgements on entities by themselves: how units are written, and what contradicts what."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whomet.graph.projection.entity_judgements import (
    ALIAS,
    SPLIT,
    EntityJudgement,
    EntityJudgements,
    contradictions,
    name_unit,
    pair,
    parse_unit,
    part_of_day,
    parts,
)
from whomet.ontology.names import fold


@given(name=st.text(min_size=1).map(fold).filter(bool), inside=st.sampled_from(["", "x:1", "b#k"]))
def test_a_name_can_be_read_from_its_text(name: str, inside: str) -> None:
    text = name_unit("Place", name, inside)
    unit = parse_unit("Place", text)
    assert (unit.kind, unit.folded, unit.container, unit.part) == ("name", name, inside, "")
    assert name_unit("Place", unit.folded, unit.container) == text


@pytest.mark.parametrize(
    ("text", "kind", "folded", "container", "part"),
    [
        ("person:mara-quill", "name", "mara quill", "", ""),
        ("person:mara-quill@-1993-01-20", "name", "mara quill", "", "-1993-01-20"),
        ("person:x/y-z@1850-", "name", "y z", "x", "1850-"),
        ("wikidata:Q794", "ref", "", "", ""),
        ("2017-10-19-damascus#assad", "mention", "", "", ""),
        ("geo:52#1", "ref", "", "", ""),
    ],
)
def test_what_a_text_stands_for(
    text: str, kind: str, folded: str, container: str, part: str
) -> None:
    unit = parse_unit("Person", text)
    assert (unit.kind, unit.folded, unit.container, unit.part) == (kind, folded, container, part)


def test_the_parts_of_a_name_that_is_split() -> None:
    days = [date(1850, 1, 1), date(1993, 1, 20)]
    assert parts(days) == ["-1850", "1850-1993-01-20", "1993-01-20-"]
    assert part_of_day(days, date(1849, 12, 31)) == "-1850"
    assert part_of_day(days, date(1850, 1, 1)) == "1850-1993-01-20"
    assert part_of_day(days, date(1993, 1, 20)) == "1993-01-20-"


MADE = [
    pair("Person", "x:1", "person:a", "same", by="Mara", on=date(2026, 11, 29), batch="one word"),
    EntityJudgement("Person", "person:a", SPLIT, day=date(1993, 1, 20), note="Two presidents."),
    EntityJudgement("Place", "place:syria", ALIAS, alias="Syrie"),
]


@pytest.mark.parametrize("made", MADE, ids=str)
def test_a_judgement_is_kept_as_properties(made: EntityJudgement) -> None:
    assert EntityJudgement.from_properties(made.properties()) == made
    assert None not in made.properties().values()


def test_what_is_different_must_not_be_the_same_by_others() -> None:
    chain = [pair("Person", one, other, "same") for one, other in ("ab", "bc", "cd")]
    different = pair("Person", "a", "d", "different")
    assert contradictions([*chain, different]) == [(different, chain)]
    elsewhere = pair("Place", "a", "d", "different")
    assert contradictions([*chain, elsewhere, pair("Person", "a", "e", "different")]) == []
    assert contradictions([*chain[1:], different, pair("Person", "a", "b", "unsure")]) == []
    assert EntityJudgements(chain).linked("Person", "c") == {"a", "b", "c", "d"}
