"""Rules for phrases relative to the publication day: today, two weeks ago, last month.

Named days, months and seasons ("last Tuesday", "last August") are in `written.py`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from whomet.ontology.dates.english import DAYPART, NUMBER, UNIT, WEEKDAY, number, weekday_number
from whomet.ontology.dates.rule import PhraseContext, Rule
from whomet.ontology.dates.spans import (
    day_span,
    last_before,
    month_span,
    next_after,
    set_span,
    week_span,
    weekends_around,
    year_span,
)

_STEPS = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
_STEP = "(?P<step>last|past|previous|this|current|next|coming)"


def _days(count: int) -> Rule:
    patterns = {
        -2: "day before yesterday",
        -1: f"yesterday(?: {DAYPART})?|last (?:night|evening)",
        0: f"(?:earlier |later )?today|(?:earlier |later )?this {DAYPART}|tonight|noon|midday",
        1: f"tomorrow(?: {DAYPART})?",
        2: "day after tomorrow",
    }
    examples = {-2: "the day before yesterday", -1: "yesterday", 0: "today", 1: "tomorrow"}

    def read(match: re.Match[str], context: PhraseContext) -> str:
        return (context.published + timedelta(days=count)).isoformat()

    example = examples.get(count, "the day after tomorrow")
    return Rule(f"day {count:+}", patterns[count], read, example, True)


def stepped(day: date, count: int, unit: str) -> str:
    """The day, ISO week, month or year that lies `count` units from `day`.

    "Two weeks ago" does not name a day, so it is that week, not the fourteenth day before.
    """
    match unit[0]:
        case "d":
            return day_span(day + timedelta(days=count)).edtf
        case "w":
            return week_span(day + timedelta(days=7 * count)).edtf
        case "f":
            return week_span(day + timedelta(days=14 * count)).edtf
        case "m":
            return month_span(day.year, day.month + count).edtf
        case _:
            return year_span(day.year + count).edtf


def same_day(day: date, count: int, unit: str) -> date:
    """The day `count` units from `day`, clamped to the last day of the month."""
    match unit[0]:
        case "d":
            return day + timedelta(days=count)
        case "w":
            return day + timedelta(days=7 * count)
        case "f":
            return day + timedelta(days=14 * count)
        case _:
            month = month_span(day.year, day.month + count * (1 if unit[0] == "m" else 12))
            return month.first.replace(day=min(day.day, month.last.day))


def _ago(match: re.Match[str], context: PhraseContext) -> str:
    count = -number(match["count"])
    if match["today"]:
        return same_day(context.published, count, match["unit"]).isoformat()
    return stepped(context.published, count, match["unit"])


def _ahead(match: re.Match[str], context: PhraseContext) -> str:
    return stepped(context.published, number(match["count"]), match["unit"])


def _last_many(match: re.Match[str], context: PhraseContext) -> str:
    count = number(match["count"])
    return set_span(same_day(context.published, -count, match["unit"]), context.published).edtf


def _next_many(match: re.Match[str], context: PhraseContext) -> str:
    last = same_day(context.published, number(match["count"]), match["unit"])
    return set_span(context.published, last).edtf


def _past_one(match: re.Match[str], context: PhraseContext) -> str:
    """The days up to publication: "the past week" is not the previous calendar week."""
    first = same_day(context.published, -1, match["unit"])
    return set_span(first, context.published).edtf


def _unit(match: re.Match[str], context: PhraseContext) -> str:
    return stepped(context.published, _STEPS[match["step"]], match["unit"])


def _beyond(match: re.Match[str], context: PhraseContext) -> str:
    return stepped(context.published, -2 if match["step"] == "before last" else 2, match["unit"])


def _so_far(match: re.Match[str], context: PhraseContext) -> str:
    day = context.published
    first = {"w": week_span(day), "m": month_span(day.year, day.month), "y": year_span(day.year)}
    whole = first[match["unit"][0]]
    if match["which"] == "later":
        return set_span(day, whole.last).edtf
    return set_span(whole.first, day).edtf


def _weekend(match: re.Match[str], context: PhraseContext) -> str:
    spans, step = weekends_around(context.published), match["step"]
    if step in ("last", "past", "previous"):
        return last_before(spans, context.published).edtf
    if step in ("next", "coming"):
        return next_after(spans, context.published).edtf
    return context.choose(spans).edtf


def _weekday_of_week(match: re.Match[str], context: PhraseContext) -> str:
    step = _STEPS[match["step"] or match["step2"]]
    weekday = weekday_number(match["weekday"] or match["weekday2"])
    monday = week_span(context.published).first
    return (monday + timedelta(days=7 * step + weekday)).isoformat()


_WEEK_STEP = "(?:last|this|next)"

RULES: tuple[Rule, ...] = (
    _days(0),
    _days(-1),
    _days(1),
    _days(-2),
    _days(2),
    Rule(
        "ago",
        f"(?P<count>{NUMBER}) (?P<unit>{UNIT}) ago(?P<today> today)?",
        _ago,
        "three days ago",
        from_publication=True,
    ),
    Rule(
        "ahead",
        f"in (?P<count>{NUMBER}) (?P<unit>{UNIT})(?: time)?",
        _ahead,
        "in two weeks",
        from_publication=True,
    ),
    Rule(
        "from now",
        f"(?P<count>{NUMBER}) (?P<unit>{UNIT}) (?:from (?:now|today)|hence)",
        _ahead,
        "two weeks from now",
        from_publication=True,
    ),
    Rule(
        "past one",
        "past (?P<unit>week|fortnight|month|year)",
        _past_one,
        "the past week",
        from_publication=True,
    ),
    Rule("week, month, year", f"{_STEP} (?P<unit>week|month|year)", _unit, "last week"),
    Rule(
        "earlier or later in it",
        "(?P<which>earlier|later) (?:in )?(?:this|in the|the) (?P<unit>week|month|year)",
        _so_far,
        "earlier this month",
        from_publication=True,
    ),
    Rule(
        "last many",
        f"(?:last|past) (?P<count>{NUMBER}) (?P<unit>{UNIT})",
        _last_many,
        "the past two weeks",
        from_publication=True,
    ),
    Rule(
        "next many",
        f"(?:next|coming) (?P<count>{NUMBER}) (?P<unit>{UNIT})",
        _next_many,
        "the next ten days",
        from_publication=True,
    ),
    Rule(
        "before last, after next",
        "(?P<unit>week|month|year) (?P<step>before last|after next)",
        _beyond,
        "the week before last",
    ),
    Rule(
        "weekend",
        f"(?:(?:this )?{_STEP} )?weekend",
        _weekend,
        "over the weekend",
        from_publication=True,
    ),
    Rule(
        "weekday of a week",
        f"(?P<weekday>{WEEKDAY})(?: {DAYPART})?(?: of| in)? (?P<step>{_WEEK_STEP}) week"
        f"|(?P<step2>{_WEEK_STEP}) week(?: on)? (?P<weekday2>{WEEKDAY})",
        _weekday_of_week,
        "Tuesday last week",
    ),
)
