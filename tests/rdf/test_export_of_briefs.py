"""The export is a function of the briefs, conforms to the shapes, and needs little memory."""

from __future__ import annotations

import io
import tracemalloc
from itertools import islice
from pathlib import Path

import pyshacl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rdflib import RDF, SH, Graph, Namespace

from bench.generated import briefs as generated
from tests.graph.strategies import briefs as any_brief
from whomet.graph.database.connection import Connection
from whomet.graph.errors import GraphError
from whomet.graph.rdf import export, selection
from whomet.graph.rdf.selection import WholeGraph
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import default_vocabulary

from .exports import add, exported, load, parsed

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
WHOMET = Namespace(default_vocabulary().namespace)
few = settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
sets = st.tuples(any_brief("b1"), any_brief("b2"), any_brief("b3"))


def violations(found: Graph) -> list[tuple[str, str]]:
    """What the shapes refuse: the component and its message."""
    shapes = Graph().parse(ONTOLOGY / "shapes.ttl")
    ontology = Graph().parse(ONTOLOGY / "whomet.ttl")
    _, report, _ = pyshacl.validate(found, shacl_graph=shapes, ont_graph=ontology)
    return [
        (
            str(report.value(result, SH.sourceConstraintComponent)).split("#")[1],
            str(report.value(result, SH.resultMessage)),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
        if report.value(result, SH.resultSeverity) == SH.Violation
    ]


def test_the_examples_conform_to_the_shapes(graph: Connection, briefs: list[Brief]) -> None:
    load(graph, briefs)
    assert violations(parsed(exported(graph))) == []


@given(sets)
@few
def test_the_order_of_loading_does_not_show(
    connection: Connection, three: tuple[Brief, ...]
) -> None:
    load(connection, three)
    at_once = exported(connection, "nquads")
    load(connection, three[2:])
    add(connection, three[:1])
    add(connection, three[1:2])
    assert exported(connection, "nquads") == at_once


@given(sets)
@settings(few, max_examples=2)
def test_the_shapes_refuse_only_that_briefs_disagree(
    connection: Connection, three: tuple[Brief, ...]
) -> None:
    """The shapes say what one brief may say; of two leaders in two briefs the graph keeps both."""
    load(connection, three)
    turtle = parsed(exported(connection))
    assert set(parsed(exported(connection, "jsonld"), "jsonld")) == set(turtle)
    assert {component for component, _ in violations(turtle)} <= {"MaxCountConstraintComponent"}


def test_memory_does_not_grow_with_the_graph(
    graph: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two pages at most are held: the one that is written, and the one that is read.
    monkeypatch.setattr(selection, "PAGE", 10)
    many = generated(360)
    peaks, sizes = [], []
    for count in (60, 300):
        add(graph, islice(many, count))
        tracemalloc.start()
        sizes.append(export(graph, Nowhere(), "turtle").triples)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert sizes[1] > 5 * sizes[0]
    assert peaks[1] < 1.3 * peaks[0]


class Nowhere(io.StringIO):
    """A stream that keeps nothing."""

    def write(self, text: str) -> int:
        return len(text)


def test_a_load_meanwhile_is_noticed(
    graph: Connection, briefs: list[Brief], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(graph, briefs[:2])
    monkeypatch.setattr(WholeGraph, "count", lambda _: add(graph, briefs[2:3]) or 1)
    with pytest.raises(GraphError) as told:
        export(graph, io.StringIO(), progress=lambda *_: None)
    assert told.value.message.startswith("Briefs were loaded during the export")
