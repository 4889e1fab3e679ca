"""The style of Neo4j Browser, read as Browser reads it: whole, and with captions."""

from __future__ import annotations

import re

import pytest

from whomet.ontology.colors import luminance
from whomet.ontology.exports import export
from whomet.ontology.vocabulary import Vocabulary

# What Browser knows (src/neo4j-arc/graph-visualization/models/GraphStyle.ts of neo4j-browser).
NODE = {
    *("color", "border-color", "border-width", "text-color-internal"),
    *("font-size", "diameter", "caption"),
}
RELATIONSHIP = {
    *("color", "shaft-width", "font-size", "padding"),
    *("text-color-external", "text-color-internal", "caption"),
}
RULE = re.compile(r"\s*([a-z]+(?:\.\w+)?)\s*\{((?:[^{}\"]|\"[^\"]*\")*)\}\s*")
COLOR = re.compile(r"#[0-9a-f]{6}")
WIDTH = re.compile(r"\d+px")


@pytest.fixture
def rules(vocabulary: Vocabulary) -> dict[str, dict[str, str]]:
    """The properties of each selector, in order."""
    text = export("grass", vocabulary)["whomet.grass"]
    found: dict[str, dict[str, str]] = {}
    at = 0
    while at < len(text):
        rule = RULE.match(text, at)
        assert rule, text[at : at + 80]
        selector, body = rule.groups()
        assert selector not in found
        found[selector] = {}
        for declaration in filter(None, map(str.strip, body.split(";"))):
            name, value = declaration.split(":")  # Browser drops what has another colon
            found[selector][name.strip()] = value.strip()
        at = rule.end()
    return found


def test_every_label_has_colour_size_and_caption(
    vocabulary: Vocabulary, rules: dict[str, dict[str, str]]
) -> None:
    nodes = {selector for selector in rules if selector.startswith("node")}
    assert nodes == {"node", *(f"node.{label}" for label in vocabulary.labels())}
    for selector in nodes:
        style = rules[selector]
        assert style.keys() == NODE
        assert style["caption"] == '"{name}"'
        assert WIDTH.fullmatch(style["diameter"])
        assert WIDTH.fullmatch(style["font-size"])
        assert COLOR.fullmatch(style["color"])
        assert COLOR.fullmatch(style["text-color-internal"])


def test_every_relationship_has_colour_and_width(
    vocabulary: Vocabulary, rules: dict[str, dict[str, str]]
) -> None:
    found = {selector for selector in rules if selector.startswith("relationship")}
    assert found == {
        "relationship",
        *(f"relationship.{t}" for t in vocabulary.relationship_types()),
    }
    for selector in found:
        assert rules[selector].keys() == RELATIONSHIP
        assert rules[selector]["caption"] == '"<type>"'
        assert WIDTH.fullmatch(rules[selector]["shaft-width"])


def test_the_rule_of_the_narrowest_label_comes_last(
    extended: Vocabulary, vocabulary: Vocabulary, rules: dict[str, dict[str, str]]
) -> None:
    order = list(rules)
    for cls in (*vocabulary.entities.values(), *vocabulary.events.values()):
        places = [order.index(f"node.{label}") for label in cls.labels]
        assert places == sorted(places)


def test_letters_can_be_read(rules: dict[str, dict[str, str]]) -> None:
    for style in rules.values():
        ends = sorted((luminance(style["color"]), luminance(style["text-color-internal"])))
        assert (ends[1] + 0.05) / (ends[0] + 0.05) >= 4.5
