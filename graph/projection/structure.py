"""What follows from how events hang together: dates, places, and the finished event nodes.

DESIGN §4: derived bounds come from own bounds only, in one pass; they are marked by `dated_by`
and `placed_by` and never written as if a brief had said them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import ceil, log2

from whomet.graph.projection.elements import EdgeKey, Elements, NodeKey, Properties, without_nulls
from whomet.graph.projection.events import EventState, role_edges
from whomet.ontology.dates import Bounds, describe, describe_side

SPAN_OPEN_BEGIN, SPAN_OPEN_END, SPAN_OPEN_BOTH = -1, -2, -3

#: Where a Message or Statement with no date or place of its own takes them from.
HELD_AT = ("delivered_at", "said_at")

#: Whether the first place contains the second.
Contains = Callable[[NodeKey, NodeKey], bool]


@dataclass(slots=True)
class Effective:
    """An event's bounds and place with what was derived."""

    bounds: Bounds
    dated_by: list[NodeKey] = field(default_factory=list)
    shown: Mapping[str, str | None] | None = None
    places: list[NodeKey] = field(default_factory=list)
    placed_by: list[NodeKey] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


def finish_events(states: Mapping[NodeKey, EventState], contains: Contains) -> Elements:
    """The event nodes and their relationships, given every event that hangs together with them."""
    hierarchy = _Hierarchy(states)
    effective = {key: _dates(state, states, hierarchy) for key, state in states.items()}
    for key, state in states.items():
        _meeting_place(state, effective[key], states, hierarchy, contains)
    for key, state in states.items():
        _place_held_at(state, effective[key], states, effective, contains)
    elements = Elements()
    for state in states.values():
        _write(state, effective, states, elements)
    return elements


class _Hierarchy:
    """PART_OF among the given events, without the relationships that run in a circle."""

    def __init__(self, states: Mapping[NodeKey, EventState]) -> None:
        wholes = {
            key: [whole for whole in state.asserted("during") if whole in states]
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
    seen: dict[NodeKey, None] = {}
    frontier = list(edges.get(start, ()))
    while frontier:
        node = frontier.pop()
        if node not in seen:
            seen[node] = None
            frontier.extend(edges.get(node, ()))
    return sorted(seen)


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
        # What was denied or did not take place shows nothing about how long the whole lasted.
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
        for key in state.asserted(*HELD_AT)
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
    """Fit the bounds into the wholes, then around the parts; what does not fit changes nothing."""
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
    """What `rule` makes of `bounds`, None if it is empty, and which of `others` tell by it."""
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
    """The one place that a visit led to, if there is just one."""
    places = _outermost_dropped(visit.asserted("destination"), contains)
    return places[0] if len(places) == 1 else None


def _meeting_place(
    state: EventState,
    effective: Effective,
    states: Mapping[NodeKey, EventState],
    hierarchy: _Hierarchy,
    contains: Contains,
) -> None:
    effective.places = state.asserted("place")
    if effective.places or "Meeting" not in state.cls.labels:
        return
    found = {
        key: place
        for key in hierarchy.above[state.key]
        if "Visit" in states[key].cls.labels
        and (place := _destination(states[key], contains)) is not None
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
    for key in state.asserted(*HELD_AT):
        if key not in states:
            continue
        places = all_effective[key].places
        if not places and "Visit" in states[key].cls.labels:
            destination = _destination(states[key], contains)
            places = [destination] if destination is not None else []
        for place in places:
            found.setdefault(place, []).append(key)
    effective.places = sorted(found)
    effective.placed_by = sorted({key for keys in found.values() for key in keys})


def _shown(stated: Mapping[str, str], bounds: Bounds) -> dict[str, str | None]:
    """The dates as answers show them: as stated where the reports agree, else from the bounds."""
    return {
        "when": stated.get("when") or describe(bounds),
        "start": stated.get("start") or _begin(bounds),
        "end": stated.get("end") or _end(bounds),
    }


def _begin(bounds: Bounds) -> str | None:
    """The begin in EDTF; None where all that is known of it is that it was before the end."""
    if bounds.begin_earliest is None and bounds.begin_latest == bounds.end_latest:
        return None
    return describe_side(bounds.begin_earliest, bounds.begin_latest)


def _end(bounds: Bounds) -> str | None:
    """The end in EDTF; None where all that is known of it is that it was after the begin."""
    if bounds.end_latest is None and bounds.end_earliest == bounds.begin_earliest:
        return None
    return describe_side(bounds.end_earliest, bounds.end_latest)


def _write(
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
        for place in effective.places:
            properties = edges.setdefault(EdgeKey("AT", state.key, place), {"claims": []})
            properties["asserted"] = True
            properties["known_from"] = known_from
            properties["placed_by"] = [key.id for key in effective.placed_by]
    for key, properties in edges.items():
        elements.edges[key] = without_nulls(properties)


def bounds_properties(bounds: Bounds) -> Properties:
    """The four bounds under the names they have in the graph."""
    return {
        "begin_earliest": bounds.begin_earliest,
        "begin_latest": bounds.begin_latest,
        "end_earliest": bounds.end_earliest,
        "end_latest": bounds.end_latest,
    }


def period_key(bounds: Bounds) -> tuple[int | None, date | None]:
    """Where the period index finds these bounds: (span, span_from) as docs/architecture.md says.

    Events whose outer bounds are both known stand under the power of two that covers their days;
    those with an open side under a span of their own, sorted by the bound they have.
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
    """What a person reads on the node: "Bagheri, Assad · Damascus · 2017-10-19".

    The names are those that the deciding reports use, of the event or of what its place follows
    from, so that the name of an event changes only with these.
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
