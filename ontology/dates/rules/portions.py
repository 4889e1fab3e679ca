"""Rules for portions of a unit: early October, the first half of 2017, the 1960s, times of day."""

from __future__ import annotations

import re
from datetime import date, timedelta

from whomet.ontology.dates.english import DAYPART, YEAR
from whomet.ontology.dates.errors import DateError
from whomet.ontology.dates.partial_dates import PartialDate, read_partial_date
from whomet.ontology.dates.rule import PhraseContext, Rule
from whomet.ontology.dates.spans import DaySpan, month_span, set_span, span_of, week_span

_PORTIONS = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}
_NTH = {
    **dict.fromkeys(("first", "1st"), 0),
    **dict.fromkeys(("second", "2nd"), 1),
    **dict.fromkeys(("third", "3rd"), 2),
    **dict.fromkeys(("fourth", "4th"), 3),
}
_THIRDS_OF_DECADE = ((0, 3), (4, 6), (7, 9))


def third(span: DaySpan, index: int) -> DaySpan | None:
    """The early, middle or late third of a month, year or decade; None for other spans.

    A month has days 1–10, 11–20, 21–end; a year January–April, May–August, September–December;
    a decade years 0–3, 4–6, 7–9.
    """
    year, month = span.first.year, span.first.month
    match len(span.edtf), span.edtf[-1]:
        case 7, _ if month_span(year, month) == span:
            last = span.last.day if index == 2 else 10 * index + 10
            return set_span(span.first.replace(day=10 * index + 1), span.last.replace(day=last))
        case 4, "X":
            low, high = _THIRDS_OF_DECADE[index]
            return _years(year + low, year + high)
        case 4, _:
            return _months(year, 4 * index + 1, 4 * index + 4)
        case _:
            return None


def fraction(span: DaySpan, index: int, of: int) -> DaySpan | None:
    """A half or quarter (`of` 2 or 4) of a year, or a half of a month or decade."""
    year, month = span.first.year, span.first.month
    match len(span.edtf), span.edtf[-1]:
        case 4, "X" if of == 2:
            return _years(year + 5 * index, year + 5 * index + 4)
        case 4, digit if digit != "X":
            length = 12 // of
            return _months(year, length * index + 1, length * index + length)
        case 7, _ if of == 2 and month_span(year, month) == span:
            half = set_span(span.first, span.first.replace(day=15))
            return half if index == 0 else set_span(span.first.replace(day=16), span.last)
        case _:
            return None


def _years(first: int, last: int) -> DaySpan:
    return DaySpan(date(first, 1, 1), date(last, 12, 31), f"[{first:04}..{last:04}]")


def _months(year: int, first: int, last: int) -> DaySpan:
    begin, end = month_span(year, first), month_span(year, last)
    return DaySpan(begin.first, end.last, f"[{begin.edtf}..{end.edtf}]")


def _wholes(text: str, context: PhraseContext) -> list[DaySpan]:
    """The spans that the unit of a portion may denote: several for a month without a year."""
    point = read_partial_date(text)
    if point is not None and point.month and point.day is None and point.year is None:
        return PartialDate(month=point.month).around(context.published)
    # "The end of the year" refers to this year.
    edtf = context.part(f"this {text}" if text in ("week", "month", "year") else text)
    span = span_of(edtf) if edtf else None
    return [span] if span else []


def _portion(match: re.Match[str], context: PhraseContext) -> str | None:
    portion = match["portion"]
    wholes = _wholes(match["inner"], context)
    if portion in ("earlier", "later"):
        return wholes[0].edtf if wholes and wholes[0].is_day else None
    portions = [p for p in (third(w, _PORTIONS[portion]) for w in wholes) if p is not None]
    if len(portions) > 1:
        return context.choose(portions).edtf
    if portions:
        return portions[0].edtf
    # "late on Tuesday" is that day; "early last week" lies in that week.
    if wholes and portion in ("early", "mid", "late"):
        days = (wholes[0].last - wholes[0].first).days
        is_season = wholes[0].edtf[-2:] in ("21", "22", "23", "24") and len(wholes[0].edtf) == 7
        return wholes[0].edtf if days in (0, 6) or is_season else None
    return None


def _week(match: re.Match[str], context: PhraseContext) -> str | None:
    wholes = _wholes(match["inner"], context)
    months = [w for w in wholes if month_span(w.first.year, w.first.month) == w]
    weeks = [week_of_month(month, _NTH.get(match["nth"], -1)) for month in months]
    if not weeks:
        return None
    return (weeks[0] if len(weeks) == 1 else context.choose(weeks)).edtf


def week_of_month(month: DaySpan, index: int) -> DaySpan:
    """The first week of a month (0), the second to fourth, or the last (-1), however it is counted.

    Weeks of seven days from the first, and weeks from Monday to Sunday, of which the first is
    whole, or the one in which the month begins.
    """
    if index == -1:
        sunday = month.last - timedelta(days=(month.last.weekday() + 1) % 7)
        return set_span(min(month.last, sunday) - timedelta(days=6), month.last)
    begun = week_span(month.first).first
    whole = begun if begun == month.first else begun + timedelta(days=7)
    first = max(month.first, begun + timedelta(days=7 * index))
    last = whole + timedelta(days=7 * index + 6)
    return set_span(first, min(last, month.last))


def _fraction(match: re.Match[str], context: PhraseContext) -> str | None:
    of = 2 if match["of"] == "half" else 4
    nth = match["nth"]
    index = of - 1 if nth in ("last", "latter") else _NTH[nth]
    if index >= of:
        return None
    found = [f for f in (fraction(w, index, of) for w in _wholes(match["inner"], context)) if f]
    if not found:
        return None
    return (found[0] if len(found) == 1 else context.choose(found)).edtf


def _quarter(match: re.Match[str], context: PhraseContext) -> str:
    year, index = int(match["year"] or match["year2"]), int(match["nth"] or match["nth2"]) - 1
    return _months(year, 3 * index + 1, 3 * index + 3).edtf


def _decade(match: re.Match[str], context: PhraseContext) -> str:
    if match["decade"].endswith("00"):
        problem = f"“{match.string}” may be a decade or a century"
        decade, century = f"{match['decade'][:3]}X", f"{match['decade'][:2]}XX"
        raise DateError(
            f"{problem}; write {{phrase: {match.string}, edtf: {decade}}} for the decade, "
            f"edtf: {century} for the century",
            f"{problem}; write {decade} or {century}",
        )
    return f"{match['decade'][:3]}X"


def _century(match: re.Match[str], context: PhraseContext) -> str | None:
    last = 100 * int(match["nth"])
    return f"[{last - 99:04}..{last:04}]" if 100 <= last <= 9900 else None


def _time_of_day(match: re.Match[str], context: PhraseContext) -> str | None:
    """The day of a phrase that also gives a time of day."""
    edtf = context.part(match["inner"], qualified=True)
    span = span_of(edtf) if edtf else None
    return span.edtf if span is not None and span.is_day else None


def _time_alone(match: re.Match[str], context: PhraseContext) -> str:
    return context.published.isoformat()


CLOCK = (
    r"(?:(?:about |around |approximately )?"
    r"(?:noon|midday|[0-9]{1,2}(?:[:.][0-9]{2})? ?(?:am|pm)|[0-9]{1,2}:[0-9]{2}(?: hours)?)"
    r"(?: (?:local time|gmt|utc))?)"
)

RULES: tuple[Rule, ...] = (
    Rule(
        "early, mid, late",
        r"(?P<portion>early|earlier|mid|late|later)(?:-| in | on | )(?:the )?(?P<inner>.+)",
        _portion,
        "early October",
    ),
    Rule(
        "beginning, middle, end",
        r"(?P<portion>beginning|start|middle|end) of (?:the )?(?P<inner>.+)",
        _portion,
        "the end of October",
    ),
    Rule(
        "week of a month",
        rf"(?P<nth>{'|'.join(_NTH)}|last|final) week (?:of|in) (?P<inner>.+)",
        _week,
        "the last week of May",
    ),
    Rule(
        "half, quarter",
        r"(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th|last|latter) (?P<of>half|quarter)"
        r" of (?:the )?(?P<inner>.+)",
        _fraction,
        "the first half of 2017",
    ),
    Rule(
        "quarter by number",
        rf"q(?P<nth>[1-4])(?: of)? (?P<year>{YEAR})|(?P<year2>{YEAR}) q(?P<nth2>[1-4])",
        _quarter,
        "Q3 2018",
    ),
    Rule("decade", "(?P<decade>[12][0-9]{2}0)'?s", _decade, "the 1960s"),
    Rule("century", "(?P<nth>[0-9]{1,2})(?:st|nd|rd|th) century", _century, "the 20th century"),
    Rule("hour alone", rf"(?:at )?{CLOCK}", _time_alone, "at 10 a.m.", from_publication=True),
    Rule(
        "hour of a day",
        rf"(?:at )?{CLOCK} (?:on )?(?:the )?(?P<inner>.+)",
        _time_of_day,
        "at 10 a.m. on Tuesday",
    ),
    Rule(
        "day with its hour",
        rf"(?P<inner>.+?) (?:(?:at )?{CLOCK}|(?:in the |at )?{DAYPART})",
        _time_of_day,
        "Tuesday morning",
    ),
    Rule(
        "part of a day",
        rf"(?:{DAYPART}|(?:early|small|late) hours) (?:of|on) (?:the )?(?P<inner>.+)",
        _time_of_day,
        "the evening of 19 October",
    ),
)
