"""Computes the bounds of a claim from the dates that it states."""

from __future__ import annotations

from functools import lru_cache

from whomet.ontology.dates.bounds import Bounds
from whomet.ontology.dates.edtf import Days, edtf_sides, is_interval, is_qualified
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
    begin lies within a and the end within b; if it is `{a,b}`, all of adjoining days, it begins
    on the first and ends on the last. `start` and `end` bound their own side. For a lasting state
    (Tenure, Affiliation), a unit or set means that it held at some time within it. Of a qualified
    date (`~`, `?`, `%`) only the outer bounds are known. The result satisfies all dates that are
    given.

    Raises DateError if one cannot be parsed, or if they contradict each other.
    """
    if when is not None and start is None and end is None and not lasting:
        return _within(when)
    bounds = Bounds()
    if when is not None:
        bounds = _lasting(when) if lasting else _within(when)
    if start is not None:
        bounds = bounds.intersect(_start(start))
    if end is not None:
        bounds = bounds.intersect(_end(end))
    if bounds.is_empty:
        raise _contradiction(when, start, end)
    return bounds


def says_it_lasts(when: str | None, start: str | None, end: str | None) -> bool:
    """Whether these dates say that it still lasts when they are published: "since X", `X/..`."""
    return end is None and any(d is not None and d.endswith("/..") for d in (when, start))


def states_end(when: str | None, end: str | None) -> bool:
    """Whether these dates say when it ended: by `end`, or by an interval with an end in `when`."""
    if end is not None:
        return True
    return when is not None and is_interval(when) and not _is_open(when)


def is_closed(when: str | None) -> bool:
    """Whether `when` says by which day it ended at the latest: not `X/..`, nor `[X..]`."""
    return when is not None and edtf_sides(when)[1][1] is not None


def _is_open(interval: str) -> bool:
    return interval.endswith(("/", "/.."))


def _within(when: str) -> Bounds:
    begin, finish = edtf_sides(when)
    if not is_qualified(when):
        bounds = Bounds(*begin, *finish)
        return bounds if begin is finish else bounds.normalized()
    left, _, right = when.partition("/")
    loose = is_qualified(left), is_qualified(right or left)
    return Bounds(
        begin[0],
        None if loose[0] else begin[1],
        None if loose[1] else finish[0],
        finish[1],
        *loose,
    ).normalized()


def _lasting(when: str) -> Bounds:
    if is_interval(when) or is_qualified(when):
        return _within(when)
    begin, finish = edtf_sides(when)
    if begin is finish:
        return Bounds(begin_latest=finish[1], end_earliest=begin[0])
    return Bounds(begin_latest=begin[1], end_earliest=finish[0])


def _start(edtf: str) -> Bounds:
    earliest, latest = _one_side("start", edtf)
    if is_qualified(edtf):
        return Bounds(begin_earliest=earliest, begin_is_qualified=True)
    return Bounds(begin_earliest=earliest, begin_latest=latest)


def _end(edtf: str) -> Bounds:
    earliest, latest = _one_side("end", edtf)
    if is_qualified(edtf):
        return Bounds(end_latest=latest, end_is_qualified=True)
    return Bounds(end_earliest=earliest, end_latest=latest)


def _one_side(key: str, edtf: str) -> Days:
    begin, finish = edtf_sides(edtf)
    if not is_interval(edtf) and begin is finish:
        return begin
    # “since 2015” (2015/..) may be annotated as a start, “until 2017” (../2017) as an end.
    own, other = (begin, finish) if key == "start" else (finish, begin)
    if other != (None, None) or own == (None, None):
        what = "an interval" if is_interval(edtf) else "several days"
        raise DateError(
            f"{key} is {what}, {edtf}; expected one day, month or year, or "
            f"a set such as [2017-10-03..2017-10-05]; {what} belong{'s' * is_interval(edtf)} "
            "in when"
        )
    return own


def _contradiction(when: str | None, start: str | None, end: str | None) -> DateError:
    given = {"when": when, "start": start, "end": end}
    stated = " and ".join(f"{key} {value}" for key, value in given.items() if value is not None)
    if when is None:
        return DateError(f"{stated} contradict each other: it ends before it starts")
    return DateError(f"{stated} contradict each other; correct the one that is wrong")
