"""Where events took place: as briefs say, else as follows from related events (docs/dates.md).

A place that follows is known as long as it could be derived from what was published by then: from
the day on which the last thing that it follows from was known, until a brief states another.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.events import EventState

#: Whether the first place contains the second.
Contains = Callable[[NodeKey, NodeKey], bool]
#: The functions of roles from which places follow.
_FUNCTIONS = ("place", "destination", "whole", "occasion")


@dataclass(frozen=True, slots=True)
class DerivedPlace:
    """A place that follows from the events `placed_by`, as one knew from a day on.

    `known_until` is the first day on which it did not follow any more; None if it still does.
    """

    place: NodeKey
    placed_by: tuple[NodeKey, ...]
    known_from: date
    known_until: date | None = None


@dataclass(frozen=True, slots=True)
class EventPlaces:
    """Where an event took place by all that is known, and what followed and when."""

    places: tuple[NodeKey, ...] = ()
    placed_by: tuple[NodeKey, ...] = ()
    derived: tuple[DerivedPlace, ...] = ()


class Places:
    """The places of events. `wholes` are the events that each is part of, without cycles."""

    def __init__(
        self,
        states: Mapping[NodeKey, EventState],
        wholes: Mapping[NodeKey, Collection[NodeKey]],
        contains: Contains,
    ) -> None:
        self._states, self._wholes, self._contains = states, wholes, contains

    def of(self, key: NodeKey) -> EventPlaces:
        """Where this event took place."""
        state = self._states[key]
        if not self._wholes[key] and not state.filled("occasion"):
            return EventPlaces(tuple(state.filled("place")))
        places: list[NodeKey] = []
        placed_by: list[NodeKey] = []
        current: dict[NodeKey, DerivedPlace] = {}
        ended: dict[NodeKey, DerivedPlace] = {}
        for day in self._days(key):
            places, placed_by = self._known(key, day)
            following = places if placed_by else []
            for place in [place for place in current if place not in following]:
                ended[place] = replace(current.pop(place), known_until=day)
            for place in following:
                since = current[place].known_from if place in current else day
                current[place] = DerivedPlace(place, tuple(placed_by), since)
        derived = {**ended, **current}
        return EventPlaces(
            tuple(places), tuple(placed_by), tuple(derived[place] for place in sorted(derived))
        )

    def _days(self, key: NodeKey) -> list[date]:
        """The days on which something became known from which the place may follow, in order."""
        related = {key, *self._above(key, date.max)}
        for occasion in self._states[key].filled("occasion"):
            if occasion in self._states:
                related |= {occasion, *self._above(occasion, date.max)}
        return sorted({day for each in related for day in _known_days(self._states[each])})

    def _known(self, key: NodeKey, day: date) -> tuple[list[NodeKey], list[NodeKey]]:
        """The places as known on a day, and the events from which they follow, if they do."""
        places, placed_by = self._stated_or_of_wholes(key, day)
        return (places, placed_by) if places else self._of_occasions(key, day)

    def _stated_or_of_wholes(self, key: NodeKey, day: date) -> tuple[list[NodeKey], list[NodeKey]]:
        state = self._states[key]
        stated = state.filled("place", day)
        if stated or not state.cls.encounter:
            return stated, []
        found = {
            whole: place
            for whole in self._above(key, day)
            if (place := self._destination(whole, day)) is not None
        }
        places = self._outermost_dropped(found.values())
        if len(places) != 1:
            return [], []
        return places, [whole for whole, place in found.items() if place == places[0]]

    def _of_occasions(self, key: NodeKey, day: date) -> tuple[list[NodeKey], list[NodeKey]]:
        found: dict[NodeKey, list[NodeKey]] = {}
        for occasion in self._states[key].filled("occasion", day):
            if occasion not in self._states:
                continue
            places, _ = self._stated_or_of_wholes(occasion, day)
            if not places and (destination := self._destination(occasion, day)) is not None:
                places = [destination]
            for place in places:
                found.setdefault(place, []).append(occasion)
        return sorted(found), sorted({event for events in found.values() for event in events})

    def _above(self, key: NodeKey, day: date) -> list[NodeKey]:
        """The events that this one is part of, in any number of steps, as known on a day."""
        found: set[NodeKey] = set()
        frontier = [key] if self._wholes[key] else []
        while frontier:
            part = frontier.pop()
            wholes = self._wholes[part]
            known = self._states[part].filled("whole", day) if wholes else []
            above = [whole for whole in known if whole in wholes]
            frontier += [whole for whole in above if whole not in found]
            found.update(above)
        return sorted(found)

    def _destination(self, key: NodeKey, day: date) -> NodeKey | None:
        """The destination of a visit, if there is exactly one."""
        places = self._outermost_dropped(self._states[key].filled("destination", day))
        return places[0] if len(places) == 1 else None

    def _outermost_dropped(self, places: Iterable[NodeKey]) -> list[NodeKey]:
        """`places` without those that contain another of them."""
        distinct = sorted(set(places))
        return [
            place
            for place in distinct
            if not any(place != other and self._contains(place, other) for other in distinct)
        ]


def _known_days(state: EventState) -> Iterator[date]:
    keys = {key for function in _FUNCTIONS for key in state.cls.keys_of(function)}
    for (role, _), told in state.roles.items():
        if role in keys and told.known_from is not None:
            yield told.known_from
