"""Measures of networks, against another library and by hand."""

from __future__ import annotations

import random
from itertools import combinations

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whomet.queries import network_measures
from whomet.queries.network_measures import DIGITS, measures, measures_within_bounds

MEETINGS = st.lists(st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=4, unique=True))


@given(MEETINGS)
def test_betweenness_is_that_of_networkx(meetings: list[list[str]]) -> None:
    graph = networkx.Graph()
    for people in meetings:
        graph.add_nodes_from(people)
        graph.add_edges_from(combinations(people, 2))
    found = measures(meetings)
    expected = networkx.betweenness_centrality(graph)
    assert found.keys() == expected.keys()
    for actor, value in expected.items():
        assert found[actor].betweenness == pytest.approx(value, abs=10**-DIGITS)


@given(MEETINGS, st.randoms(use_true_random=False))
def test_the_order_of_meetings_does_not_matter(
    meetings: list[list[str]], shuffling: random.Random
) -> None:
    mixed = [shuffling.sample(people, len(people)) for people in meetings]
    shuffling.shuffle(mixed)
    assert measures(mixed) == measures(meetings)


def test_two_circles_with_a_go_between() -> None:
    first = [list(pair) for pair in combinations("abcd", 2)]
    second = [list(pair) for pair in combinations("wxyz", 2)]
    found = measures([*first, *second, *second, ["d", "m"], ["m", "w"]])
    assert found["m"].betweenness == max(of.betweenness for of in found.values())
    assert len({found[one].community for one in "abcd"}) == 1
    assert len({found[one].community for one in "wxyz"}) == 1
    assert found["a"].community != found["x"].community
    assert {1, 2} <= {of.community for of in found.values()}


def test_what_is_too_large_is_not_computed_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    meetings = [["a", "b"], ["b", "c"], ["c", "d"]]
    monkeypatch.setattr(network_measures, "MOST_STEPS", 12)
    assert measures_within_bounds(meetings) == (measures(meetings), [])
    assert measures(meetings)["b"].betweenness == pytest.approx(2 / 3, abs=10**-DIGITS)
    monkeypatch.setattr(network_measures, "MOST_STEPS", 11)
    found, [told] = measures_within_bounds(meetings)
    assert {each.betweenness for each in found.values()} == {None}
    assert {each.community for each in found.values()} == {1, 2}
    assert told.startswith("a network of 4 actors is too large for `betweenness`; ask for")
    monkeypatch.setattr(network_measures, "MOST_MEETINGS", 2)
    left = iter(meetings)
    found, [told] = measures_within_bounds(left)
    assert (found, list(left)) == ({}, [])
    assert told.startswith("networks of more than 2 meetings are not measured; ask for")


def test_the_random_numbers_of_others_go_on() -> None:
    random.seed(7)
    expected = random.random()
    random.seed(7)
    measures([["a", "b"], ["b", "c"]])
    assert random.random() == expected
