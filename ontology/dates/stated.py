"""Computes the bounds of a claim from the dates that it states."""

from __future__ import annotations

from functools import lru_cache

from whomet.ontology.dates.bounds import Bounds
from whomet.ontology.dates.edtf import Days, edtf_sides, is_interval
from whomet.ontology.dates.errors import DateError


@lru_cache(maxsize=1 << 15)
def stated_bounds(
    when: str | None = None,
    start: str | None = None,
    end: str | None = None,
    lasting: bool = False,
) -> Bounds:
    """The bounds of a claim from its `when`, `start` and `end`, each EDTF or None.

    If `when` is a unit or set, begin and end both lie within it; if it is an interval `a/b`, the
    begin lies within a and the end within b. `start` and `end` bound their own side. For a lasting
    state (Tenure, Affiliation), `when` means that it held at some time within it. The result
    satisfies all dates that are given.

    Raises DateError if one cannot be parsed, or if they contradict each other.
    """
    if when is not None and start is None and end is None and not lasting:
        return _within(when)
    bounds = Bounds()
    if when is not None:
        bounds = _lasting(when) if lasting else _within(when)
    if start is not None:
        earliest, latest = _one_side("start", start)
        bounds = bounds.intersect(Bounds(begin_earliest=earliest, begin_latest=latest))
    if end is not None:
        earliest, latest = _one_side("end", end)
        bounds = bounds.intersect(Bounds(end_earliest=earliest, end_latest=latest))
    if bounds.is_empty:
        raise _contradiction(when, start, end)
    return bounds


def _within(when: str) -> Bounds:
    begin, finish = edtf_sides(when)
    bounds = Bounds(*begin, *finish)
    return bounds if begin is finish else bounds.normalized()


def _lasting(when: str) -> Bounds:
    begin, finish = edtf_sides(when)
    return Bounds(begin_latest=finish[1], end_earliest=begin[0])


def _one_side(key: str, edtf: str) -> Days:
    begin, finish = edtf_sides(edtf)
    if not is_interval(edtf):
        return begin
    # “since 2015” (2015/..) may be annotated as a start, “until 2017” (../2017) as an end.
    own, other = (begin, finish) if key == "start" else (finish, begin)
    if other != (None, None) or own == (None, None):
        raise DateError(
            f"{key} is an interval, {edtf}; expected one day, month or year, or "
            "a set such as [2017-10-03..2017-10-05]; an interval belongs in when"
        )
    return own


def _contradiction(when: str | None, start: str | None, end: str | None) -> DateError:
    given = {"when": when, "start": start, "end": end}
    stated = " and ".join(f"{key} {value}" for key, value in given.items() if value is not None)
    if when is None:
        return DateError(f"{stated} contradict each other: it ends before it starts")
    return DateError(f"{stated} contradict each other; correct the one that is wrong")
