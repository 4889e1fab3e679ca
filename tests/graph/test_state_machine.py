"""As test_order_does_not_matter, with judging too: any order of loads, corrections and decisions.

Decisions about events and entities are mixed with loading, correcting and retracting, and each
must be applied, or refused as impossible, whatever came before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from whomet.graph.database.connection import Connection
from whomet.graph.errors import GraphError
from whomet.graph.projection import EntityJudgement, EntityJudgements, Judgement, project
from whomet.graph.review.entity_judging import (
    change_judgements,
    ensure_possible,
    stored_entity_judgements,
)
from whomet.graph.review.event_judging import forget, judge, stored_judgements
from whomet.graph.writing.loading import load_briefs, retract_briefs
from whomet.graph.writing.verification import read_graph, verify
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import default_vocabulary

from .strategies import briefs, corrections, entity_judgements, meetings_of_one_day

WORDS = default_vocabulary()
IDS = ["b0", "b1", "b2", "b3", "b4"]
claims = st.tuples(st.sampled_from(IDS), st.sampled_from(["e0", "e1"])).map("#".join)


class Histories(RuleBasedStateMachine):
    """What loaders and analysts can do to a graph; after each step it is what it must be."""

    graph: ClassVar[Connection]

    def __init__(self) -> None:
        super().__init__()
        self.standing: dict[str, Brief] = {}
        self.judged: dict[frozenset[str], Judgement] = {}
        self.who: dict[str, EntityJudgement] = {}

    @initialize()
    def begin(self) -> None:
        self.graph.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())

    def load(self, found: list[Brief], batch: int) -> None:
        load_briefs(self.graph, found, batch=batch)
        self.standing |= {brief.id: brief for brief in found}

    @rule(found=meetings_of_one_day(), batch=st.integers(1, 5), data=st.data())
    def load_reports_of_a_day(self, found: list[Brief], batch: int, data: st.DataObject) -> None:
        self.load(data.draw(st.permutations(found)), batch)

    @rule(data=st.data(), ids=st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True))
    def load_anything(self, data: st.DataObject, ids: list[str]) -> None:
        self.load([data.draw(briefs(id)) for id in ids], 2)

    @rule(data=st.data())
    def load_again(self, data: st.DataObject) -> None:
        if self.standing:
            before = [self.standing[id] for id in sorted(self.standing)]
            self.load(data.draw(st.permutations(before)), 3)

    @rule(data=st.data())
    def correct(self, data: st.DataObject) -> None:
        made = [id for id, brief in sorted(self.standing.items()) if len(brief.mentions) > 7]
        if made:
            brief = self.standing[data.draw(st.sampled_from(made))]
            self.load([data.draw(corrections(brief))], 1)

    @rule(ids=st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True))
    def retract(self, ids: list[str]) -> None:
        retract_briefs(self.graph, ids)
        for id in ids:
            self.standing.pop(id, None)

    @rule(one=claims, other=claims, verdict=st.sampled_from(["same", "different"]))
    def decide(self, one: str, other: str, verdict: str) -> None:
        try:
            made = judge(self.graph, one, other, verdict).judgement
        except GraphError:
            return  # not there, of two classes, or against another judgement
        self.judged[made.pair] = made

    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        if self.judged:
            pairs = sorted(tuple(sorted(pair)) for pair in self.judged)
            one, other = data.draw(st.sampled_from(pairs))
            del self.judged[forget(self.graph, one, other).judgement.pair]

    def judge_entities(
        self, kept: list[EntityJudgement], removed: Iterable[EntityJudgement] = ()
    ) -> None:
        self.graph.write(lambda tx: change_judgements(tx, WORDS, kept, removed))

    @rule(made=st.lists(entity_judgements(), min_size=1, max_size=3))
    def decide_who_is_who(self, made: list[EntityJudgement]) -> None:
        try:
            ensure_possible(EntityJudgements(self.who.values()), made)
        except GraphError:
            return  # one of them contradicts others
        self.judge_entities(made)
        self.who |= {one.id: one for one in made}

    @rule(data=st.data())
    def take_back_who_is_who(self, data: st.DataObject) -> None:
        if self.who:
            some = st.lists(st.sampled_from(sorted(self.who)), min_size=1, unique=True)
            self.judge_entities([], [self.who.pop(id) for id in data.draw(some)])

    @invariant()
    def is_the_graph_of_its_briefs_and_judgements(self) -> None:
        judged = [*self.judged.values(), *self.who.values()]
        wanted = project(WORDS, self.standing.values(), judged)
        found = read_graph(self.graph)
        assert found.nodes == wanted.nodes
        assert found.edges == wanted.edges
        assert {made.pair for made in stored_judgements(self.graph)} == self.judged.keys()
        assert {made.id for made in stored_entity_judgements(self.graph)} == self.who.keys()
        assert verify(self.graph) == []


def test_any_history_of_loads_and_judgements(graph: Connection) -> None:
    Histories.graph = graph
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Histories,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            # Shrinking through a server takes many minutes.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


MEETING = {"type": "Meeting", "participant": ["a", "b"]}


@pytest.mark.parametrize(
    ("before", "wrong", "message"),
    [
        ([], ("b0#e0", "b9#e9", "same"), "There is no claim or event 'b9#e9'"),
        ([], ("b0#e0", "b0#e0", "same"), "are one claim"),
        (
            [("b0#e0", "b1#e0", "same"), ("b1#e0", "b2#e0", "same")],
            ("b0#e0", "b2#e0", "different"),
            "are the same by other judgements",
        ),
        (
            [("b0#e0", "b1#e0", "different"), ("b1#e0", "b2#e0", "same")],
            ("b0#e0", "b2#e0", "same"),
            "take that back first: whomet review --forget b0#e0 b1#e0",
        ),
    ],
)
def test_a_judgement_that_cannot_be(
    graph: Connection,
    before: list[tuple[str, str, str]],
    wrong: tuple[str, str, str],
    message: str,
) -> None:
    from .cases import briefs_of, case_file

    cast = case_file("matching.yaml")["cast"]
    case = {"briefs": {f"b{n}": {"events": {"e0": MEETING}} for n in range(3)}}
    load_briefs(graph, briefs_of(case, cast))
    for made in before:
        judge(graph, *made)
    with pytest.raises(GraphError, match=message):
        judge(graph, *wrong)
    assert len(stored_judgements(graph)) == len(before)
