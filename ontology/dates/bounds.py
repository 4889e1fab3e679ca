"""The four time bounds of an event or state, and operations on them.

They follow the Simple Event Model (van Hage et al. 2011): sem:hasEarliestBeginTimeStamp,
hasLatestBeginTimeStamp, hasEarliestEndTimeStamp, hasLatestEndTimeStamp. All are inclusive days;
None means that the bound is open (unknown).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Bounds:
    """When something began and ended, as far as known.

    All functions return normalized bounds: `end_earliest` is not before `begin_earliest`, and
    `begin_latest` not after `end_latest`. Contradictory bounds are empty.

    `begin_is_qualified` says that `begin_earliest` comes from a qualified date ("about 15 August",
    `2017-08-15~`), `end_is_qualified` the same of `end_latest`. Such a bound says nothing certain:
    the two inner bounds never follow from it.
    """

    begin_earliest: date | None = None
    begin_latest: date | None = None
    end_earliest: date | None = None
    end_latest: date | None = None
    begin_is_qualified: bool = False
    end_is_qualified: bool = False

    @property
    def is_dated(self) -> bool:
        """Whether any of the four bounds is known."""
        return not (
            self.begin_earliest is None
            and self.begin_latest is None
            and self.end_earliest is None
            and self.end_latest is None
        )

    @property
    def is_empty(self) -> bool:
        """Whether the bounds contradict each other, so that no event can satisfy them."""
        made = self.normalized()
        return (
            _reversed(made.begin_earliest, made.begin_latest)
            or _reversed(made.end_earliest, made.end_latest)
            or _reversed(made.begin_earliest, made.end_latest)
        )

    @property
    def is_qualified(self) -> bool:
        """Whether one of the outer bounds comes from a qualified date."""
        return self.begin_is_qualified or self.end_is_qualified

    def normalized(self) -> Bounds:
        """These bounds, tightened by the rule that an event does not end before it begins.

        A qualified outer bound gives way to what is certain of the other side.
        """
        begin, end = self.begin_earliest, self.end_latest
        begin_latest = self.begin_latest
        end_earliest = self.end_earliest
        if not self.end_is_qualified:
            begin_latest = _earlier(begin_latest, end)
        if not self.begin_is_qualified:
            end_earliest = _later(end_earliest, begin)
        if self.begin_is_qualified and begin is not None:
            begin = _earliest_known(begin, begin_latest, end_earliest)
        if self.end_is_qualified and end is not None:
            end = _latest_known(end, end_earliest, begin_latest)
        return Bounds(
            begin,
            begin_latest,
            end_earliest,
            end,
            self.begin_is_qualified,
            self.end_is_qualified,
        )

    def intersect(self, other: Bounds) -> Bounds:
        """The bounds that satisfy both; `is_empty` if they contradict each other."""
        return self._with_outer(
            other,
            _later(self.begin_earliest, other.begin_earliest),
            _earlier(self.begin_latest, other.begin_latest),
            _later(self.end_earliest, other.end_earliest),
            _earlier(self.end_latest, other.end_latest),
        )

    def union(self, other: Bounds) -> Bounds:
        """The narrowest bounds that contain both; a bound that is open in either is open."""
        return self._with_outer(
            other,
            _earliest_or_open(self.begin_earliest, other.begin_earliest),
            _latest_or_open(self.begin_latest, other.begin_latest),
            _earliest_or_open(self.end_earliest, other.end_earliest),
            _latest_or_open(self.end_latest, other.end_latest),
        )

    def _with_outer(
        self,
        other: Bounds,
        begin: date | None,
        begin_latest: date | None,
        end_earliest: date | None,
        end: date | None,
    ) -> Bounds:
        """These four, normalized, of which the outer ones come from this and `other`."""
        both = (self, other)
        begins = [b.begin_is_qualified for b in both if b.begin_earliest == begin]
        ends = [b.end_is_qualified for b in both if b.end_latest == end]
        return Bounds(
            begin,
            begin_latest,
            end_earliest,
            end,
            begin is not None and all(begins),
            end is not None and all(ends),
        ).normalized()

    def possibly_overlaps(self, first: date | None, last: date | None) -> bool:
        """Whether the event may overlap the days from `first` to `last`; None is an open side.

        True for undated events; check `is_dated` to exclude them.
        """
        return not _reversed(self.begin_earliest, last) and not _reversed(first, self.end_latest)

    def certainly_overlaps(self, first: date | None, last: date | None) -> bool:
        """Whether the event must overlap the days from `first` to `last`; None is an open side.

        False where the bound of the event that would prove it is open.
        """
        return (last is None or (self.begin_latest is not None and self.begin_latest <= last)) and (
            first is None or (self.end_earliest is not None and self.end_earliest >= first)
        )

    def tighten_within(self, wholes: Iterable[Bounds]) -> Bounds | None:
        """The bounds of a part, narrowed to lie within all of `wholes`; None if it cannot."""
        tightened = self
        for whole in wholes:
            outer = Bounds(
                whole.begin_earliest,
                None,
                None,
                whole.end_latest,
                whole.begin_is_qualified,
                whole.end_is_qualified,
            )
            tightened = tightened.intersect(outer)
        return None if tightened.is_empty else tightened

    def tighten_around(self, parts: Iterable[Bounds]) -> Bounds | None:
        """The bounds of a whole, narrowed to contain all of `parts`; None if it cannot."""
        tightened = self
        for part in parts:
            inner = Bounds(begin_latest=part.begin_latest, end_earliest=part.end_earliest)
            tightened = tightened.intersect(inner)
        return None if tightened.is_empty else tightened

    def end_by(self, latest: date) -> Bounds:
        """These bounds, with the end no later than `latest`.

        For events that have a date, but no stated end. Undated events are returned unchanged, and
        so are events that begin after `latest`.
        """
        if not self.is_dated:
            return self
        end = _earlier(self.end_latest, latest)
        capped = replace(self, end_latest=end).normalized()
        return self if capped.is_empty else capped

    def lasting_on(self, day: date) -> Bounds:
        """These bounds of what still lasted on `day`; unchanged if it cannot have."""
        lasting = self.intersect(Bounds(begin_latest=day, end_earliest=day))
        return self if lasting.is_empty else lasting


def _reversed(first: date | None, last: date | None) -> bool:
    return first is not None and last is not None and first > last


def _earlier(a: date | None, b: date | None) -> date | None:
    if a is None:
        return b
    return a if b is None or a <= b else b


def _later(a: date | None, b: date | None) -> date | None:
    if a is None:
        return b
    return a if b is None or a >= b else b


def _earliest_or_open(a: date | None, b: date | None) -> date | None:
    return None if a is None or b is None else min(a, b)


def _earliest_known(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _latest_known(*days: date | None) -> date | None:
    return max((day for day in days if day is not None), default=None)


def _latest_or_open(a: date | None, b: date | None) -> date | None:
    return None if a is None or b is None else max(a, b)
