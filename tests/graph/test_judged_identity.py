"""What analysts decided of entities, each rule as a small set of briefs in every order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from whomet.graph.projection import EntityJudgement, project
from whomet.graph.projection.entity_judgements import pair
from whomet.ontology.vocabulary import default_vocabulary

from .cases import briefs_of, case_file, project_all_orders

CASES = case_file("judged.yaml")


def judgements_of(case: dict[str, Any]) -> list[EntityJudgement]:
    return [
        EntityJudgement(cls, one, verdict, day=date.fromisoformat(other))
        if verdict == "split"
        else pair(cls, one, other, verdict)
        for cls, one, verdict, other in case["judged"]
    ]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_who_is_who(case: dict[str, Any]) -> None:
    graph = project_all_orders(briefs_of(case, {}), judgements_of(case))
    found: dict[str, dict[str, str]] = {}
    for edge in graph.edges:
        if edge.type == "MENTIONS":
            found.setdefault(edge.source.id, {})[edge.discriminator] = edge.target.id
    assert {brief: {k: found[brief][k] for k in ids} for brief, ids in case["ids"].items()} == (
        case["ids"]
    )


def test_an_alias_that_was_added_is_a_name_of_the_entity_and_merges_nobody() -> None:
    briefs = briefs_of(CASES["names that are the same are one, also those of later briefs"], {})
    added = EntityJudgement("Person", "person:elias-freij", "alias", alias="Elias Fraij")
    graph = project(default_vocabulary(), briefs, [added])
    named = {
        (edge.source.id, edge.discriminator): told["forms"]
        for edge, told in graph.edges.items()
        if edge.type == "NAMED" and edge.target.id == "elias fraij"
    }
    assert named == {
        ("person:elias-fraij", "name"): ["Elias Fraij"],
        ("person:elias-freij", "added"): ["Elias Fraij"],
    }
