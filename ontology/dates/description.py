"""Formats bounds as EDTF, for the properties `when`, `start` and `end`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from whomet.ontology.dates.bounds import Bounds
from whomet.ontology.dates.edtf import days_in_month


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
    [begin_earliest, end_latest]. None if both of those are open.
    """
    begin = (bounds.begin_earliest, bounds.begin_latest)
    end = (bounds.end_earliest, bounds.end_latest)
    if begin == end:
        return describe_side(*begin)
    if bounds.begin_earliest is None and bounds.end_latest is None:
        return None
    return f"{_end(begin, bounds.begin_earliest)}/{_end(end, bounds.end_latest)}"


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
