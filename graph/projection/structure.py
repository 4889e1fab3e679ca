"""Dates and places derived from related events, and the event nodes that result.

Derived bounds come from own bounds only, in one pass (docs/dates.md). They are marked by `dated_by`
and `placed_by` and never written as if a brief had stated them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import ceil, log2

from whomet.graph.projection.elements import EdgeKey, Elements, NodeKey, Properties, without_nulls
from whomet.graph.projection.events import EventState, role_edges
from whomet.graph.projection.places import Contains, DerivedPlace, EventPlaces, Places
from whomet.ontology.dates import Bounds, describe, describe_begin, describe_end

SPAN_OPEN_BEGIN, SPAN_OPEN_END, SPAN_OPEN_BOTH, SPAN_UNDATED = -1, -2, -3, -4


@dataclass(slots=True)
class Effective:
    """The bounds and places of an event, own or derived."""

    bounds: Bounds
    dated_by: list[NodeKey] = field(default_factory=list)
    shown: Mapping[str, str | None] | None = None
    places: EventPlaces = field(default_factory=EventPlaces)
    conflicts: list[str] = field(default_factory=list)
    #: Days by which this, or what it follows from, is only assumed to have ended.
    assumed_ends: set[date | None] = field(default_factory=set)


def event_elements(states: Mapping[NodeKey, EventState], contains: Contains) -> Elements:
    """The event nodes and the relationships of their roles.

    `states` must hold every event that is related to one of them, in any number of steps.
    """
    hierarchy = _Hierarchy(states)
    effective = {key: _dates(state, states, hierarchy) for key, state in states.items()}
    places = Places(states, hierarchy.wholes, contains)
    for key, each in effective.items():
        each.places = places.of(key)
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
        #: The events that each is part of, without cycles.
        self.wholes = {
            key: [
                whole
                for whole in above
                if not (key in self.circular and key in reach.get(whole, ()))
            ]
            for key, above in wholes.items()
        }
        self.above = {
            key: _reachable(key, self.wholes) if above else [] for key, above in self.wholes.items()
        }
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
    effective.assumed_ends.add(state.assumed_end)
    if state.key in hierarchy.circular:
        effective.conflicts.append("part of itself")
    if not state.bounds.is_dated:
        _date_held_at(state, effective, states)
    above = [states[whole] for whole in hierarchy.above[state.key]]
    if state.assumed_end is not None or state.bounds.end_latest is None:
        effective.assumed_ends |= {whole.assumed_end for whole in above}
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
    effective.assumed_ends |= {source.assumed_end for source in dated}
    effective.dated_by = [source.key for source in dated]
    if len(dated) == 1:
        effective.shown = _shown(dated[0].stated, effective)


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


def _shown(stated: Mapping[str, str], effective: Effective) -> dict[str, str | None]:
    """The dates that answers show: as stated where the reports agree, else from the bounds.

    As part of `when`, a day that is only assumed would look like one that is stated: `2017-10-01/`
    begins then, and ends on a day that nobody says.
    """
    bounds = effective.bounds
    return {
        "when": stated.get("when") or _told(bounds, effective.assumed_ends),
        "start": stated.get("start") or describe_begin(bounds),
        "end": stated.get("end") or describe_end(bounds),
    }


def _told(bounds: Bounds, assumed_ends: Collection[date | None]) -> str | None:
    """`bounds` as EDTF, but for an end that is only assumed."""
    if bounds.end_latest is None or bounds.end_latest not in assumed_ends:
        return describe(bounds)
    begin_latest = None if bounds.begin_latest == bounds.end_latest else bounds.begin_latest
    told = describe(replace(bounds, begin_latest=begin_latest, end_latest=None))
    return told.removesuffix("..") if told and told.endswith("/..") else told


def _add_event(
    state: EventState,
    all_effective: Mapping[NodeKey, Effective],
    states: Mapping[NodeKey, EventState],
    elements: Elements,
) -> None:
    effective = all_effective[state.key]
    bounds = effective.bounds
    shown = effective.shown or _shown(state.stated, effective)
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
            "placed_by": [key.id for key in effective.places.placed_by],
            "conflicts": sorted(effective.conflicts),
        }
    )
    edges = role_edges(state)
    for derived in effective.places.derived:
        _add_derived_place(state, derived, edges)
    for key, properties in edges.items():
        elements.edges[key] = without_nulls(properties)


def _add_derived_place(
    state: EventState, derived: DerivedPlace, edges: dict[EdgeKey, Properties]
) -> None:
    """The relationship to a place that follows, or followed until a brief stated one."""
    [at, *_] = state.cls.relationships_of("place")
    properties = edges.setdefault(
        EdgeKey(at, state.key, derived.place), {"claims": [], "asserted": False}
    )
    placed_by = [key.id for key in derived.placed_by]
    if derived.known_until is None:
        properties |= {
            "asserted": True,
            "known_from": derived.known_from,
            "placed_by": placed_by,
        }
    elif not properties["asserted"]:
        properties |= {
            "known_from": derived.known_from,
            "known_until": derived.known_until,
            "placed_by": placed_by,
        }
    elif properties["known_from"] == derived.known_until:
        # Then a brief said what followed before.
        properties["known_from"] = derived.known_from


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


def period_key(bounds: Bounds) -> tuple[int, date]:
    """The key of these bounds in the period index: (span, span_from), see docs/architecture.md.

    Events whose outer bounds are both known have the power of two that covers their days as span;
    those with an open side have a span of their own, and are sorted by the bound they have. So have
    those without a date, which are found by it.
    """
    begin, end = bounds.begin_earliest, bounds.end_latest
    if begin is not None and end is not None:
        return ceil(log2((end - begin).days + 1)), begin
    if end is not None:
        return SPAN_OPEN_BEGIN, end
    if begin is not None:
        return SPAN_OPEN_END, begin
    return SPAN_OPEN_BOTH if bounds.is_dated else SPAN_UNDATED, date.min


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
        sources += effective[key].places.placed_by
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
    place = _listed([names[p] for p in effective[state.key].places.places if p in names])
    return " · ".join(part for part in (" → ".join(sides), place, when) if part) or state.key.label


def _listed(names: list[str]) -> str:
    if len(names) <= 3:
        return ", ".join(names)
    return f"{', '.join(names[:3])} +{len(names) - 3}"
