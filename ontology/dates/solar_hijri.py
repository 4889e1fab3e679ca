"""The Solar Hijri calendar of Iran and Afghanistan, as far as it is needed to name its dates.

Its year begins at the March equinox; six months of 31 days, five of 30, and Esfand with 29 or, in
a leap year, 30. For the years below, leap years follow a cycle of 33 years (Heydari-Malayeri,
"A concise review of the Iranian calendar", 2004).
"""

from __future__ import annotations

from datetime import date, timedelta

MONTHS = (
    "farvardin ordibehesht khordad tir mordad shahrivar mehr aban azar dey bahman esfand"
).split()
_IN_PERSIAN = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()
#: The number of each month, 1 to 12, by its name in Latin and in Persian letters.
MONTHS_WRITTEN = {
    name: number for names in (MONTHS, _IN_PERSIAN) for number, name in enumerate(names, 1)
}
PERSIAN_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
#: From 1821 on: earlier ones are hardly written, and the cycle is exact from 1178 to 1633.
EARLIEST_YEAR = 1200
_LATEST_YEAR = 1600
_NOWRUZ_1400 = date(2021, 3, 21)


def year_on(day: date) -> int:
    """The Solar Hijri year of a day, give or take the weeks before the equinox."""
    return day.year - 621


def edtf_of_year(year: int, count: int = 1) -> str | None:
    """The days of so many years from `year` on, as the EDTF set `[a..b]`; None if out of range."""
    if not EARLIEST_YEAR <= year <= _LATEST_YEAR - count:
        return None
    return f"[{_nowruz(year)}..{_nowruz(year + count) - timedelta(days=1)}]"


def edtf_of_month(year: int, month: int) -> str | None:
    """The days of a month, 1 to 12, as the EDTF set `[a..b]`; None if out of range."""
    if not EARLIEST_YEAR <= year < _LATEST_YEAR or not 1 <= month <= 12:
        return None
    first = _nowruz(year) + timedelta(days=_days_before(month))
    return f"[{first}..{first + timedelta(days=_length(year, month) - 1)}]"


def edtf_of_season(year: int, season: int) -> str | None:
    """The days of a season, 1 for spring to 4, as the EDTF set `[a..b]`; None if out of range."""
    first, last = edtf_of_month(year, 3 * season - 2), edtf_of_month(year, 3 * season)
    return f"{first[:11]}..{last[13:]}" if first and last else None


def edtf_of_day(year: int, month: int, day: int) -> str | None:
    """A day as EDTF; None if it does not exist or is out of range."""
    if not EARLIEST_YEAR <= year < _LATEST_YEAR or not 1 <= month <= 12:
        return None
    if not 1 <= day <= _length(year, month):
        return None
    return (_nowruz(year) + timedelta(days=_days_before(month) + day - 1)).isoformat()


def _is_leap(year: int) -> bool:
    return (25 * year + 11) % 33 < 8


def _nowruz(year: int) -> date:
    """The first day of a year."""
    low, high = sorted((year, 1400))
    days = 365 * (high - low) + sum(map(_is_leap, range(low, high)))
    return _NOWRUZ_1400 + timedelta(days=days if year >= 1400 else -days)


def _days_before(month: int) -> int:
    return 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)


def _length(year: int, month: int) -> int:
    if month <= 6:
        return 31
    return 30 if month <= 11 or _is_leap(year) else 29
