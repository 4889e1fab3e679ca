"""Every answer twice: by Cypher from Neo4j, by SPARQL from the exported RDF (see `oracle`).

A question joins by adding files and nothing else: `NAME.rq`, and whatever it should be asked about
the examples in `cases.yaml`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import loaders
from graph.connection import Connection
from graph.loading import load_briefs
from queries import catalogue, resolve, run
from queries.catalogue import Question

from .oracle import HERE, WHOMET, Oracle, comparable, names

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "briefs"
CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load((HERE / "cases.yaml").read_text())


def test_every_query_is_of_a_question_and_has_a_comment() -> None:
    assert set(names()) == set(catalogue().names)
    for name in names():
        assert (HERE / f"{name}.rq").read_text(encoding="utf-8").startswith("# ")


@pytest.fixture(scope="module")
def examples(connection: Connection) -> Oracle:
    """The example briefs in the graph, and the RDF of it."""
    connection.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    load_briefs(connection, [read.brief for read in loaders.read([EXAMPLES]) if read.brief])
    return Oracle(connection)


@pytest.mark.parametrize("name", names())
def test_the_examples(examples: Oracle, connection: Connection, name: str) -> None:
    question = catalogue().question(name)
    known = {parameter.name for parameter in question.parameters}
    rows = 0
    for case in [*CASES["every"], *CASES.get(name, [])]:
        if case.keys() <= known and is_whole(question, case):
            rows += agree(examples, connection, question, case)
    assert rows, f"no case of {name} has a row"


def is_whole(question: Question, case: dict[str, Any]) -> bool:
    """Whether a case gives what the question needs."""
    required = {parameter.name for parameter in question.parameters if parameter.required}
    return required <= case.keys() and (
        not question.needs_one_of or bool(set(question.needs_one_of) & case.keys())
    )


def agree(oracle: Oracle, connection: Connection, question: Question, case: dict[str, Any]) -> int:
    """See that both have the same rows, and Cypher in order; how many there are."""
    given = {key: value if isinstance(value, bool) else str(value) for key, value in case.items()}
    resolved = resolve(connection, question, given)
    rows = run(connection, resolved).rows
    told = f"{question.name} {case}"
    assert comparable(question, rows) == comparable(
        question, oracle.rows(question, resolved.values)
    ), told
    if any(column.name == "event" and not column.many for column in question.columns):
        begins = {
            str(id): str(oracle.graph.value(node, WHOMET.beginEarliest) or "9")
            for node, id in oracle.graph.subject_objects(WHOMET.id)
            if (node, WHOMET.eventStatus, None) in oracle.graph  # claims have the ids of events
        }
        order = [(begins[row["event"]], row["event"]) for row in rows]
        assert order == sorted(order), told
    return len(rows)
