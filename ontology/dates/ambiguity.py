"""Written dates that have two readings, which are refused, both readings named.

"Oct-12" is a day or a month, "05/06" is two days, "2021-22" is a season in EDTF and two years
elsewhere, "1396" is a year of two calendars. Given as `edtf`, each means what EDTF says.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from whomet.ontology.dates.edtf import is_qualified
from whomet.ontology.dates.english import MONTH, MONTH_NAMES, SEASON, SEASON_CODES, month_number
from whomet.ontology.dates.errors import DateError, TwoReadings
from whomet.ontology.dates.solar_hijri import (
    EARLIEST_YEAR,
    MONTHS_WRITTEN,
    PERSIAN_DIGITS,
    edtf_of_day,
    edtf_of_month,
    edtf_of_season,
    edtf_of_year,
    year_on,
)

_DASH = " ?[-/] ?"
_SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
_DAY = re.compile("(?<![0-9])[0-9]{1,2}(?![0-9])")
_OTHER_WORDS = re.compile(r"[^\W\d_]{2,}")
# Plans are made some years ahead, in this calendar too.
_YEARS_AHEAD = 10


@lru_cache(maxsize=1 << 12)
def ensure_one_reading(text: str, published: date, edtf: bool = False) -> None:
    """Raise DateError if normalized `text` has two readings; `edtf` if it is EDTF as written."""
    _years_or_season(text, edtf)
    _day_or_year_of_month(text)
    _day_or_end_of_period(text)
    _short_numbers(text)
    _of_another_calendar(text, published)


def _refuse(text: str, one: tuple[str, str], other: tuple[str, str]) -> DateError:
    """The error that names two readings, each in words and as EDTF."""
    return TwoReadings(text, one, other)


def _years_or_season(text: str, edtf: bool) -> None:
    match = re.fullmatch("(?P<year>[12][0-9]{3})(?P<sep>[-/])(?P<short>[0-9]{2})", text)
    if match is None:
        return
    year, short = int(match["year"]), int(match["short"])
    if short <= year % 100 or (short <= 12 and edtf):
        return  # 2010-12 is the month, as ISO 8601 writes it
    years = f"{year}/{year - year % 100 + short}"
    from_to = f"the years {years.replace('/', ' to ')}"
    if short <= 12:
        month = f"{MONTH_NAMES[short - 1]} {year}", f"{year}-{short:02}"
        raise _refuse(text, (from_to, years), month)
    if 21 <= short <= 41:
        season = _SEASONS.get(short, f"what EDTF calls {year}-{short}")
        named = f"{season} {year}" if short in _SEASONS else season
        raise _refuse(text, (from_to, years), (named, f"{year}-{short}"))
    problem = f"“{text}” does not say whether it is {from_to} or a day or month"
    raise DateError(
        f"{problem}; write {{phrase: {text}, edtf: {years}}} for the years",
        f"{problem}; write {years} for the years",
    )


def _day_or_year_of_month(text: str) -> None:
    """Oct-12 and 12-Oct; 12-Oct-17; with or without blanks around the dash."""
    match = re.fullmatch(
        rf"(?P<month>{MONTH}){_DASH}(?P<number>[0-9]{{1,2}})"
        rf"|(?P<number2>[0-9]{{1,2}}){_DASH}(?P<month2>{MONTH})",
        text,
    )
    if match is not None:
        month = month_number(match["month"] or match["month2"])
        name, short = MONTH_NAMES[month - 1], match["number"] or match["number2"]
        one = f"{name} 19{short:0>2}", f"19{short:0>2}-{month:02}"
        if 1 <= int(short) <= 31:
            one = f"{int(short)} {name}", f"YYYY-{month:02}-{int(short):02}"
        raise _refuse(text, one, (f"{name} 20{short:0>2}", f"20{short:0>2}-{month:02}"))
    match = re.fullmatch(
        rf"(?P<a>[0-9]{{1,2}}){_DASH}(?P<month>{MONTH}){_DASH}(?P<b>[0-9]{{2}})", text
    )
    if match is not None and 1 <= int(match["a"]) <= 31:
        month, a, b = month_number(match["month"]), f"{match['a']:0>2}", match["b"]
        name = MONTH_NAMES[month - 1]
        day = f"{int(a)} {name} 20{b}", f"20{b}-{month:02}-{a}"
        other = f"{int(b)} {name} 20{a}", f"20{a}-{month:02}-{b}"
        if not 1 <= int(b) <= 31:
            other = f"{int(a)} {name} 19{b}", f"19{b}-{month:02}-{a}"
        raise _refuse(text, day, other)


def _day_or_end_of_period(text: str) -> None:
    """Oct – 12 2017, which is no period that begins in October and ends on the 12th."""
    match = re.fullmatch(
        rf"(?P<month>{MONTH}){_DASH}(?P<day>[0-9]{{1,2}}) (?P<year>[12][0-9]{{3}})", text
    )
    if match is not None and 1 <= int(match["day"]) <= 31:
        month, day = month_number(match["month"]), int(match["day"])
        edtf = f"{match['year']}-{month:02}-{day:02}"
        problem = (
            f"“{text}” may be {day} {MONTH_NAMES[month - 1]} {match['year']} or the end of a "
            "longer period"
        )
        raise DateError(
            f"{problem}; write {{phrase: {text}, edtf: {edtf}}} for the day",
            f"{problem}; write {edtf} for the day",
        )


def _short_numbers(text: str) -> None:
    """5/6/17 and 10/12: day and month in either order."""
    match = re.fullmatch(
        "(?P<a>[0-9]{1,2})(?P<sep>[/.-])(?P<b>[0-9]{1,2})(?:(?P=sep)(?P<year>[0-9]{2}))?", text
    )
    if match is None:
        return
    a, b = int(match["a"]), int(match["b"])
    if match["sep"] == "-" and match["year"] is None:
        return  # a range of days, which lacks its month
    year, shown = (f"20{match['year']}",) * 2 if match["year"] else ("YYYY", "")
    found = [
        (f"{day} {MONTH_NAMES[month - 1]} {shown}".strip(), f"{year}-{month:02}-{day:02}")
        for day, month in ((a, b), (b, a))
        if 1 <= month <= 12 and 1 <= day <= 31
    ]
    if len(found) == 2 and found[0] != found[1]:
        raise _refuse(text, *found)
    if found and match["year"]:
        words, edtf = found[0]
        raise _refuse(text, found[0], (words.replace(" 20", " 19"), f"19{edtf[2:]}"))


def _of_another_calendar(text: str, published: date) -> None:
    """Years, months and days of the Solar Hijri calendar, of Iran and Afghanistan."""
    _named_month(text)
    if re.search(rf"\b{MONTH}\b", text.lower()):
        return
    years = [int(year) for year in re.findall("(?<![0-9])1[234][0-9]{2}(?![0-9])", text)]
    decades = [int(f"{d}0") for d in re.findall("(?<![0-9])(1[234][0-9])X", text)]
    now = year_on(published)
    for year in (*years, *decades):
        if EARLIEST_YEAR <= year <= now + _YEARS_AHEAD:
            if _OTHER_WORDS.search(text) and _DAY.search(text):
                raise _a_day_of(text, year)
            (own, edtf), other = _in_two_calendars(text, year, decade=year in decades)
            # A question takes a year of this calendar from before all news only in brackets.
            raise TwoReadings(text, (own, edtf), other, in_question=(f"[{edtf}]", other[1]))


def _named_month(text: str) -> None:
    """12 Mordad 1396, also in Persian: dates of the Solar Hijri calendar and no other."""
    latin = text.lower().translate(PERSIAN_DIGITS)
    named = re.search(rf"\b(?:{'|'.join(MONTHS_WRITTEN)})\b", latin)
    if named is None or not re.search("[0-9]", latin):
        return
    year = re.search("(?<![0-9])1[234][0-9]{2}(?![0-9])", latin)
    problem = f"“{text}” is a date of the Solar Hijri calendar"
    if year is None:
        raise DateError(
            f"{problem}, without a year; write {{phrase: {text}, edtf: YYYY-MM-DD}}",
            f"{problem}, without a year; write it as YYYY-MM-DD of the Gregorian calendar",
        )
    month = MONTHS_WRITTEN[named[0]]
    day = _DAY.search(latin)
    edtf = (
        edtf_of_month(int(year[0]), month)
        if day is None
        else edtf_of_day(int(year[0]), month, int(day[0]))
    ) or "YYYY-MM-DD"
    raise DateError(
        f"{problem}; write {{phrase: {text}, edtf: {edtf}}}", f"{problem}; write {edtf}"
    )


def _a_day_of(text: str, year: int) -> DateError:
    """The error of a date with a day or a month in words that are not read."""
    problem = (
        f"“{text}” may be a day of {year} of the Gregorian calendar or of {year} of the "
        f"Solar Hijri calendar ({edtf_of_year(year)})"
    )
    return DateError(
        f"{problem}; write {{phrase: {text}, edtf: YYYY-MM-DD}}",
        f"{problem}; write it as YYYY-MM-DD of the Gregorian calendar",
    )


def _in_two_calendars(text: str, year: int, decade: bool) -> tuple[tuple[str, str], ...]:
    """The Gregorian reading of a date in that year, and the Solar Hijri one."""
    parts = [int(n) for n in re.findall("[0-9]+", text)]
    ymd = re.fullmatch("[0-9]{4}[-/.][0-9]{1,2}(?:[-/.][0-9]{1,2})?[~?%]?", text)
    dmy = re.fullmatch("[0-9]{1,2}([-/.])[0-9]{1,2}\\1[0-9]{4}", text)
    if dmy is not None:
        parts.reverse()
    season = re.search(rf"\b{SEASON} (?:of )?{year}$", text.lower())
    own: str | None = f"{year:04}"
    solar: str | None = edtf_of_year(year)
    if decade or re.search(f"{year}'?s", text):
        own, solar = f"{year // 10}X", edtf_of_year(year, 10)
    elif season:
        code = SEASON_CODES[season[0].split()[0]]
        own, solar = f"{year:04}-{code}", edtf_of_season(year, code - SEASON_CODES["spring"] + 1)
    elif (ymd or dmy) and len(parts) == 2 and 1 <= parts[1] <= 12:
        own, solar = f"{year:04}-{parts[1]:02}", edtf_of_month(year, parts[1])
    elif (ymd or dmy) and len(parts) == 3:
        own = f"{year:04}-{parts[1]:02}-{parts[2]:02}"
        solar = edtf_of_day(year, parts[1], parts[2])
    mark = "~" if is_qualified(text) else ""
    words = season[0] if season else own
    return (
        (f"{words} of the Gregorian calendar", f"{own}{mark}"),
        (f"{words} of the Solar Hijri calendar ({solar})", solar or "YYYY-MM-DD"),
    )
