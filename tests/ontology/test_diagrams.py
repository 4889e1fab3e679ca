"""The diagrams of the reference page: in Mermaid's grammar, with every class and relationship."""

from __future__ import annotations

import re

import pytest

from whomet.ontology.compile.diagrams import (
    class_diagram,
    groups,
    provenance_diagram,
    roles_diagram,
)
from whomet.ontology.vocabulary import Vocabulary, default_vocabulary

NODE = re.compile(r'  (\w+)(\(\("[^"]+"\)\)|\["[^"]+"\])')
EDGE = re.compile(r"  (\w+) (-->|-\.->)\|([A-Za-z_, ]+)\| (\w+)")
STYLE = re.compile(r"  style (\w+) fill:#[0-9a-f]{6},color:#[0-9a-f]{6}")


def _read(diagram: str) -> tuple[set[str], list[tuple[str, str, str]]]:
    """The nodes and the edges (from, what, to); asserts that every end is a node."""
    first, second, *lines, last = diagram.splitlines()
    assert (first, second, last) == ("```mermaid", "flowchart LR", "```")
    nodes, edges = set(), []
    for line in lines:
        if node := NODE.fullmatch(line):
            nodes.add(node[1])
        elif edge := EDGE.fullmatch(line):
            edges += [(edge[1], what, edge[4]) for what in edge[3].split(", ")]
        else:
            style = STYLE.fullmatch(line)
            assert style, line
            assert style[1] in nodes
    assert {end for source, _, target in edges for end in (source, target)} <= nodes
    assert len(set(edges)) == len(edges)
    return nodes, edges


def test_every_class_and_every_role_is_drawn(vocabulary: Vocabulary) -> None:
    nodes, edges = _read(roles_diagram(vocabulary))
    assert {*vocabulary.entities, *vocabulary.events} <= nodes
    roles = {r.relationship for cls in vocabulary.events.values() for r in cls.roles.values()}
    assert {what for _, what, _ in edges} == roles | {"is a"}


def test_a_role_is_drawn_in_its_direction() -> None:
    _, edges = _read(roles_diagram(default_vocabulary()))
    assert {
        ("Actor", "ATTENDED", "Meeting"),
        ("Visit", "TO", "Place"),
        ("Person", "HELD", "Tenure"),
        ("any_event", "CONCERNS", "any_entity"),
        ("any_event", "PART_OF", "any_event"),
        ("Person", "is a", "Actor"),
    } <= set(edges)


def test_a_subclass_is_drawn_below_its_class_and_repeats_no_role(extended: Vocabulary) -> None:
    _, edges = _read(roles_diagram(extended))
    summit = [edge for edge in edges if "Summit" in edge]
    assert ("Summit", "is a", "Meeting") in summit
    assert not any(what == "ATTENDED" for _, what, _ in summit)


def test_every_link_is_drawn(vocabulary: Vocabulary) -> None:
    nodes, edges = _read(provenance_diagram(vocabulary))
    assert set(vocabulary.system_classes) <= nodes
    assert {what for _, what, _ in edges} == {link.relationship for link in vocabulary.links}
    assert ("Place", "WITHIN", "Place") in edges
    assert ("Place", "WITHIN", "Organization") not in edges


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        (("Person", "Organization", "Delegation"), ["Actor"]),
        (("Person", "Organization", "Delegation", "Place"), ["Actor", "Place"]),
        (("Organization", "Delegation"), ["Organization", "Delegation"]),
        (tuple(default_vocabulary().entities), ["any entity"]),
        (tuple(default_vocabulary().events), ["any event"]),
        (("Meeting", "Visit"), ["Meeting", "Visit"]),
    ],
)
def test_groups(classes: tuple[str, ...], expected: list[str]) -> None:
    assert groups(default_vocabulary(), classes) == expected


def test_each_class_has_its_own() -> None:
    vocabulary = default_vocabulary()
    tenure = vocabulary.events["Tenure"]
    own = [role for role in tenure.roles.values() if not role.common]
    assert class_diagram(vocabulary, tenure, own).splitlines()[1:-1] == [
        "flowchart LR",
        "  event((Tenure))",
        '  holder["Person"] -->|HELD| event',
        '  event -->|AS| position["Position"]',
        '  event -->|IN| organization["Organization"]',
    ]
