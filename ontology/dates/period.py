"""Parses the periods of questions: `--since`, `--until`, `--on`."""

from __future__ import annotations

import re
from datetime import date

from whomet.ontology.dates.edtf import Days, edtf_range, has_gaps, is_qualified
from whomet.ontology.dates.errors import PERIOD_EXPECTED, DateError
from whomet.ontology.dates.phrases import resolve


def parse_period(text: str, today: date) -> Days:
    """The first and the last day, inclusive, of a period given as EDTF or as a phrase.

    `1961` is 1 January to 31 December 1961; phrases such as "last month" are relative to `today`.
    EDTF means what EDTF says, also where it would have two readings as words of a text. Refused is
    what is no period: dates with days between them that are left out, one that is approximate, and
    a year that is rather one of another calendar. None means open. Raises DateError, with the fix
    or with examples of valid periods.
    """
    stripped = text.strip()
    edtf = stripped
    try:
        days = edtf_range(edtf)
    except DateError:
        edtf = _read(text, today)
        days = edtf_range(edtf)
    _ensure_exact(stripped, edtf)
    _ensure_whole(stripped, edtf, days)
    if not stripped.startswith("["):
        _ensure_of_this_calendar(stripped, edtf, days, today)
    return days


def _read(text: str, today: date) -> str:
    try:
        return resolve(text, today)
    except DateError as fault:
        raise DateError(fault.elsewhere or f"{fault.message}; {PERIOD_EXPECTED}") from None


def _ensure_exact(text: str, edtf: str) -> None:
    if is_qualified(edtf):
        exact = re.sub("[?~%]", "", edtf)
        raise DateError(
            f"“{text}” does not say from which day to which; write {exact} for just that, or the "
            "first and the last date of a longer period as FIRST/LAST"
        )


def _ensure_whole(text: str, edtf: str, days: Days) -> None:
    if has_gaps(edtf):
        first, last = (".." if day is None else day.isoformat() for day in days)
        raise DateError(
            f"“{text}” is not one period, days between its dates are left out; ask once for each "
            f"of them, or write {first}/{last} for all the days"
        )


def _ensure_of_this_calendar(text: str, edtf: str, days: Days, today: date) -> None:
    from whomet.ontology.dates.other_calendars import is_usual, other_readings

    for day in days:
        if day is None or is_usual(day.year, today):
            continue
        readings = other_readings(day.year, today)
        if readings:
            told = " or ".join(
                f"of the {calendar} calendar ({when})" for calendar, when in readings
            )
            raise DateError(
                f"“{text}” may be of the year {day.year} {told}; write those days, or "
                f"[{edtf.replace('/', '..')}] for that year of the Gregorian calendar"
            )
