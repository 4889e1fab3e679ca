"""Classes below ours, through a real graph: written, corrected, verified, exported."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import Any

import pytest

from tests.ontology.test_compile import PREFIXES
from whomet import loaders
from whomet.graph import GraphError
from whomet.graph.database.connection import Connection
from whomet.graph.rdf import export
from whomet.graph.writing.loading import load_briefs, retract_briefs
from whomet.graph.writing.verification import verify
from whomet.ontology.compile import compile_ontology
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary, default_vocabulary

CLASSES = (
    PREFIXES
    + """
ext:Summit a owl:Class ; map:nodeLabel "Summit" ; map:bratName "Summit" ;
    rdfs:label "Summit" ; rdfs:subClassOf :Meeting ;
    skos:definition "A meeting of heads of state." ; skos:example "the summit in Sochi" .
ext:Diplomat a owl:Class ; map:nodeLabel "Diplomat" ; map:bratName "Diplomat" ;
    rdfs:label "Diplomat" ; rdfs:subClassOf :Person ;
    skos:definition "A person who is sent." ; skos:example "the envoy" .
"""
)


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    """The vocabulary with a class below Meeting and one below Person."""
    path = tmp_path_factory.mktemp("classes") / "classes.ttl"
    path.write_text(CLASSES, encoding="utf-8")
    return compile_ontology([path]).vocabulary


def brief(vocabulary: Vocabulary, person: str, meeting: str) -> list[Brief]:
    """A brief in which two persons of one class meet."""
    told: dict[str, Any] = {
        "brief": "b",
        "title": "A meeting",
        "source": "Example",
        "published": "2020-01-02",
        "language": "en",
        "text": "Ann Berg and Carl Dahl met.",
        "entities": {
            "ann": {"type": person, "name": "Ann Berg", "ref": "x:1"},
            "carl": {"type": person, "name": "Carl Dahl"},
        },
        "events": {"met": {"type": meeting, "participant": ["ann", "carl"], "when": "2020-01-01"}},
    }
    stream = io.BytesIO(json.dumps(told).encode())
    [read] = loaders.read(["-"], stdin=stream, vocabulary=vocabulary)
    assert read.brief is not None, read.faults
    return [read.brief]


NODES = """
MATCH (n) WHERE NOT n:LoadLock|LoadRecord RETURN properties(n) AS p ORDER BY n.id
"""


def load(graph: Connection, vocabulary: Vocabulary, briefs: Iterable[Brief]) -> None:
    load_briefs(graph, briefs, vocabulary=vocabulary)
    assert verify(graph, vocabulary) == []


def test_a_brief_corrected_to_a_class_below_and_back(
    graph: Connection, vocabulary: Vocabulary
) -> None:
    load(graph, vocabulary, brief(vocabulary, "Person", "Meeting"))
    load(graph, vocabulary, brief(vocabulary, "Diplomat", "Summit"))
    [row] = graph.read("MATCH (e:Meeting) RETURN labels(e) AS labels")
    assert sorted(row["labels"]) == ["Event", "Meeting", "Summit"]
    exported = io.StringIO()
    written = export(graph, exported, "nquads", vocabulary=vocabulary)
    assert exported.getvalue().count("<https://example.org/ext#Summit>") == 1
    assert written.nodes == 6  # two diplomats, their names, the brief, the summit
    load(graph, vocabulary, brief(vocabulary, "Person", "Meeting"))
    assert graph.read("MATCH (e:Summit|Diplomat) RETURN count(e) AS n") == [{"n": 0}]


def test_what_is_not_known_is_left_as_it_is(graph: Connection, vocabulary: Vocabulary) -> None:
    load(graph, vocabulary, brief(vocabulary, "Diplomat", "Summit"))
    nodes = graph.read(NODES)
    sentence = "has 'Diplomat', which the settings do not know; name the Turtle file"
    with pytest.raises(GraphError, match=sentence):
        verify(graph)
    with pytest.raises(GraphError, match=sentence):
        retract_briefs(graph, ["b"])
    with pytest.raises(GraphError, match=sentence):
        load_briefs(graph, brief(default_vocabulary(), "Person", "Meeting"))
    after = graph.read(NODES)
    assert after == nodes
