"""Parses written dates in which the weekday, day, month or year may be missing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from whomet.ontology.dates.edtf import days_in_month
from whomet.ontology.dates.english import (
    DAY,
    MONTH,
    MONTH_NAMES,
    WEEKDAY,
    WEEKDAY_NAMES,
    YEAR,
    month_number,
    weekday_number,
)
from whomet.ontology.dates.errors import DateError
from whomet.ontology.dates.spans import (
    DaySpan,
    day_span,
    month_days_around,
    month_span,
    months_around,
    weekdays_around,
    year_days_around,
    year_span,
)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """Compiled on first use, because compiling it would slow down every question."""
    return re.compile(
        rf"(?:the )?(?:(?P<weekday>{WEEKDAY})(?: the| on the)?(?= |$) ?)?"
        rf"(?:(?:month of )?(?P<month>{MONTH})(?: (?:the )?(?P<day>{DAY}))?"
        rf"(?:(?: of| in)? (?P<year>{YEAR}))?"
        rf"|(?P<day2>{DAY})(?:(?: of)? (?P<month2>{MONTH})(?:(?: of| in)? (?P<year2>{YEAR}))?)?"
        rf"|(?P<day3>{DAY}) (?P<year3>{YEAR})"
        rf"|(?:year )?(?P<year4>{YEAR}))?"
    )


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A written date; missing parts are None. `ordinal` is true for a day such as 19th."""

    weekday: int | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    ordinal: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it has a year, so that it does not depend on the publication day."""
        return self.year is not None

    @property
    def is_weekday(self) -> bool:
        """Whether it is a weekday alone, which counts from the publication day."""
        return self.weekday is not None and self.day is None and self.month is None

    def span(self) -> DaySpan:
        """The day, month or year that a date with a year denotes.

        Raises DateError if the day does not exist or falls on a different weekday.
        """
        if self.year is None:
            raise AssertionError(self)
        if self.month is None:
            return year_span(self.year)
        if self.day is None:
            return month_span(self.year, self.month)
        last = days_in_month(self.year, self.month)
        if not 1 <= self.day <= last:
            raise DateError(
                f"{MONTH_NAMES[self.month - 1]} {self.year} has {last} days, "
                f"so {self.day} does not exist; correct the day"
            )
        found = date(self.year, self.month, self.day)
        self.check_weekday(found)
        return day_span(found)

    def check_weekday(self, day: date) -> None:
        """Raise DateError if a weekday is written and `day` falls on a different one."""
        if self.weekday is not None and day.weekday() != self.weekday:
            problem = (
                f"{day.isoformat()} is a {WEEKDAY_NAMES[day.weekday()]}, "
                f"not a {WEEKDAY_NAMES[self.weekday]}; correct one of them"
            )
            raise DateError(
                f"{problem}, or write {{phrase: …, edtf: …}} with the intended day", problem
            )

    def around(self, day: date) -> list[DaySpan]:
        """The spans around `day` that a date without a year may denote, in order."""
        if self.month is not None:
            if self.day is None:
                return months_around(day, self.month)
            return year_days_around(day, self.month, self.day)
        if self.day is not None:
            return month_days_around(day, self.day)
        if self.weekday is not None:
            return weekdays_around(day, self.weekday)
        raise AssertionError(self)


def read_partial_date(text: str) -> PartialDate | None:
    """Parse a date in normalized `text`; None if it is not one."""
    match = _pattern().fullmatch(text)
    if match is None:
        return None
    found = match.groupdict()
    weekday = found["weekday"]
    day = found["day"] or found["day2"] or found["day3"]
    month = found["month"] or found["month2"]
    year = found["year"] or found["year2"] or found["year3"] or found["year4"]
    if not (weekday or day or month or year) or (weekday and not day and (month or year)):
        return None
    return PartialDate(
        weekday=weekday_number(weekday) if weekday else None,
        day=int(day.rstrip("stndrh")) if day else None,
        month=month_number(month) if month else None,
        year=int(year) if year else None,
        ordinal=bool(day) and not day.isdigit(),
    )


def share(begin: PartialDate, end: PartialDate) -> tuple[PartialDate, PartialDate]:
    """Complete the two dates of a range or pair with the month and year of the other.

    "17–19 October 2017", "October 17–19", "30 December – 3 January 2018". Raises DateError if
    days of one month run backwards.
    """
    shared_month = False
    if begin.day and begin.month is None and end.month is not None:
        begin, shared_month = replace(begin, month=end.month), True
    elif end.day and end.month is None and begin.month is not None:
        end, shared_month = replace(end, month=begin.month), True
    if shared_month and begin.day and end.day and begin.day > end.day:
        raise DateError(
            f"it runs backwards, from day {begin.day} to day {end.day} of one month; "
            "write the month of each day, or the earlier day first"
        )
    if begin.month is None or end.month is None:
        return begin, end
    backwards = (begin.month, begin.day or 0) > (end.month, end.day or 31)
    if begin.year is None and end.year is not None:
        begin = replace(begin, year=end.year - backwards)
    elif end.year is None and begin.year is not None:
        end = replace(end, year=begin.year + backwards)
    return begin, end
