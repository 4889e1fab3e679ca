"""The graph is a function of its briefs, whatever the order and the batches they come in."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from graph.connection import Connection
from graph.projection import project
from graph.update import update
from graph.verification import read_graph
from ontology.records import Brief
from ontology.vocabulary import vocabulary

from .strategies import histories

WORDS = vocabulary()


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories())
def test_any_history_leaves_the_graph_of_its_last_briefs(
    graph: Connection, history: list[dict[str, Brief | None]]
) -> None:
    graph.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    standing: dict[str, Brief] = {}
    for step in history:
        graph.write(lambda tx, step=step: update(tx, WORDS, step))
        standing |= {id: brief for id, brief in step.items() if brief is not None}
        standing = {id: brief for id, brief in standing.items() if step.get(id, brief) is not None}
        wanted = project(WORDS, standing.values())
        found = read_graph(graph)
        assert found.nodes == wanted.nodes
        assert found.edges == wanted.edges
