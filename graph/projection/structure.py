"""Dates and places derived from related events, and the event nodes that result.

Derived bounds come from own bounds only, in one pass (docs/dates.md). They are marked by `dated_by`
and `placed_by` and never written as if a brief had stated them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import ceil, log2

from whomet.graph.projection.elements import EdgeKey, Elements, NodeKey, Properties, without_nulls
from whomet.graph.projection.events import EventState, role_edges
from whomet.ontology.dates import Bounds, describe, describe_begin, describe_end

SPAN_OPEN_BEGIN, SPAN_OPEN_END, SPAN_OPEN_BOTH = -1, -2, -3

#: Whether the first place contains the second.
Contains = Callable[[NodeKey, NodeKey], bool]


@dataclass(slots=True)
class Effective:
    """The bounds and places of an event, own or derived."""

    bounds: Bounds
    dated_by: list[NodeKey] = field(default_factory=list)
    shown: Mapping[str, str | None] | None = None
    places: list[NodeKey] = field(default_factory=list)
    placed_by: list[NodeKey] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


def event_elements(states: Mapping[NodeKey, EventState], contains: Contains) -> Elements:
    """The event nodes and the relationships of their roles.

    `states` must hold every event that is related to one of them, in any number of steps.
    """
    hierarchy = _Hierarchy(states)
    effective = {key: _dates(state, states, hierarchy) for key, state in states.items()}
    for key, state in states.items():
        _meeting_place(state, effective[key], states, hierarchy, contains)
    for key, state in states.items():
        _place_held_at(state, effective[key], states, effective, contains)
    elements = Elements()
    for state in states.values():
        _add_event(state, effective, states, elements)
    return elements


class _Hierarchy:
    """PART_OF among the given events, without the relationships that form a cycle."""

    def __init__(self, states: Mapping[NodeKey, EventState]) -> None:
        wholes = {
            key: [whole for whole in state.filled("whole") if whole in states]
            for key, state in states.items()
        }
        reach = {key: _reachable(key, wholes) for key in states if wholes[key]}
        self.circular: set[NodeKey] = {key for key, above in reach.items() if key in above}
        sound = {
            key: [
                whole
                for whole in above
                if not (key in self.circular and key in reach.get(whole, ()))
            ]
            for key, above in wholes.items()
        }
        self.above = {key: _reachable(key, sound) if sound[key] else [] for key in states}
        self.below: dict[NodeKey, list[NodeKey]] = {}
        for part, above in self.above.items():
            for whole in above:
                self.below.setdefault(whole, []).append(part)


def _reachable(start: NodeKey, edges: Mapping[NodeKey, Collection[NodeKey]]) -> list[NodeKey]:
    visited: dict[NodeKey, None] = {}
    frontier = list(edges.get(start, ()))
    while frontier:
        node = frontier.pop()
        if node not in visited:
            visited[node] = None
            frontier.extend(edges.get(node, ()))
    return sorted(visited)


def _dates(
    state: EventState, states: Mapping[NodeKey, EventState], hierarchy: _Hierarchy
) -> Effective:
    effective = Effective(state.bounds, conflicts=list(state.conflicts))
    if state.key in hierarchy.circular:
        effective.conflicts.append("part of itself")
    if not state.bounds.is_dated:
        _date_held_at(state, effective, states)
    above = [states[whole] for whole in hierarchy.above[state.key]]
    below = [
        part
        for key in hierarchy.below.get(state.key, ())
        # A part that was denied or did not take place says nothing about how long the whole lasted.
        if (part := states[key]).status in ("occurred", state.status)
    ]
    if above or below:
        _tighten(effective, above, below)
    return effective


def _date_held_at(
    state: EventState, effective: Effective, states: Mapping[NodeKey, EventState]
) -> None:
    dated = [
        states[key]
        for key in state.filled("occasion")
        if key in states and states[key].bounds.is_dated
    ]
    if not dated:
        return
    bounds = dated[0].bounds
    for other in dated[1:]:
        common = bounds.intersect(other.bounds)
        bounds = bounds.union(other.bounds) if common.is_empty else common
    effective.bounds = bounds
    effective.dated_by = [source.key for source in dated]
    if len(dated) == 1:
        effective.shown = _shown(dated[0].stated, bounds)


def _tighten(effective: Effective, above: list[EventState], below: list[EventState]) -> None:
    """Tighten the bounds to the wholes, then to the parts; an empty result changes nothing."""
    within, by_wholes = _tightened(effective.bounds, Bounds.tighten_within, above)
    if within is None:
        effective.conflicts.append("outside of its whole")
    fitted = within or effective.bounds
    around, by_parts = _tightened(fitted, Bounds.tighten_around, below)
    if around is None:
        effective.conflicts.append("its parts lie outside")
    elif around != effective.bounds:
        effective.bounds = around
        effective.dated_by += by_wholes + by_parts
        effective.shown = None


def _tightened(
    bounds: Bounds,
    rule: Callable[[Bounds, Iterable[Bounds]], Bounds | None],
    others: list[EventState],
) -> tuple[Bounds | None, list[NodeKey]]:
    """What `rule` makes of `bounds`, None if empty, and which of `others` make a difference."""
    dated = [other for other in others if other.bounds.is_dated]
    tightened = rule(bounds, [other.bounds for other in dated])
    if tightened is None or tightened == bounds:
        return tightened, []
    return tightened, [other.key for other in dated if rule(bounds, [other.bounds]) != bounds]


def _outermost_dropped(places: Iterable[NodeKey], contains: Contains) -> list[NodeKey]:
    """`places` without those that contain another of them."""
    distinct = sorted(set(places))
    return [
        place
        for place in distinct
        if not any(place != other and contains(place, other) for other in distinct)
    ]


def _destination(visit: EventState, contains: Contains) -> NodeKey | None:
    """The destination of a visit, if there is exactly one."""
    places = _outermost_dropped(visit.filled("destination"), contains)
    return places[0] if len(places) == 1 else None


def _meeting_place(
    state: EventState,
    effective: Effective,
    states: Mapping[NodeKey, EventState],
    hierarchy: _Hierarchy,
    contains: Contains,
) -> None:
    effective.places = state.filled("place")
    if effective.places or not state.cls.encounter:
        return
    found = {
        key: place
        for key in hierarchy.above[state.key]
        if (place := _destination(states[key], contains)) is not None
    }
    places = _outermost_dropped(found.values(), contains)
    if len(places) == 1:
        effective.places = places
        effective.placed_by = [key for key, place in found.items() if place == places[0]]


def _place_held_at(
    state: EventState,
    effective: Effective,
    states: Mapping[NodeKey, EventState],
    all_effective: Mapping[NodeKey, Effective],
    contains: Contains,
) -> None:
    if effective.places:
        return
    found: dict[NodeKey, list[NodeKey]] = {}
    for key in state.filled("occasion"):
        if key not in states:
            continue
        places = all_effective[key].places
        if not places:
            destination = _destination(states[key], contains)
            places = [destination] if destination is not None else []
        for place in places:
            found.setdefault(place, []).append(key)
    effective.places = sorted(found)
    effective.placed_by = sorted({key for keys in found.values() for key in keys})


def _shown(stated: Mapping[str, str], bounds: Bounds) -> dict[str, str | None]:
    """The dates that answers show: as stated where the reports agree, else from the bounds."""
    return {
        "when": stated.get("when") or describe(bounds),
        "start": stated.get("start") or describe_begin(bounds),
        "end": stated.get("end") or describe_end(bounds),
    }


def _add_event(
    state: EventState,
    all_effective: Mapping[NodeKey, Effective],
    states: Mapping[NodeKey, EventState],
    elements: Elements,
) -> None:
    effective = all_effective[state.key]
    bounds = effective.bounds
    shown = effective.shown or _shown(state.stated, bounds)
    span, span_from = period_key(bounds)
    known_from = state.deciding[0].published
    elements.nodes[state.key] = without_nulls(
        {
            "id": state.key.id,
            "name": event_name(state, all_effective, shown["when"], states),
            "class": state.key.label,
            "ref": state.ref,
            "status": state.status,
            **state.attributes,
            **shown,
            **bounds_properties(bounds),
            "span": span,
            "span_from": span_from,
            "known_from": known_from,
            "dated_by": [key.id for key in sorted(set(effective.dated_by))],
            "placed_by": [key.id for key in effective.placed_by],
            "conflicts": sorted(effective.conflicts),
        }
    )
    edges = role_edges(state)
    if effective.placed_by:
        [at, *_] = state.cls.relationships_of("place")
        for place in effective.places:
            properties = edges.setdefault(EdgeKey(at, state.key, place), {"claims": []})
            properties["asserted"] = True
            properties["known_from"] = known_from
            properties["placed_by"] = [key.id for key in effective.placed_by]
    for key, properties in edges.items():
        elements.edges[key] = without_nulls(properties)


def bounds_properties(bounds: Bounds) -> Properties:
    """The four bounds as properties of a node."""
    return {
        "begin_earliest": bounds.begin_earliest,
        "begin_latest": bounds.begin_latest,
        "end_earliest": bounds.end_earliest,
        "end_latest": bounds.end_latest,
    }


def containment(pairs: Iterable[tuple[NodeKey, NodeKey]]) -> Contains:
    """Whether one place contains another, in any number of steps, given (part, whole) for each."""
    wholes: dict[NodeKey, list[NodeKey]] = {}
    for part, whole in pairs:
        wholes.setdefault(part, []).append(whole)

    def contains(outer: NodeKey, inner: NodeKey) -> bool:
        visited: set[NodeKey] = set()
        frontier = list(wholes.get(inner, ()))
        while frontier:
            place = frontier.pop()
            if place == outer:
                return True
            if place not in visited:
                visited.add(place)
                frontier.extend(wholes.get(place, ()))
        return False

    return contains


def period_key(bounds: Bounds) -> tuple[int | None, date | None]:
    """The key of these bounds in the period index: (span, span_from), see docs/architecture.md.

    Events whose outer bounds are both known have the power of two that covers their days as span;
    those with an open side have a span of their own, and are sorted by the bound they have.
    """
    begin, end = bounds.begin_earliest, bounds.end_latest
    if begin is not None and end is not None:
        return ceil(log2((end - begin).days + 1)), begin
    if end is not None:
        return SPAN_OPEN_BEGIN, end
    if begin is not None:
        return SPAN_OPEN_END, begin
    return (SPAN_OPEN_BOTH, date.min) if bounds.is_dated else (None, None)


def event_name(
    state: EventState,
    effective: Mapping[NodeKey, Effective],
    when: str | None,
    states: Mapping[NodeKey, EventState],
) -> str:
    """The name shown on the node: "Bagheri, Assad · Damascus · 2017-10-19".

    It uses the short names in the deciding reports of the event, or of the events that its place
    is derived from, so that it changes only with these.
    """
    names: dict[NodeKey, str] = {}
    sources = [state.key]
    for key in sources:  # grows
        sources += effective[key].placed_by
        for report in states[key].deciding:
            for node, name in report.names.items():
                names.setdefault(node, name)
    sides: list[str] = []
    for outgoing in (False, True):
        fillers = [
            filler
            for role in state.cls.roles.values()
            if role.main and role.outgoing is outgoing
            for report in state.deciding
            for filler in report.fillers.get(role.key, ())
            if filler in names
        ]
        if listed := _listed([names[filler] for filler in dict.fromkeys(fillers)]):
            sides.append(listed)
    place = _listed([names[p] for p in effective[state.key].places if p in names])
    return " · ".join(part for part in (" → ".join(sides), place, when) if part) or state.key.label


def _listed(names: list[str]) -> str:
    if len(names) <= 3:
        return ", ".join(names)
    return f"{', '.join(names[:3])} +{len(names) - 3}"
