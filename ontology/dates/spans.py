"""Spans of days, recurring spans around a day, and the choice between them.

"Tuesday", "19 October", "August" and "summer" recur; which one a phrase means depends on the
publication day. The functions at the end make that choice, the same way for every kind of span.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from whomet.ontology.dates.edtf import days_in_month, edtf_range
from whomet.ontology.dates.errors import DateError


@dataclass(frozen=True, slots=True)
class DaySpan:
    """A range of days, inclusive, with its EDTF expression."""

    first: date
    last: date
    edtf: str

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last

    @property
    def is_unit(self) -> bool:
        """Whether its EDTF is a day, month, year, decade or season, not a set or an interval."""
        return self.edtf[0] not in "[{." and "/" not in self.edtf


def span_of(edtf: str) -> DaySpan | None:
    """The span that `edtf` covers; None if it is open on a side."""
    first, last = edtf_range(edtf)
    return None if first is None or last is None else DaySpan(first, last, edtf)


def day_span(day: date) -> DaySpan:
    """One day."""
    return DaySpan(day, day, day.isoformat())


def set_span(first: date, last: date) -> DaySpan:
    """An unknown day or days from first to last, as an EDTF set."""
    return DaySpan(first, last, f"[{first.isoformat()}..{last.isoformat()}]")


def month_span(year: int, month: int) -> DaySpan:
    """A calendar month; month numbers outside 1 to 12 carry over into other years."""
    years, index = divmod(month - 1, 12)
    year, month = year + years, index + 1
    last = date(year, month, days_in_month(year, month))
    return DaySpan(last.replace(day=1), last, f"{year:04}-{month:02}")


def year_span(year: int) -> DaySpan:
    """A calendar year."""
    return DaySpan(date(year, 1, 1), date(year, 12, 31), f"{year:04}")


def week_span(day: date) -> DaySpan:
    """The ISO week of `day`, Monday to Sunday, as a set because EDTF has no weeks."""
    monday = day - timedelta(days=day.weekday())
    return set_span(monday, monday + timedelta(days=6))


def season_span(year: int, code: int) -> DaySpan:
    """A season by its EDTF code, 21 to 24."""
    edtf = f"{year:04}-{code}"
    first, last = edtf_range(edtf)
    if first is None or last is None:
        raise AssertionError(edtf)
    return DaySpan(first, last, edtf)


def weekdays_around(day: date, weekday: int) -> list[DaySpan]:
    """The days with one weekday (Monday is 0) within two weeks of `day`, in order."""
    here = day + timedelta(days=weekday - day.weekday())
    return [day_span(here + timedelta(days=7 * n)) for n in (-2, -1, 0, 1, 2)]


def weekends_around(day: date) -> list[DaySpan]:
    """The weekends, Saturday and Sunday, around `day`, in order."""
    return [set_span(s.first, s.first + timedelta(days=1)) for s in weekdays_around(day, weekday=5)]


def month_days_around(day: date, number: int) -> list[DaySpan]:
    """The days with that number in the month of `day` and its neighbours, where they exist."""
    months = [month_span(day.year, day.month + n) for n in (-1, 0, 1)]
    return [day_span(m.first.replace(day=number)) for m in months if number <= m.last.day]


def year_days_around(day: date, month: int, number: int) -> list[DaySpan]:
    """That day of that month in the years around `day`; 29 February where it exists."""
    reach = 8 if (month, number) == (2, 29) else 1
    if not 1 <= number <= days_in_month(2000, month):
        raise DateError(f"there is no day {number} in month {month:02}; correct the day")
    return [
        day_span(date(year, month, number))
        for year in _years_around(day, reach)
        if number <= days_in_month(year, month)
    ]


def months_around(day: date, month: int) -> list[DaySpan]:
    """That month in the years around `day`."""
    return [month_span(year, month) for year in _years_around(day, 1)]


def seasons_around(day: date, code: int) -> list[DaySpan]:
    """That season in the years around `day`; two years back, because winter ends in the next."""
    return [season_span(year, code) for year in _years_around(day, 2) if year < 9999]


def _years_around(day: date, reach: int) -> range:
    return range(max(1, day.year - reach), min(9999, day.year + reach) + 1)


def latest_begun(spans: Iterable[DaySpan], day: date) -> DaySpan:
    """The latest that begins on or before `day`: the default."""
    return _pick([s for s in spans if s.first <= day], -1)


def earliest_not_over(spans: Iterable[DaySpan], day: date) -> DaySpan:
    """The earliest that does not end before `day`: for planned events."""
    return _pick([s for s in spans if s.last >= day], 0)


def nearest(spans: Iterable[DaySpan], day: date) -> DaySpan:
    """The one with the fewest days between it and `day`; DateError if two are equally near."""

    def distance(span: DaySpan) -> int:
        return max((span.first - day).days, (day - span.last).days, 0)

    ordered = sorted(spans, key=distance)
    if len(ordered) > 1 and distance(ordered[0]) == distance(ordered[1]):
        one, other = sorted((ordered[0].edtf, ordered[1].edtf))
        raise DateError(
            f"{one} and {other} are equally near to the publication day; "
            f"write {{phrase: …, edtf: {one}}} or edtf: {other}"
        )
    return _pick(ordered, 0)


def nearest_run(runs: Iterable[Sequence[DaySpan]], day: date) -> Sequence[DaySpan]:
    """Of several runs of consecutive spans the nearest to `day`; DateError if two are."""
    by_days = {
        DaySpan(run[0].first, run[-1].last, ", ".join(s.edtf for s in run)): run for run in runs
    }
    return by_days[nearest(by_days, day)]


def last_before(spans: Iterable[DaySpan], day: date) -> DaySpan:
    """The latest that ends before `day`: "last"."""
    return _pick([s for s in spans if s.last < day], -1)


def next_after(spans: Iterable[DaySpan], day: date) -> DaySpan:
    """The earliest that begins after `day`: "next"."""
    return _pick([s for s in spans if s.first > day], 0)


def starting_from(spans: Iterable[DaySpan], day: date) -> DaySpan:
    """The earliest that begins on or after `day`."""
    return _pick([s for s in spans if s.first >= day], 0)


def _pick(spans: list[DaySpan], index: int) -> DaySpan:
    if not spans:
        raise DateError(
            "no such day is near the publication day; write {phrase: …, edtf: YYYY-MM-DD}",
            readings=0,
        )
    return spans[index]
