"""Every answer twice: by Cypher from Neo4j, by SPARQL from the exported RDF (see `oracle`).

A question joins by adding files and nothing else: `NAME.rq`, and whatever it should be asked about
the examples in `cases.yaml`. Its generated parameters follow from its header in the library.
"""

from __future__ import annotations

import io
import os
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from whomet import loaders
from whomet.graph.database.connection import Connection
from whomet.graph.writing.loading import load_briefs
from whomet.ontology.records import Brief
from whomet.queries import ask, catalogue, resolve, run
from whomet.queries.parameters import NAMED_TYPES, Parameter
from whomet.queries.question import Question

from ..graph.strategies import briefs as made
from .oracle import HERE, Oracle, comparable, names

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "briefs"
CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load((HERE / "cases.yaml").read_text())
GENERATED = int(os.environ.get("TEST_ORACLE", "5"))
"""Sets of briefs that are made: TEST_ORACLE=100 for a long run."""
WITH_NOTES = GENERATED > 5
"""Notes are not compared; a long run makes them, and so sees that none fails."""
ASKED_OF_EACH = 3
"""Answers compared for each generated set of briefs and question."""


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
    rows = run(connection, resolved, with_notes=WITH_NOTES).rows
    told = f"{question.name} {case}"
    assert comparable(question, rows) == comparable(
        question, oracle.rows(question, resolved.values)
    ), told
    # In these a visit comes before the meetings of the day on which it begins.
    in_parts = question.name in ("itinerary", "timeline")
    if not in_parts and any(c.name == "event" and not c.many for c in question.columns):
        begins = oracle.begins()
        if all(len(begins.get(row["event"], "9")) == 1 for row in rows):
            order = [(*begins.get(row["event"], "9"), row["event"]) for row in rows]
            assert order == sorted(order), told
    return len(rows)


@settings(
    max_examples=GENERATED,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_generated_briefs(connection: Connection, data: st.DataObject) -> None:
    several: list[Brief] = [data.draw(made(f"b{n}")) for n in range(data.draw(st.integers(1, 4)))]
    connection.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    load_briefs(connection, several)
    oracle = Oracle(connection)
    counts: dict[str, int] = defaultdict(int)
    for name in names():
        question = catalogue().question(name)
        for _ in range(ASKED_OF_EACH):
            case = data.draw(cases(question, oracle))
            # A graph may have nothing that a question could be about.
            if is_whole(question, case):
                counts[name] += agree(oracle, connection, question, case)
    for name, count in counts.items():
        event(f"{name}: {'some rows' if count else 'no rows'}")


#: Without these, of made briefs, which are as often denied or only planned, little is left.
WIDE: dict[str, Any] = {"status": "any", "include_denied": True, "undated": True}


@st.composite
def cases(draw: st.DrawFn, question: Question, oracle: Oracle) -> dict[str, Any]:
    """Parameters for a question, of what is in the graph."""
    known = {parameter.name for parameter in question.parameters}
    wanted = {parameter.name for parameter in question.parameters if parameter.required}
    if question.needs_one_of:
        wanted.add(draw(st.sampled_from(question.needs_one_of)))
    case: dict[str, Any] = {}
    for parameter in question.parameters:
        if parameter.name == "limit":
            continue
        if parameter.name in wanted or draw(st.integers(0, 9)) == 0:
            value = draw(value_of(parameter, oracle))
            if value is not None:
                case[parameter.name] = value
    if draw(st.booleans()):
        case |= {name: value for name, value in WIDE.items() if name in known}
    if "on" in case:
        case = {key: value for key, value in case.items() if key not in ("since", "until")}
    if str(case.get("since", "")) > str(case.get("until", "9")):
        del case["since"]
    return case


def value_of(parameter: Parameter, oracle: Oracle) -> st.SearchStrategy[Any]:
    """Values that a parameter may have; None where the graph has nothing for it."""
    match parameter.type:
        case "first-day" | "last-day" | "period":
            return st.integers(15, 22).map(lambda day: date(2017, 10, day).isoformat())
        case "flag":
            return st.booleans()
        case "choice":
            return st.sampled_from(parameter.choices)
        case "integer":
            return st.integers(1, 3).map(str)
        case "class":
            return st.sampled_from(["people", "Actor", "Place", "Topic", "source"])
        case "words":
            return st.sampled_from(
                ["quill", "met", "m*", "that day", '"met there"', "-met day", "x"]
            )
        case "publisher":
            return st.sampled_from(oracle.publishers())
        case kind if kind in NAMED_TYPES:
            return st.sampled_from(oracle.unambiguous(kind) or [None])
        case _:
            raise AssertionError(f"say what values a parameter of type {parameter.type} has")


ONE_ID = """
brief: {id}
source: Digest
published: 2017-10-19
text: Ada Lund in Avaland, {words}.
entities:
  ada: {{type: Person, name: Ada Lund, quote: Ada Lund}}
  land: {{type: Place, name: Avaland, quote: Avaland}}
events:
  it: {{type: {type}, quote: Ada Lund, ref: "x:1", {role}: ada, {place}: land, when: {words}}}
"""


@pytest.mark.parametrize("first", ["Statement", "Visit"])
def test_events_of_two_classes_with_one_id_have_an_order(
    first: str, connection: Connection
) -> None:
    said = ONE_ID.format(
        id="a", type="Statement", role="speaker", place="place", words="about 17 October"
    )
    seen = ONE_ID.format(
        id="b", type="Visit", role="visitor", place="destination", words="17 October"
    )
    texts = [said, seen] if first == "Statement" else [seen, said]
    found = [
        next(iter(loaders.read(["-"], stdin=io.BytesIO(text.encode())))).brief for text in texts
    ]
    connection.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    load_briefs(connection, [brief for brief in found if brief is not None])
    oracle = Oracle(connection)
    for name in ("who", "topics", "timeline"):
        parameters = {"place": "Avaland"} if name == "timeline" else {}
        agree(oracle, connection, catalogue().question(name), parameters)
    [land] = [row for row in ask(connection, "who").rows if row["name"] == "Avaland"]
    assert (land["first"], land["last"]) == ("2017-10-17", "2017-10-17~")


IN_A_CIRCLE = """
brief: circle
source: Digest
published: 2017-10-19
text: Ada Lund met Jo Brand, and met him again.
entities:
  ada: {type: Person, name: Ada Lund, quote: Ada Lund}
  jo: {type: Person, name: Jo Brand, quote: Jo Brand}
events:
  one: {type: Meeting, quote: met Jo Brand, participant: [ada, jo], during: other}
  other: {type: Meeting, quote: met him again, participant: [ada, jo], during: one}
"""


def test_events_of_one_name_that_are_part_of_each_other_are_two_rows(
    connection: Connection,
) -> None:
    [read] = loaders.read(["-"], stdin=io.BytesIO(IN_A_CIRCLE.encode()))
    assert read.brief is not None
    connection.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    load_briefs(connection, [read.brief])
    assert agree(Oracle(connection), connection, catalogue().question("conflicts"), {}) == 2
