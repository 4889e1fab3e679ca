"""A fast path for the few forms that most date phrases have.

It gives the same results as the rules, which a test compares; everything else is left to them.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from whomet.ontology.dates.english import MONTH_NAMES, WEEKDAY_NAMES

_MONTH_FIRST = re.compile(r"([A-Z][a-z]{2,8}) ([0-9]{1,2}), ([12][0-9]{3})", re.ASCII)
_DAY_FIRST = re.compile(r"([0-9]{1,2}) ([A-Z][a-z]{2,8}) ([12][0-9]{3})", re.ASCII)
_MONTHS = {name: number for number, name in enumerate(MONTH_NAMES, 1)}
_WEEKDAYS = {
    prefix + name: number
    for number, name in enumerate(WEEKDAY_NAMES)
    for prefix in ("", "on ", "On ")
}
_NEAR = {"today": 0, "Today": 0, "yesterday": -1, "Yesterday": -1, "tomorrow": 1}


def read_quickly(phrase: str, published: date, forward: bool | None) -> str | None:
    """The EDTF date of forms such as "19 October 2017", "today" or "on Tuesday"; else None.

    `forward` is as in `phrases.resolve`.
    """
    match = _MONTH_FIRST.fullmatch(phrase)
    if match is not None:
        name, day, year = match.groups()
    else:
        match = _DAY_FIRST.fullmatch(phrase)
        if match is None:
            return _near(phrase, published, forward)
        day, name, year = match.groups()
    month = _MONTHS.get(name)
    try:
        return None if month is None else date(int(year), month, int(day)).isoformat()
    except ValueError:
        return None


def _near(phrase: str, published: date, forward: bool | None) -> str | None:
    if forward is None:
        return None
    count = _NEAR.get(phrase)
    if count is None:
        weekday = _WEEKDAYS.get(phrase)
        if weekday is None:
            return None
        count = (
            (weekday - published.weekday()) % 7
            if forward
            else -((published.weekday() - weekday) % 7)
        )
    try:
        return (published + timedelta(days=count)).isoformat()
    except OverflowError:
        return None
