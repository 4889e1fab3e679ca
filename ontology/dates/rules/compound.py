"""Rules for compound phrases: two days after 3 May; yesterday (Wednesday); May 3, 4 and 5."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from whomet.ontology.dates.english import (
    DAY,
    DAYPART,
    MONTH,
    NUMBER,
    UNIT,
    WEEKDAY,
    YEAR,
    number,
)
from whomet.ontology.dates.errors import DateError, TwoReadings
from whomet.ontology.dates.partial_dates import PartialDate, read_partial_date, share
from whomet.ontology.dates.rule import PhraseContext, Rule
from whomet.ontology.dates.rules.relative import same_day, stepped
from whomet.ontology.dates.rules.written import single
from whomet.ontology.dates.spans import (
    DaySpan,
    latest_begun,
    nearest_run,
    set_span,
    span_of,
    starting_from,
)

_JOINT = r" (?P<joint>and|or|&) (?:on )?(?:the )?"


def _day_of(text: str, context: PhraseContext) -> date | None:
    edtf = context.part(text)
    span = span_of(edtf) if edtf else None
    return span.first if span is not None and span.is_day else None


def _day_and_date(match: re.Match[str], context: PhraseContext) -> str | None:
    """Today, Thursday 19 October: a relative day and its date, which must agree."""
    day, point = _day_of(match["near"], context), read_partial_date(match["date"])
    if day is None or point is None:
        return None
    point.check_weekday(day)
    written = (point.year or day.year, point.month or day.month, point.day or day.day)
    if written != (day.year, day.month, day.day):
        problem = f"“{match.string}” names two days, the first is {day.isoformat()}"
        raise DateError(
            f"{problem}; correct one of them, or write {{phrase: …, edtf: …}} with the intended "
            "day",
            f"{problem}; correct one of them",
        )
    return day.isoformat()


def _weekday_and_date(match: re.Match[str], context: PhraseContext) -> str | None:
    return context.part(f"{match['weekday']} {match['date']}")


def _counted(match: re.Match[str], context: PhraseContext) -> str | None:
    """So many units before or after an explicit day; weeks, months and years as a whole."""
    if match["count"] is None and match["unit"].endswith("s"):
        return None  # "days after 3 May" does not say how many
    day = _day_of(match["inner"], context)
    if day is None:
        return None
    sign = 1 if match["side"] == "after" else -1
    if match["count"] is None and match["unit"] != "day":
        return _next_to(day, sign, match)
    count = number(match["count"]) if match["count"] else 1
    return stepped(day, sign * count, match["unit"])


def _next_to(day: date, sign: int, match: re.Match[str]) -> str:
    """The week, month or year before a day or after it: the days next to it, or of the calendar."""
    unit, side = match["unit"], match["side"]
    near, far = day + timedelta(days=sign), same_day(day, sign, unit)
    adjoining = set_span(min(near, far), max(near, far))
    calendar = span_of(stepped(day, sign, unit))
    assert calendar is not None
    if unit == "fortnight" or (adjoining.first, adjoining.last) == (calendar.first, calendar.last):
        return adjoining.edtf
    raise TwoReadings(
        match.string,
        (f"the {unit} right {side} that day", adjoining.edtf),
        (f"the calendar {unit} {side} it", calendar.edtf),
    )


def _week_from(match: re.Match[str], context: PhraseContext) -> str | None:
    day = _day_of(match["inner"], context)
    if day is None:
        return None
    first = day - timedelta(days=6) if match["edge"] in ("week ending", "w/e") else day
    return set_span(first, first + timedelta(days=6)).edtf


def _edge(match: re.Match[str], context: PhraseContext) -> str | None:
    """The first or last days or months of a month or year."""
    edtf = context.part(match["inner"])
    whole = span_of(edtf) if edtf else None
    if whole is None or not re.fullmatch("[0-9]{4}(?:-[01][0-9])?", whole.edtf):
        return None
    count, unit = number(match["count"]), match["unit"]
    if match["nth"] == "first":
        last = same_day(whole.first, count, unit) - timedelta(days=1)
        return set_span(whole.first, last).edtf if last <= whole.last else None
    first = same_day(whole.last + timedelta(days=1), -count, unit)
    return set_span(first, whole.last).edtf if first >= whole.first else None


def _night(match: re.Match[str], context: PhraseContext) -> str | None:
    """A night between two days, which may be either of them."""
    edtf = context.part(match["both"]) or _range_of(match["both"], context)
    span = span_of(edtf) if edtf else None
    if span is None or span.last - span.first != timedelta(days=1):
        return None
    return set_span(span.first, span.last).edtf


def _range_of(text: str, context: PhraseContext) -> str | None:
    from whomet.ontology.dates.rules import ranges

    for rule in ranges.RULES:
        found = rule.match(text)
        if found is not None and rule.name in ("range", "pair"):
            edtf = rule.read(found, context)
            if edtf is not None:
                return edtf
    return None


def _list(match: re.Match[str], context: PhraseContext) -> str | None:
    """Three or more weekdays or months, all of them or one of them."""
    last = read_partial_date(match["last"])
    firsts = [read_partial_date(word) for word in match["firsts"].split()]
    points = [*firsts, last]
    if not all(points):
        return None
    return _set([point for point in points if point is not None], match, context)


def _days_of_month(match: re.Match[str], context: PhraseContext) -> str | None:
    """3, 4 and 5 May 1961; May 3, 4 and 5, 1961."""
    month = match["month"] or match["month2"]
    year = match["year"] or match["year2"] or ""
    days = [*(match["days"] or match["days2"]).split(), match["last"] or match["last2"]]
    points = [read_partial_date(f"{day} {month} {year}".strip()) for day in days]
    listed = [point for point in points if point is not None]
    for one, other in pairwise(listed):
        share(replace(one, month=None), other)  # raises if the days run backwards
    return _set(listed, match, context)


def _set(points: list[PartialDate], match: re.Match[str], context: PhraseContext) -> str | None:
    year = points[-1].year
    if any(point.is_weekday for point in points):
        context.ensure_direction(match.string)
    if len({(p.weekday is None, p.day is None, p.month is None) for p in points}) > 1:
        return None
    if year is not None:
        points = [PartialDate(p.weekday, p.day, p.month, p.year or year) for p in points]
        spans = [point.span() for point in points]
    else:
        spans = _chain(points, context)
    for before, after in pairwise(spans):
        if before.first >= after.first:
            problem = f"“{match.string}” runs backwards, from {before.edtf} to {after.edtf}"
            raise DateError(
                f"{problem}; write the earlier date first, or {{phrase: …, edtf: …}}",
                f"{problem}; write the earlier date first",
            )
    joint = match["joint"] or match["joint2"] if "joint2" in match.re.groupindex else match["joint"]
    listed = ",".join(span.edtf for span in spans)
    return f"[{listed}]" if joint == "or" else f"{{{listed}}}"


def _chain(points: list[PartialDate], context: PhraseContext) -> list[DaySpan]:
    """Consecutive spans: the last has begun or, looking forward, the first has not ended."""
    if context.forward is None:
        chains = [_chain(points, looking) for looking in context.looking_forward()]
        return list(nearest_run(chains, context.published))
    if context.forward:
        spans = [single(points[0], context)]
        for point in points[1:]:
            spans.append(starting_from(point.around(spans[-1].first), spans[-1].first))
        return spans
    spans = [single(points[-1], context)]
    for point in reversed(points[:-1]):
        spans.insert(0, latest_begun(point.around(spans[0].first), spans[0].first))
    return spans


_NEAR = f"(?:earlier |later )?(?:today|yesterday|tomorrow|this {DAYPART}|tonight)"

RULES: tuple[Rule, ...] = (
    Rule(
        "day said twice",
        rf"(?P<near>{_NEAR}) (?:the )?(?P<date>.+)",
        _day_and_date,
        "yesterday, 18 October",
    ),
    Rule(
        "part of a weekday, and its date",
        rf"(?P<weekday>{WEEKDAY}) {DAYPART} (?:on )?(?:the )?(?P<date>[0-9a-z ]*[0-9][0-9a-z ]*)",
        _weekday_and_date,
        "Tuesday evening, 17 October",
    ),
    Rule(
        "counted from a day",
        rf"(?:(?P<count>{NUMBER}) )?(?P<unit>{UNIT}) (?P<side>before|after) (?:the )?(?P<inner>.+)",
        _counted,
        "two days after 17 October",
    ),
    Rule(
        "week from a day or to it",
        r"(?P<edge>week (?:ending|beginning|starting|commencing)|w/[cbe]|wc)"
        r" (?:on )?(?:the )?(?P<inner>.+)",
        _week_from,
        "the week ending 15 October",
    ),
    Rule(
        "first or last days of",
        rf"(?P<nth>first|last) (?P<count>{NUMBER}) (?P<unit>days|months) (?:of|in) (?P<inner>.+)",
        _edge,
        "the first ten days of October",
    ),
    Rule(
        "night between two days",
        r"night (?:of|between|from|on) (?:the )?(?P<both>.+)",
        _night,
        "the night of 17–18 October",
    ),
)

#: Lists, which are never nested in longer phrases.
LISTS: tuple[Rule, ...] = (
    Rule(
        "days of one month",
        rf"(?P<month>{MONTH}) (?P<days>{DAY}(?: {DAY})+){_JOINT}"
        rf"(?P<last>{DAY})(?: (?P<year>{YEAR}))?"
        rf"|(?:the )?(?P<days2>{DAY}(?: {DAY})+){_JOINT.replace('joint', 'joint2')}(?P<last2>{DAY})"
        rf" (?:of )?(?P<month2>{MONTH})(?: (?:of )?(?P<year2>{YEAR}))?",
        _days_of_month,
        "3, 4 and 5 May 1961",
    ),
    Rule(
        "list of days or months",
        rf"(?P<firsts>(?:{WEEKDAY}|{MONTH})(?: (?:{WEEKDAY}|{MONTH}))+){_JOINT}"
        rf"(?P<last>(?:{WEEKDAY}|{MONTH}(?: {YEAR})?))",
        _list,
        "Tuesday, Wednesday and Thursday",
    ),
)
