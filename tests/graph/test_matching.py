"""Event matching: which claims report the same event, whatever the order of the briefs."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whomet.graph.projection import (
    ComparisonRecord,
    Judgement,
    Judgements,
    Matching,
    is_compatible,
    match,
    resolve_briefs,
)
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import default_vocabulary

from .cases import briefs_of, case_file, project_all_orders
from .strategies import meetings_of_one_day

FILE = case_file("matching.yaml")
CASES: dict[str, Any] = FILE["cases"]
WORDS = default_vocabulary()


def judgements_of(case: dict[str, Any]) -> list[Judgement]:
    """The judgements of a case, each pair in the order of its ids."""
    told = case.get("judgements", ())
    return [Judgement(*sorted((one, other)), verdict) for one, other, verdict in told]


def records_of(briefs: Iterable[Brief]) -> list[ComparisonRecord]:
    """The comparison records of all claims of `briefs`."""
    resolved, _ = resolve_briefs(WORDS, briefs)
    return [record for brief in resolved.values() for record in brief.records.values()]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_matching(case: dict[str, Any]) -> None:
    briefs = briefs_of(case, FILE["cast"])
    graph = project_all_orders(briefs, judgements_of(case))
    about = {e.source.id: e.target.id for e in graph.edges if e.type == "ABOUT"}
    assert {claim: about[claim] for claim in case["events"]} == case["events"]
    matched = match(records_of(briefs), Judgements(judgements_of(case)))
    assert sorted(matched.unmerged) == case.get("unmerged", [])


def plain_match(comparison_records: list[ComparisonRecord]) -> dict[str, frozenset[str]]:
    """The rules of docs/identity.md, restated independently: which reports are of one event.

    Nobody has a ref here, and nothing is judged.
    """
    compatible = {
        one.claim: {other.claim for other in comparison_records if is_compatible(one, other)}
        for one in comparison_records
    }
    brief = {record.claim: record.brief for record in comparison_records}
    twice = {
        one
        for third in compatible
        for one, other in combinations(compatible[third], 2)
        if brief[one] == brief[other]
    } | {
        other
        for third in compatible
        for one, other in combinations(compatible[third], 2)
        if brief[one] == brief[other]
    }
    left = {claim: others - twice for claim, others in compatible.items() if claim not in twice}
    not_transitive = {
        claim
        for claim, others in left.items()
        if any(other not in left[one] for one, other in combinations(others, 2))
    }
    return {
        claim: frozenset({claim} | (left.get(claim, set()) - not_transitive))
        if claim in left and claim not in not_transitive
        else frozenset({claim})
        for claim in compatible
    }


def groups(matched: Matching) -> dict[str, frozenset[str]]:
    """For each claim all that are about its event."""
    together: dict[Any, set[str]] = {}
    for claim, event in matched.events.items():
        together.setdefault(event, set()).add(claim)
    return {claim: frozenset(together[event]) for claim, event in matched.events.items()}


@settings(max_examples=400)
@given(briefs=meetings_of_one_day(), data=st.data())
def test_the_rule_word_for_word(briefs: list[Brief], data: st.DataObject) -> None:
    found = records_of(briefs)
    matched = match(data.draw(st.permutations(found)))
    assert groups(matched) == plain_match(found)
    days = {record.claim: record.days for record in found}
    brief = {record.claim: record.brief for record in found}
    for together in set(groups(matched).values()):
        assert len({brief[claim] for claim in together}) == len(together)
        assert len({days[claim] for claim in together}) == 1


@settings(max_examples=200)
@given(briefs=meetings_of_one_day(), data=st.data())
def test_judgements_come_first(briefs: list[Brief], data: st.DataObject) -> None:
    found = records_of(briefs)
    claims = [record.claim for record in found]
    pairs = data.draw(st.lists(st.sampled_from(list(combinations(claims, 2))), max_size=4))
    verdicts = data.draw(
        st.lists(st.sampled_from(["same", "different"]), min_size=len(pairs), max_size=len(pairs))
    )
    told = {frozenset(pair): verdict for pair, verdict in zip(pairs, verdicts, strict=True)}
    made = [Judgement(*sorted(pair), verdict) for pair, verdict in told.items()]
    judged = Judgements(data.draw(st.permutations(made)))
    events = match(data.draw(st.permutations(found)), judged).events
    assert events == match(found, Judgements(made)).events
    for judgement in made:
        same = judgement.other in judged.linked(judgement.one)
        if judgement.verdict == "same":
            assert events[judgement.one] == events[judgement.other]
        elif not same:
            assert events[judgement.one] != events[judgement.other]
