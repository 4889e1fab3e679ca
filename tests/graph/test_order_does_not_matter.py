"""The graph is a function of its briefs, whatever the order and the batches they come in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.engines import LANGUAGES, OTHER_ENGINE
from whomet.graph.database.connection import Connection
from whomet.graph.errors import GraphError
from whomet.graph.projection import project
from whomet.graph.writing import verification
from whomet.graph.writing.update import UpdateResult, update
from whomet.graph.writing.verification import read_graph, verify
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import default_vocabulary

from .cases import briefs_of, case_file
from .strategies import histories

WORDS = default_vocabulary()
FEW = settings(
    max_examples=5,
    deadline=None,
    # Shrinking through a server takes many minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def empty(graph: Connection) -> None:
    graph.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())


def step(graph: Connection, wanted: dict[str, Brief | None]) -> UpdateResult:
    return graph.write(lambda tx: update(tx, WORDS, wanted))


def assert_graph_of(briefs: Iterable[Brief], graph: Connection) -> None:
    wanted, found = project(WORDS, briefs), read_graph(graph)
    assert found.nodes == wanted.nodes
    assert found.edges == wanted.edges


def follow(graph: Connection, history: list[dict[str, Brief | None]]) -> None:
    empty(graph)
    standing: dict[str, Brief] = {}
    for wanted in history:
        step(graph, wanted)
        standing |= {id: brief for id, brief in wanted.items() if brief is not None}
        standing = {id: b for id, b in standing.items() if wanted.get(id, b) is not None}
        assert_graph_of(standing.values(), graph)


@settings(FEW, max_examples=FEW.max_examples if OTHER_ENGINE else 60)
@given(history=histories())
def test_any_history_leaves_the_graph_of_its_last_briefs(
    graph: Connection, history: list[dict[str, Brief | None]]
) -> None:
    follow(graph, history)


def sets_of_briefs() -> Iterator[list[Brief]]:
    """The briefs of every case in which one brief bears upon another."""
    identity, events = case_file("identity.yaml"), case_file("events.yaml")
    matching = case_file("matching.yaml")
    for case in (*identity.values(), *events["cases"].values()):
        if len(case["briefs"]) > 1:
            yield briefs_of(case, events["cast"])
    for case in matching["cases"].values():
        yield briefs_of(case, matching["cast"])


def come_and_go(graph: Connection, sets: Iterable[list[Brief]]) -> None:
    for briefs in sets:
        empty(graph)
        for count, brief in enumerate(briefs, start=1):
            step(graph, {brief.id: brief})
            assert_graph_of(briefs[:count], graph)
        for count, brief in enumerate(briefs, start=1):
            step(graph, {brief.id: None})
            assert_graph_of(briefs[count:], graph)


def test_every_case_comes_and_goes_brief_by_brief(graph: Connection) -> None:
    come_and_go(graph, islice(sets_of_briefs(), 0, None, 5 if OTHER_ENGINE else 1))


if not OTHER_ENGINE:

    @pytest.mark.languages(LANGUAGES[1])
    @FEW
    @given(history=histories())
    def test_any_history_in_cypher_25(
        graph: Connection, history: list[dict[str, Brief | None]]
    ) -> None:
        follow(graph, history)

    @pytest.mark.languages(LANGUAGES[1])
    def test_every_fifth_case_in_cypher_25(graph: Connection) -> None:
        come_and_go(graph, islice(sets_of_briefs(), 0, None, 5))


def test_a_load_says_which_names_it_made_ambiguous(graph: Connection) -> None:
    case = case_file("identity.yaml")["two refs have the name, and each brief keeps its own"]
    first, second, *without = briefs_of(case, {})
    before = step(graph, {brief.id: brief for brief in (first, *without)})
    assert before.ambiguous == {}
    # The brief that comes last names nobody without a ref: what it changes are those before it.
    after = step(graph, {second.id: second})
    assert after.ambiguous == {("Person", "Mara Quill"): ("x:1", "x:2")}


#: What somebody else does to a graph: nodes and relationships go, come and change.
DAMAGE = (
    "MATCH (:Brief {id: 'b1'})-[m:MENTIONS]->(p:Person) DELETE m SET p.name = 'Nobody'",
    "CREATE (:Person:Actor {id: 'x:7', name: 'Nobody'}), (:Other {id: 'x:8'})",
    "MATCH (b:Brief {id: 'b2'})-[m:MENTIONS {key: 'p'}]->(p:Person)"
    " CREATE (b)-[again:MENTIONS]->(p), (b)-[:KNOWS {since: datetime('2017-10-19')}]->(p)"
    " SET again = properties(m)",
    "MATCH (n:Name {id: 'mara quill'}) DETACH DELETE n",
    "MATCH (:Person)-[named:NAMED]->(:Name {id: 'mq'}) SET named.briefs = 7",
)


@pytest.mark.parametrize("in_memory", [2000, 0], ids=["in memory", "in files"])
def test_verify_tells_every_difference(
    graph: Connection, in_memory: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "BRIEFS_IN_MEMORY", in_memory)
    briefs = next(sets_of_briefs())
    step(graph, {brief.id: brief for brief in briefs})
    assert verify(graph) == []
    for statement in DAMAGE:
        graph.write(lambda tx, statement=statement: tx.run(statement).consume())
    told: list[str] = []
    kept: set[tuple[str, int]] = set()

    def progress(task: str, done: int, total: int | None = None) -> None:
        told.append(task)
        kept.update((path.name, path.stat().st_mode & 0o777) for path in graph.home.glob("verify"))

    assert verify(graph, progress=progress) == [
        "missing (Brief b1)-[MENTIONS (p)]->(Person x:1)",
        "missing (Person x:1)-[NAMED (name)]->(Name mara quill)",
        "missing Name mara quill",
        "not from any brief: (Brief b2)-[KNOWS]->(Person x:1)",
        "not from any brief: (Brief b2)-[MENTIONS (p)]->(Person x:1)",
        "not from any brief: Other x:8",
        "not from any brief: Person x:7",
        "other properties on (Person x:1)-[NAMED (name)]->(Name mq)",
        "other properties on Person x:1",
    ]
    assert (told[0], told[-1]) == ("Computing the graph of the briefs", "Comparing")
    assert kept == (set() if in_memory else {("verify", 0o700)})
    assert not (graph.home / "verify").exists()


def test_an_interrupted_verification_leaves_no_files(
    graph: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "BRIEFS_IN_MEMORY", 0)
    briefs = next(sets_of_briefs())
    step(graph, {brief.id: brief for brief in briefs})
    folder = graph.home / "verify"

    def interrupt(task: str, done: int, total: int | None = None) -> None:
        if task == "Comparing":
            assert any(folder.iterdir())
            with pytest.raises(GraphError, match="Another verification"):
                verify(graph)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify(graph, progress=interrupt)
    assert not folder.exists()
    # What a killed process has left is removed by the next.
    folder.mkdir()
    (folder / "expected.0.0").write_bytes(b"no rows")
    assert verify(graph) == []
