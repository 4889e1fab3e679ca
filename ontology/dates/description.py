"""Formats bounds as EDTF, for the properties `when`, `start` and `end`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from whomet.ontology.dates.bounds import Bounds
from whomet.ontology.dates.edtf import days_in_month, qualified


@lru_cache(maxsize=1 << 15)
def describe_side(earliest: date | None, latest: date | None) -> str | None:
    """One side (begin or end) as EDTF.

    A day, month or year if the bounds are exactly that, otherwise the set `[a..b]`, open on the
    side of an open bound; None if both are open.
    """
    unit = _unit(earliest, latest)
    if unit is not None or (earliest is None and latest is None):
        return unit
    low = "" if earliest is None else earliest.isoformat()
    high = "" if latest is None else latest.isoformat()
    return f"[{low}..{high}]"


@lru_cache(maxsize=1 << 15)
def describe(bounds: Bounds) -> str | None:
    """`bounds` as EDTF: a unit, a set or an interval.

    A unit or set if begin and end have the same bounds, otherwise the interval `begin/end`. Each
    end of the interval is a day, month or year if that side is exactly that, otherwise its
    outermost day, or `..` if that is open. `edtf_range` of the result is always
    [begin_earliest, end_latest]. Qualified bounds are marked `~`. None if both outer bounds are
    open.
    """
    begin = (bounds.begin_earliest, bounds.begin_latest)
    end = (bounds.end_earliest, bounds.end_latest)
    outer = (bounds.begin_earliest, bounds.end_latest)
    if begin == end:
        return describe_side(*begin)
    if outer == (None, None):
        return None
    if _is_loose(bounds):
        described = describe_side(*outer)
        return described and qualified(described)
    first = _end(begin, outer[0])
    last = _end(end, outer[1])
    if bounds.begin_is_qualified and outer[0] is not None:
        first = qualified(outer[0].isoformat())
    if bounds.end_is_qualified and outer[1] is not None:
        last = qualified(outer[1].isoformat())
    return f"{first}/{last}"


def describe_begin(bounds: Bounds) -> str | None:
    """The begin as EDTF; None where it is known only to be before the end."""
    if _is_loose(bounds):
        return describe(bounds)
    if bounds.begin_is_qualified and bounds.begin_earliest is not None:
        return qualified(bounds.begin_earliest.isoformat())
    if bounds.begin_earliest is None and bounds.begin_latest == bounds.end_latest:
        return None
    return describe_side(bounds.begin_earliest, bounds.begin_latest)


def describe_end(bounds: Bounds) -> str | None:
    """The end as EDTF; None where it is known only to be after the begin."""
    if _is_loose(bounds):
        return describe(bounds)
    if bounds.end_is_qualified and bounds.end_latest is not None:
        return qualified(bounds.end_latest.isoformat())
    if bounds.end_latest is None and bounds.end_earliest == bounds.begin_earliest:
        return None
    return describe_side(bounds.end_earliest, bounds.end_latest)


def _is_loose(bounds: Bounds) -> bool:
    """Whether both outer bounds are qualified, and nothing certain is known within them."""
    return (
        bounds.begin_is_qualified
        and bounds.end_is_qualified
        and bounds.begin_latest is None
        and bounds.end_earliest is None
    )


def _end(side: tuple[date | None, date | None], outermost: date | None) -> str:
    if outermost is None:
        return ".."
    return _unit(*side) or outermost.isoformat()


def _unit(first: date | None, last: date | None) -> str | None:
    if first is None or last is None:
        return None
    if first == last:
        return first.isoformat()
    if first.day != 1 or first.year != last.year or last < first:
        return None
    if first.month == last.month:
        whole = last.day == days_in_month(last.year, last.month)
        return first.isoformat()[:7] if whole else None
    whole = (first.month, last.month, last.day) == (1, 12, 31)
    return first.isoformat()[:4] if whole else None
