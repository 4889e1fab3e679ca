"""The four time bounds of an event or state, and operations on them.

They follow the Simple Event Model (van Hage et al. 2011): sem:hasEarliestBeginTimeStamp,
hasLatestBeginTimeStamp, hasEarliestEndTimeStamp, hasLatestEndTimeStamp. All are inclusive days;
None means that the bound is open (unknown).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Bounds:
    """When something began and ended, as far as known.

    All functions return normalized bounds: `end_earliest` is not before `begin_earliest`, and
    `begin_latest` not after `end_latest`. Contradictory bounds are empty.
    """

    begin_earliest: date | None = None
    begin_latest: date | None = None
    end_earliest: date | None = None
    end_latest: date | None = None

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
        return _reversed(made.begin_earliest, made.begin_latest) or _reversed(
            made.end_earliest, made.end_latest
        )

    def normalized(self) -> Bounds:
        """These bounds, tightened by the rule that an event does not end before it begins."""
        return Bounds(
            self.begin_earliest,
            _earlier(self.begin_latest, self.end_latest),
            _later(self.end_earliest, self.begin_earliest),
            self.end_latest,
        )

    def intersect(self, other: Bounds) -> Bounds:
        """The bounds that satisfy both; `is_empty` if they contradict each other."""
        return Bounds(
            _later(self.begin_earliest, other.begin_earliest),
            _earlier(self.begin_latest, other.begin_latest),
            _later(self.end_earliest, other.end_earliest),
            _earlier(self.end_latest, other.end_latest),
        ).normalized()

    def union(self, other: Bounds) -> Bounds:
        """The narrowest bounds that contain both; a bound that is open in either is open."""
        return Bounds(
            _earliest_or_open(self.begin_earliest, other.begin_earliest),
            _latest_or_open(self.begin_latest, other.begin_latest),
            _earliest_or_open(self.end_earliest, other.end_earliest),
            _latest_or_open(self.end_latest, other.end_latest),
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
        begin, end = self.begin_earliest, self.end_latest
        for whole in wholes:
            begin = _later(begin, whole.begin_earliest)
            end = _earlier(end, whole.end_latest)
        tightened = Bounds(begin, self.begin_latest, self.end_earliest, end).normalized()
        return None if tightened.is_empty else tightened

    def tighten_around(self, parts: Iterable[Bounds]) -> Bounds | None:
        """The bounds of a whole, narrowed to contain all of `parts`; None if it cannot."""
        begin, end = self.begin_latest, self.end_earliest
        for part in parts:
            begin = _earlier(begin, part.begin_latest)
            end = _later(end, part.end_earliest)
        tightened = Bounds(self.begin_earliest, begin, end, self.end_latest).normalized()
        return None if tightened.is_empty else tightened

    def cap_end(self, published: date) -> Bounds:
        """These bounds, with the end no later than the publication day of the report.

        For events that occurred and have a date, but no stated end. Undated events are returned
        unchanged, and so are events that begin after `published`.
        """
        if not self.is_dated:
            return self
        capped = Bounds(
            self.begin_earliest,
            self.begin_latest,
            self.end_earliest,
            _earlier(self.end_latest, published),
        ).normalized()
        return self if capped.is_empty else capped


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


def _latest_or_open(a: date | None, b: date | None) -> date | None:
    return None if a is None or b is None else max(a, b)
