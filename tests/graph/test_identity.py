"""Who is who: the rules of identity, each as a small set of briefs in every order."""

from __future__ import annotations

from typing import Any

import pytest

from whomet.graph.projection import Elements, NameTable, NameTables, NameUse

from .cases import briefs_of, case_file, project_all_orders

CASES = case_file("identity.yaml")


def projected(case: dict[str, Any]) -> Elements:
    return project_all_orders(briefs_of(case, {}))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_identity(case: dict[str, Any]) -> None:
    graph = projected(case)
    found: dict[str, dict[str, str]] = {}
    for edge in graph.edges:
        if edge.type == "MENTIONS":
            found.setdefault(edge.source.id, {})[edge.discriminator] = edge.target.id
    for brief, ids in case["ids"].items():
        assert {key: found[brief][key] for key in ids} == ids
    names = {key.id: properties["name"] for key, properties in graph.nodes.items()}
    assert {id: names[id] for id in case.get("shown", {})} == case.get("shown", {})
    for label, ids in case.get("nodes", {}).items():
        assert [key.id for key in graph.nodes if key.label == label] == ids
    kinds = {key.id: properties.get("kind") for key, properties in graph.nodes.items()}
    assert {id: kinds[id] for id in case.get("kinds", {})} == case.get("kinds", {})


def test_only_an_entity_with_a_ref_has_one() -> None:
    graph = projected(CASES["two refs have the name, and each brief keeps its own"])
    refs = {key.id: told.get("ref") for key, told in graph.nodes.items() if key.label == "Person"}
    assert refs == {"x:1": "x:1", "x:2": "x:2", "b3#p": None, "b4#p": None}


def test_repeated_containment_does_not_grow() -> None:
    graph = projected(CASES["a mention without a container takes the only one there is"])
    within = {key: told for key, told in graph.edges.items() if key.type == "WITHIN"}
    assert [(key.source.id, key.target.id, told) for key, told in within.items()] == [
        ("place:france/paris", "place:france", {"briefs": 2})
    ]


def test_the_table_of_a_name_is_kept_as_text() -> None:
    uses = {
        NameUse("Place", "a%7Cb", "x:1|2", "Place:texas"): 3,
        NameUse("Person"): 1,
        NameUse("Person", longer="king abdullah ii"): 2,
    }
    table = NameTable(uses)
    assert NameTable.from_property(table.to_property()).counts == table.counts


@pytest.mark.parametrize(
    ("container", "refs"),
    [("place:illinois", ["x:1", "x:2"]), ("place:oregon", ["x:3"]), ("", [])],
)
def test_the_refs_of_a_name_are_those_in_its_container(container: str, refs: list[str]) -> None:
    table = NameTable(
        {
            NameUse("Place", "place:illinois", "x:1"): 1,
            NameUse("Place", "place:illinois", "x:2"): 1,
            NameUse("Place", "place:oregon", "x:3"): 1,
            NameUse("Person", "place:oregon", "x:4"): 1,
        }
    )
    assert NameTables({"springfield": table}).refs("Place", "springfield", container) == refs
