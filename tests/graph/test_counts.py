"""Counts of entities: what is written can be read back, and added to and taken from (no server)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whomet.graph.projection import resolve_briefs
from whomet.graph.projection.briefs import brief_from_properties, brief_properties
from whomet.graph.projection.entities import Contribution, EntityCounts, contribution
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import default_vocabulary

from .cases import stored
from .strategies import briefs

WORDS = default_vocabulary()
SETS_OF_BRIEFS = st.tuples(briefs("b1"), briefs("b2"), briefs("b3"))


def contributions(found: tuple[Brief, ...]) -> list[Contribution]:
    resolved, _ = resolve_briefs(WORDS, found)
    return [contribution(brief) for brief in resolved.values()]


def counts_of(found: list[Contribution]) -> EntityCounts:
    counts = EntityCounts()
    for each in found:
        counts.add(each)
    return counts


@pytest.mark.long
@settings(deadline=None, max_examples=50)
@given(found=SETS_OF_BRIEFS)
def test_counts_can_be_read_back_and_added_to(found: tuple[Brief, ...]) -> None:
    first, *others = contributions(found)
    counts = EntityCounts.from_elements(counts_of(others).elements())
    assert counts.elements() == counts_of(others).elements()
    counts.add(first)
    assert counts.elements() == counts_of([first, *others]).elements()


@settings(deadline=None, max_examples=50)
@given(found=SETS_OF_BRIEFS)
def test_counts_without_a_brief_are_those_of_the_others(found: tuple[Brief, ...]) -> None:
    first, *others = contributions(found)
    counts = EntityCounts.from_elements(counts_of([first, *others]).elements())
    counts.remove(first)
    expected = counts_of(others)
    for name, form in counts.stale:  # an update finds these again
        if form in counts.names[name].counts:
            counts.names[name].earliest[form] = expected.names[name].earliest[form]
    assert counts.elements() == expected.elements()


@settings(deadline=None, max_examples=50)
@given(brief=briefs("b1"))
def test_a_brief_can_be_read_back_from_its_node(brief: Brief) -> None:
    assert brief_from_properties(brief_properties(brief)) == stored(brief)
