"""Judgements that contradict each other only by what later briefs say, whatever the order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whomet.graph.projection import EntityJudgement, Judgement, entity_judgements, resolve_briefs
from whomet.graph.projection.contradictions import (
    Contradiction,
    entity_contradictions,
    report_contradictions,
)
from whomet.graph.projection.entity_judgements import DIFFERENT, SAME
from whomet.graph.projection.event_judgements import Judgements
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import default_vocabulary

from .cases import briefs_of, case_file, project_all_orders
from .test_judged_identity import judgements_of

CASES = case_file("contradictions.yaml")


def contradictions(
    briefs: Iterable[Brief], judgements: Sequence[EntityJudgement]
) -> list[Contradiction]:
    vocabulary = default_vocabulary()
    judged = entity_judgements(vocabulary, judgements)
    _, tables = resolve_briefs(vocabulary, briefs, judged)
    return entity_contradictions(judged, tables)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_contradicts_by_later_briefs_is_found(case: dict[str, Any]) -> None:
    briefs = {brief.id: brief for brief in briefs_of(case, {})}
    judged = judgements_of(case)
    assert contradictions((briefs[id] for id in case.get("first", ())), judged) == []

    then = [briefs[id] for id in case.get("then", briefs)]
    graph = project_all_orders(then, judged)
    mentioned = {
        (edge.source.id, edge.discriminator): edge.target.id
        for edge in graph.edges
        if edge.type == "MENTIONS"
    }
    for brief, ids in case["ids"].items():
        assert {key: mentioned[brief, key] for key in ids} == ids
    for order in permutations(judged):
        found = contradictions(reversed(then), order)
        assert [
            {
                "parts": str(each.judgement),
                "apart": str(each.apart).lower(),
                "chain": [f"{link.one} is {link.other}" for link in each.chain],
                "overruled": [str(made) for made in each.overruled],
            }
            for each in found
        ] == [{"overruled": [], **told} for told in case["found"]]


def test_reports_that_a_ref_and_a_judgement_would_join() -> None:
    parts, joins = Judgement("a", "b", DIFFERENT), Judgement("a", "c", SAME)
    events = {"a": "a", "b": "x:1", "c": "a"}
    [found] = report_contradictions([joins, parts], {"b": "x:1", "c": "x:1"}, events)
    assert (found.judgement, found.apart, found.overruled) == (parts, True, ())
    assert [(link.one, link.other, link.judgement) for link in found.chain] == [
        ("a", "c", joins),
        ("c", "b", None),
    ]
    # A judgement that only overrules a ref contradicts nothing.
    assert report_contradictions([parts], {"a": "x:1", "b": "x:1"}, events) == []
    assert report_contradictions([parts, joins], {}, events) == []


CLAIMS = "abcde"


@given(
    told=st.dictionaries(
        st.tuples(st.sampled_from(CLAIMS), st.sampled_from(CLAIMS)).filter(lambda p: p[0] < p[1]),
        st.sampled_from([SAME, DIFFERENT, "unsure"]),
    ),
    refs=st.dictionaries(st.sampled_from(CLAIMS), st.sampled_from(["x:1", "x:2"])),
)
def test_a_pair_judged_different_contradicts_if_others_link_it(
    told: dict[tuple[str, str], str], refs: dict[str, str]
) -> None:
    made = [Judgement(*pair, verdict) for pair, verdict in told.items()]
    found = report_contradictions(made, refs, {claim: claim for claim in CLAIMS})
    without = {
        each.judgement for each in report_contradictions(made, {}, dict.fromkeys(CLAIMS, ""))
    }
    judged = Judgements(made)
    assert without == {
        each for each in made if each.verdict == DIFFERENT and each.other in judged.linked(each.one)
    }
    assert without <= {each.judgement for each in found}
