"""Years that are of another calendar where they are no year of news in the common one.

A question that is asked for 1396, 1439, 2560 or 5777 hardly means those years of the Gregorian
calendar. Months and days of other calendars are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from whomet.ontology.dates.solar_hijri import edtf_of_year

#: Years from this one on, and so many years ahead, are taken as they are.
_FIRST, _AHEAD = 1500, 50
#: The years that a year of another calendar is likely to be, and so many years ahead.
_LIKELY_FROM, _LIKELY_AHEAD = 1800, 10
# 1 Muharram of year 1 of the tabular calendar (civil epoch), less a day, as `date.toordinal`.
_ISLAMIC_EPOCH = 227014
_BUDDHIST, _HEBREW = 543, 3761


def is_usual(year: int, today: date) -> bool:
    """Whether a question may well be asked for this year of the Gregorian calendar."""
    return _FIRST <= year <= today.year + _AHEAD


def other_readings(year: int, today: date) -> list[tuple[str, str]]:
    """The calendars of which a year that is not usual may be, each with its days as EDTF.

    The days of an Islamic year may differ by one or two, because they follow the moon.
    """
    return [
        (calendar, first if first == last else f"{first}/{last}")
        for calendar, first, last in _readings(year)
        if _LIKELY_FROM <= int(first[:4]) <= today.year + _LIKELY_AHEAD
    ]


def _readings(year: int) -> Iterator[tuple[str, str, str]]:
    solar = edtf_of_year(year)
    if solar is not None:
        first, last = solar.strip("[]").split("..")
        yield "Solar Hijri", first, last
    if 900 <= year < _FIRST:
        after = _islamic_new_year(year + 1)
        yield "Islamic", str(_islamic_new_year(year)), str(after - timedelta(days=1))
    if _FIRST + _BUDDHIST <= year < 3000:
        yield "Buddhist", f"{year - _BUDDHIST}", f"{year - _BUDDHIST}"
    if _FIRST + _HEBREW <= year < 7000:
        # It begins in September or October.
        yield "Hebrew", f"{year - _HEBREW}-09", f"{year - _HEBREW + 1}-09"


def _islamic_new_year(year: int) -> date:
    days = 354 * (year - 1) + (3 + 11 * year) // 30
    return date.fromordinal(_ISLAMIC_EPOCH + days + 1)
