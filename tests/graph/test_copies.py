"""Reports that say the same of one event are not read again with each report that joins them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from neo4j import ManagedTransaction

from whomet.graph.database.connection import Connection
from whomet.graph.projection import project
from whomet.graph.writing import cypher
from whomet.graph.writing.update import update
from whomet.graph.writing.verification import read_graph
from whomet.ontology.records import Brief, ClaimRecord, Mention, StatedDate
from whomet.ontology.vocabulary import default_vocabulary

WORDS = default_vocabulary()
TEXT = "She went there, met him and said it was good."


def report(number: int, polarity: str = "affirmed", place: bool = True, day: int = 20) -> Brief:
    """A brief of a visit, a meeting in it, and what was said there."""
    when = StatedDate("2017-10-19")
    at = {"place": ("place",)} if place else {}
    return Brief(
        f"b{number:03}",
        f"Brief {number}",
        "Digest",
        date(2017, 10, day),
        TEXT,
        mentions=(
            Mention("she", "Person", "Mara Quill", ref="x:she"),
            Mention("he", "Person", "Tam Lind", ref="x:he"),
            Mention("place", "Place", "Alden", part_of="land"),
            Mention("land", "Place", "Halland", kind="country"),
        ),
        claims=(
            ClaimRecord("visit", "Visit", "went there", (4, 14),
                        {"visitor": ("she",), "destination": ("place",)}, when=when),
            ClaimRecord("met", "Meeting", "met him", (16, 23),
                        {"participant": ("she", "he"), "during": ("visit",), **at}, when=when,
                        polarity=polarity),
            ClaimRecord("said", "Statement", "it was good", (33, 44),
                        {"speaker": ("she",), "said_at": ("met",)}),
        ),
    )  # fmt: skip


class Counting:
    """A transaction that counts the briefs that are read with it."""

    def __init__(self, transaction: ManagedTransaction) -> None:
        self.transaction = transaction
        self.read = 0

    def run(self, text: str, parameters: dict[str, Any] | None = None, **more: Any) -> object:
        if text == cypher.BRIEFS and parameters is not None:
            self.read += len(parameters["ids"])
        return self.transaction.run(text, parameters, **more)


def step(graph: Connection, wanted: dict[str, Brief | None]) -> int:
    """Update the graph; how many briefs were read, but for those that are in the update."""

    def write(transaction: ManagedTransaction) -> int:
        counting = Counting(transaction)
        update(cast("ManagedTransaction", counting), WORDS, wanted)
        return counting.read - len(wanted)

    return graph.write(write)


def load(graph: Connection, briefs: Iterable[Brief]) -> int:
    return step(graph, {brief.id: brief for brief in briefs})


def test_one_brief_is_read_of_all_that_say_the_same(graph: Connection) -> None:
    load(graph, map(report, range(20, 50)))
    assert load(graph, map(report, range(50, 60))) == 1
    # The earliest gives the event its id: those that report it follow without being read.
    assert load(graph, map(report, range(10, 20))) == 1
    others = [report(60, place=False), report(61, day=21), report(62, polarity="denied")]
    assert load(graph, others) == 1
    standing = {brief.id: brief for brief in [*map(report, range(10, 60)), *others]}
    assert_graph_of(standing.values(), graph)
    # Of what says otherwise one is read, too; the first ten go, and the event changes its id.
    assert step(graph, dict.fromkeys(f"b{number:03}" for number in range(10, 20))) < 10
    assert_graph_of(list(standing.values())[10:], graph)


def test_copies_follow_a_change_of_status(graph: Connection) -> None:
    denied = [report(number, "denied") for number in range(10)]
    load(graph, denied)
    load(graph, [report(11)])
    assert_graph_of([*denied, report(11)], graph)
    # It did not take place after all: what is denied decides again.
    step(graph, {"b011": report(11, "denied"), "b000": None})
    assert_graph_of([*denied[1:], report(11, "denied")], graph)


def assert_graph_of(briefs: Iterable[Brief], graph: Connection) -> None:
    wanted, found = project(WORDS, briefs), read_graph(graph)
    assert found.nodes == wanted.nodes
    assert found.edges == wanted.edges
