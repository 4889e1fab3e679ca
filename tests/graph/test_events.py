"""What the graph says of an event: status, bounds, roles, and what follows from structure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whomet.graph.projection import Elements, project
from whomet.graph.projection.structure import period_key
from whomet.ontology.dates import Bounds
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import default_vocabulary

from .cases import briefs_of, case_file, project_all_orders, stored
from .strategies import briefs

FILE = case_file("events.yaml")
CASES: dict[str, Any] = FILE["cases"]
BOUNDS = ("begin_earliest", "begin_latest", "end_earliest", "end_latest")
EVENTS = default_vocabulary().events


def plain(value: object) -> object:
    """A property as a case file writes it."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return value.isoformat() if isinstance(value, date) else str(value)


def events_of(graph: Elements) -> dict[str, dict[str, Any]]:
    """The properties of the event nodes by id, with their bounds in one list."""
    return {
        key.id: told | {"bounds": [told.get(bound) for bound in BOUNDS]}
        for key, told in graph.nodes.items()
        if key.label in EVENTS
    }


def edges_of(graph: Elements, event: str, type: str) -> dict[str, dict[str, Any]]:
    """The relationships of one type at an event, by the id of their other end."""
    return {
        edge.target.id if edge.source.id == event else edge.source.id: told
        for edge, told in graph.edges.items()
        if edge.type == type and event in (edge.source.id, edge.target.id)
    }


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_events(case: dict[str, Any]) -> None:
    graph = project_all_orders(briefs_of(case, FILE["cast"]))
    events = events_of(graph)
    for id, expected in case["expected"].items():
        assert {name: plain(events[id].get(name)) for name in expected} == expected
    for id, types in case.get("edges", {}).items():
        for type, ends in types.items():
            edges = edges_of(graph, id, type)
            found = {
                end: {name: plain(edges[end].get(name)) for name in expected}
                for end, expected in ends.items()
            }
            assert found == ends
    if "deciding" in case:
        claims = {key.id: told for key, told in graph.nodes.items() if key.label == "Claim"}
        assert sorted(id for id, told in claims.items() if told["deciding"]) == case["deciding"]
    if "events" in case:
        assert sum(key.label in EVENTS for key in graph.nodes) == int(case["events"])


# -- properties ----------------------------------------------------------------------------------


@pytest.mark.long
@given(st.lists(st.sampled_from(["b1", "b2", "b3"]), min_size=1, unique=True), st.data())
def test_neither_order_nor_storing_matters(ids: list[str], data: st.DataObject) -> None:
    told: list[Brief] = [data.draw(briefs(id)) for id in ids]
    graph = project(default_vocabulary(), told)
    again = project(default_vocabulary(), [stored(brief) for brief in reversed(told)])
    assert again.nodes == graph.nodes
    assert again.edges == graph.edges


@pytest.mark.long
@given(st.data())
def test_what_every_event_must_be(data: st.DataObject) -> None:
    graph = project(default_vocabulary(), [data.draw(briefs(id)) for id in ("b1", "b2")])
    placed = {
        edge.source
        for edge, told in graph.edges.items()
        if "placed_by" in told and told["asserted"]
    }
    for key, told in graph.nodes.items():
        if key.label not in EVENTS:
            continue
        begin, begin_latest, end_earliest, end = (told.get(bound) for bound in BOUNDS)
        # Only a qualified date leaves the inner bounds open that follow from it.
        bounds = Bounds(
            begin,
            begin_latest,
            end_earliest,
            end,
            begin is not None and end_earliest is None,
            end is not None and begin_latest is None,
        )
        assert bounds == bounds.normalized()
        assert not bounds.is_empty
        assert (told["span"] > -4) == bounds.is_dated
        assert (key in placed) == ("placed_by" in told)
    for edge, told in graph.edges.items():
        assert edge.source in graph.nodes
        assert edge.target in graph.nodes
        if "claims" in told:
            assert told["claims"] == sorted(set(told["claims"]))
        if "asserted" in told:
            assert told["asserted"] == ("known_from" in told and "known_until" not in told)


FIRST, LAST = date(2017, 9, 1), date(2018, 12, 31)
some_day = st.one_of(st.dates(FIRST, LAST), st.dates())
maybe_day = st.one_of(st.none(), some_day)


@given(st.lists(st.tuples(maybe_day, maybe_day, maybe_day, maybe_day)), maybe_day, maybe_day)
def test_the_period_index_finds_what_overlaps(
    days: list[tuple[date | None, ...]], first: date | None, last: date | None
) -> None:
    all_bounds = [bounds for each in days if not (bounds := Bounds(*each)).is_empty]
    if first is not None and last is not None and last < first:
        first, last = last, first
    found = [
        bounds
        for bounds in map(Bounds.normalized, all_bounds)
        if sought(*period_key(bounds), first or date.min, last or date.max)
        and (bounds.end_latest is None or first is None or bounds.end_latest >= first)
    ]
    expected = [
        bounds
        for bounds in map(Bounds.normalized, all_bounds)
        if bounds.is_dated and bounds.possibly_overlaps(first, last)
    ]
    assert found == expected


def sought(span: int, span_from: date, first: date, last: date) -> bool:
    """Whether one of the seeks for the days from first to last comes upon this key."""
    if span == -4:
        return False
    assert -3 <= span <= 22
    if span == -3:
        return span_from == date.min
    if span == -2:
        return span_from <= last
    if span == -1:
        return span_from >= first
    longest = 2**span
    earliest = first.toordinal() - longest + 1
    return earliest <= span_from.toordinal() and span_from <= last


@given(some_day, st.integers(0, 3_000_000))
def test_a_span_is_the_least_power_of_two_that_covers_the_days(begin: date, days: int) -> None:
    try:
        end = begin + timedelta(days)
    except OverflowError:
        return
    span, span_from = period_key(Bounds(begin, end, begin, end))
    assert 2**span >= days + 1 > 2**span / 2
    assert span_from == begin
