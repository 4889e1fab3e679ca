"""Every label, relationship type and property that the graph holds stands in the ontology."""

from __future__ import annotations

from pathlib import Path

import pytest

from whomet.graph.projection import Elements, project
from whomet.loaders import read
from whomet.ontology.vocabulary import Vocabulary, default_vocabulary

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return default_vocabulary()


@pytest.fixture(scope="module")
def elements(vocabulary: Vocabulary) -> Elements:
    """The graph of the example briefs."""
    found = [one.brief for one in read([ROOT / "examples" / "briefs"]) if one.brief is not None]
    assert len(found) >= 14
    return project(vocabulary, found)


def test_labels(vocabulary: Vocabulary, elements: Elements) -> None:
    assert {node.label for node in elements.nodes} <= set(vocabulary.node_labels_with_id())


def test_relationships_join_what_they_may(vocabulary: Vocabulary, elements: Elements) -> None:
    allowed = {
        (link.relationship, source, target)
        for link in vocabulary.links
        for source in link.sources
        for target in link.targets
    } | {
        (role.relationship, *((name, filler) if role.outgoing else (filler, name)))
        for name, event in vocabulary.events.items()
        for role in event.roles.values()
        for filler in role.range
    }
    found = {(edge.type, edge.source.label, edge.target.label) for edge in elements.edges}
    assert found - allowed == set()


def test_properties(vocabulary: Vocabulary, elements: Elements) -> None:
    allowed = {(owner, told.name) for told in vocabulary.properties for owner in told.owners}
    labels = {
        **{name: cls.labels for name, cls in vocabulary.entities.items()},
        **{name: cls.labels for name, cls in vocabulary.events.items()},
        **{name: cls.labels for name, cls in vocabulary.system_classes.items()},
    }
    of_nodes = {
        (node.label, name)
        for node, properties in elements.nodes.items()
        for name in properties
        if not any((label, name) in allowed for label in labels[node.label])
    }
    of_edges = {
        (edge.type, name)
        for edge, properties in elements.edges.items()
        for name in properties
        if (edge.type, name) not in allowed
    }
    assert (of_nodes, of_edges) == (set(), set())
