"""Event matching: which claims report the same event, whatever the order of the briefs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whomet.graph.projection import (
    ComparisonRecord,
    Judgement,
    Judgements,
    Matching,
    match,
    resolve_briefs,
)
from whomet.graph.projection.comparison import shared_keys
from whomet.graph.projection.matching import NOT_TRANSITIVE
from whomet.ontology.records import Brief, ClaimRecord, Mention, StatedDate
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


def says_the_same(one: ComparisonRecord, other: ComparisonRecord) -> bool:
    """Whether two reports of meetings say exactly the same."""

    def said(record: ComparisonRecord) -> tuple[object, ...]:
        actors = frozenset().union(*record.parties.values())
        return record.days, record.places, dict(record.distinguishing), actors

    return one.days is not None and said(one) == said(other) and len(said(one)[3]) > 1  # type: ignore


def are_compatible(one: list[ComparisonRecord], other: list[ComparisonRecord]) -> bool:
    """Whether two groups of reports of meetings may be of one event, by what they say together."""
    a, b, both = one[0], other[0], [*one, *other]
    if a.days is None or b.days is None or {r.brief for r in one} & {r.brief for r in other}:
        return False
    same_days = a.days[0] == b.days[0] and (
        a.days[1] is None or b.days[1] is None or a.days[1] == b.days[1]
    )
    formats = {r.distinguishing["format"] for r in both if "format" in r.distinguishing}
    within = {(p, w) for r in both for p, wholes in r.within.items() for w in wholes}
    same_place = (
        not a.places
        or not b.places
        or any(p == q or (p, q) in within or (q, p) in within for p in a.places for q in b.places)
    )
    shared = {p for r in one for p in r.fillers["participant"]} & {
        p for r in other for p in r.fillers["participant"]
    }
    return same_days and len(formats) < 2 and same_place and len(shared) > 1


def plain_match(comparison_records: list[ComparisonRecord]) -> dict[str, frozenset[str]]:
    """The rules of docs/identity.md, restated independently: which reports are of one event.

    Nobody has a ref here, and nothing is judged.
    """
    record = {r.claim: r for r in comparison_records}
    same = {
        (a, b) for a in record for b in record if a != b and says_the_same(record[a], record[b])
    }
    twice = {claim for pair in same for claim in pair if len({record[c].brief for c in pair}) == 1}
    groups = {
        frozenset({a, *(b for b in record if (a, b) in same and not {a, b} & twice)})
        for a in record
    }
    compatible = {
        one: {
            other
            for other in groups
            if other != one and are_compatible([record[c] for c in one], [record[c] for c in other])
        }
        for one in groups
    }
    briefs = {group: {record[claim].brief for claim in group} for group in groups}
    alone = {
        group
        for third in groups
        for one, other in combinations(compatible[third], 2)
        if briefs[one] & briefs[other]
        for group in (one, other)
    }
    left = {group: others - alone for group, others in compatible.items() if group not in alone}
    alone |= {
        group
        for group, others in left.items()
        if any(other not in left[one] for one, other in combinations(others, 2))
    }
    together = {
        group: group.union(*(left[group] - alone)) if group not in alone else group
        for group in groups
    }
    return {claim: together[group] for group in groups for claim in group}


def groups(matched: Matching) -> dict[str, frozenset[str]]:
    """For each claim all that are about its event."""
    together: dict[Any, set[str]] = {}
    for claim, event in matched.events.items():
        together.setdefault(event, set()).add(claim)
    return {claim: frozenset(together[event]) for claim, event in matched.events.items()}


@pytest.mark.long
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
        found_days = [each for claim in together if (each := days[claim]) is not None]
        if len(together) > 1:
            assert len(found_days) == len(together)
            assert len({first for first, _ in found_days}) == 1
            assert len({last for _, last in found_days} - {None}) <= 1


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


def meeting(number: int, *people: int, when: str = "2017-10-19", place: str | None = None) -> Brief:
    """A brief of one meeting."""
    places = (Mention("place", "Place", place, ref=f"g:{place}"),) if place else ()
    return Brief(
        f"b{number}",
        f"Brief {number}",
        "Digest",
        date(2017, 10, 20),
        "They met.",
        mentions=(
            *(Mention(f"p{p}", "Person", f"Person {p}", ref=f"p:{p}") for p in people),
            *places,
        ),
        claims=(
            ClaimRecord(
                "m",
                "Meeting",
                "met",
                (5, 8),
                {
                    "participant": tuple(f"p{p}" for p in people),
                    **({"place": ("place",)} if place else {}),
                },
                when=StatedDate(when),
            ),
        ),
    )


def test_a_busy_day_costs_what_its_reports_share() -> None:
    """As many pairs are compared as have two people in common, not as the day has."""
    chosen = Random(14)
    found = records_of(meeting(n, *chosen.sample(range(60), 2)) for n in range(1500))
    # 1,770 pairs of people: reports of the same pair say the same, and others share too few.
    assert match(found).compared == 0
    places = [None, "Damascus", "Tehran"]
    found = records_of(
        meeting(n, *chosen.sample(range(60), 2), place=chosen.choice(places)) for n in range(1500)
    )
    by_pair = Counter(record.key_participants for record in found)
    assert match(found).compared <= sum(n * (n - 1) // 2 for n in by_pair.values()) < 2 * len(found)


def test_thousands_of_reports_of_one_pair_are_not_compared_in_pairs() -> None:
    many = records_of(
        meeting(n, 1, 2, place=["Damascus", "Tehran", None][n % 3]) for n in range(900)
    )
    matched = match(many)
    assert matched.compared == 3
    assert len(set(matched.events.values())) == 3
    assert {why for why, _ in matched.unmerged.values()} == {NOT_TRANSITIVE}


@given(st.lists(st.integers(1, 9), max_size=7, unique=True), st.data())
def test_reports_that_share_enough_actors_share_a_key(
    people: list[int], data: st.DataObject
) -> None:
    others = data.draw(st.lists(st.integers(1, 9), max_size=7, unique=True))
    one, other = (
        shared_keys(WORDS.events["Meeting"], "Meeting 2017-10-19", [f"p|{p}" for p in each])
        for each in (people, others)
    )
    if len(set(people) & set(others)) >= 2:
        assert {*one.combined, *one.single} & set(other.own)
        assert {*other.combined, *other.single} & set(one.own)
    assert len(one.own) <= max(6, len(people))
