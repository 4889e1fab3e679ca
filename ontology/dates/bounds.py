"""The four bounds of an event or state, and what can be reckoned with them.

After the Simple Event Model (van Hage et al. 2011): sem:hasEarliestBeginTimeStamp,
hasLatestBeginTimeStamp, hasEarliestEndTimeStamp, hasLatestEndTimeStamp. All are inclusive days;
None is open: nothing is known on that side.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Bounds:
    """When something began and ended, as far as known.

    Everything that returns bounds returns consistent ones: `end_earliest` is at least
    `begin_earliest` and `begin_latest` at most `end_latest`. Contradictory bounds are empty.
    """

    begin_earliest: date | None = None
    begin_latest: date | None = None
    end_earliest: date | None = None
    end_latest: date | None = None

    @property
    def is_dated(self) -> bool:
        """Whether any of the four is known."""
        return not (
            self.begin_earliest is None
            and self.begin_latest is None
            and self.end_earliest is None
            and self.end_latest is None
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing can have begun and ended so."""
        made = self.made_consistent()
        return _reversed(made.begin_earliest, made.begin_latest) or _reversed(
            made.end_earliest, made.end_latest
        )

    def made_consistent(self) -> Bounds:
        """These bounds with what one side says about the other: no end before the begin."""
        return Bounds(
            self.begin_earliest,
            _earlier(self.begin_latest, self.end_latest),
            _later(self.end_earliest, self.begin_earliest),
            self.end_latest,
        )

    def intersect(self, other: Bounds) -> Bounds:
        """What both say together; `is_empty` when they contradict each other."""
        return Bounds(
            _later(self.begin_earliest, other.begin_earliest),
            _earlier(self.begin_latest, other.begin_latest),
            _later(self.end_earliest, other.end_earliest),
            _earlier(self.end_latest, other.end_latest),
        ).made_consistent()

    def widest(self, other: Bounds) -> Bounds:
        """What at least one of both says; a bound that either leaves open is open."""
        return Bounds(
            _earliest_or_open(self.begin_earliest, other.begin_earliest),
            _latest_or_open(self.begin_latest, other.begin_latest),
            _earliest_or_open(self.end_earliest, other.end_earliest),
            _latest_or_open(self.end_latest, other.end_latest),
        ).made_consistent()

    def possibly(self, first: date | None, last: date | None) -> bool:
        """Whether it may fall in the days from first to last; an open side of either passes.

        Of something undated this is true: who leaves undated events out asks `is_dated`.
        """
        return not _reversed(self.begin_earliest, last) and not _reversed(first, self.end_latest)

    def certainly(self, first: date | None, last: date | None) -> bool:
        """Whether it must have fallen, at least in part, in the days from first to last.

        An open side of the range passes; an open bound of the event fails.
        """
        return (last is None or (self.begin_latest is not None and self.begin_latest <= last)) and (
            first is None or (self.end_earliest is not None and self.end_earliest >= first)
        )

    def tighten_within(self, wholes: Iterable[Bounds]) -> Bounds | None:
        """These bounds for a part of all of `wholes`; None if it cannot lie within them."""
        begin, end = self.begin_earliest, self.end_latest
        for whole in wholes:
            begin = _later(begin, whole.begin_earliest)
            end = _earlier(end, whole.end_latest)
        tightened = Bounds(begin, self.begin_latest, self.end_earliest, end).made_consistent()
        return None if tightened.is_empty else tightened

    def tighten_around(self, parts: Iterable[Bounds]) -> Bounds | None:
        """These bounds for a whole that holds all of `parts`; None if it cannot hold them."""
        begin, end = self.begin_latest, self.end_earliest
        for part in parts:
            begin = _earlier(begin, part.begin_latest)
            end = _later(end, part.end_earliest)
        tightened = Bounds(self.begin_earliest, begin, end, self.end_latest).made_consistent()
        return None if tightened.is_empty else tightened

    def cap_end(self, published: date) -> Bounds:
        """These bounds for something that had happened when a brief of `published` reported it.

        For dated, occurred events of which no claim states an end. An undated one stays undated,
        and one that begins after `published` stays as it is.
        """
        if not self.is_dated:
            return self
        capped = Bounds(
            self.begin_earliest,
            self.begin_latest,
            self.end_earliest,
            _earlier(self.end_latest, published),
        ).made_consistent()
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
