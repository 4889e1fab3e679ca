"""Rules for ranges: from 15 to 17 August, between 3 and 5 May, 17 and 18 October, since 2015."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from whomet.ontology.dates.edtf import is_qualified, qualified
from whomet.ontology.dates.english import DAYPART, SEASON, YEAR
from whomet.ontology.dates.errors import DateError
from whomet.ontology.dates.partial_dates import PartialDate, read_partial_date, share
from whomet.ontology.dates.rule import PhraseContext, Rule
from whomet.ontology.dates.rules.portions import CLOCK
from whomet.ontology.dates.rules.written import single
from whomet.ontology.dates.spans import (
    DaySpan,
    earliest_not_over,
    latest_begun,
    nearest_run,
    span_of,
    starting_from,
)

_TO = re.compile(r" (?:to|until|till|through|thru|up to) (?:the )?| ?- ?")
_AND = re.compile(r" (?:and|&) (?:the )?")
# These accept a set of days, because their result is a set.
_OF_A_SET = (
    *("before", "after", "by", "no later than", "not later than", "no earlier than"),
    *("not earlier than", "not before", "on or before", "on or by", "on or after"),
)
_PART_OF_DAY = re.compile(rf"\b(?:{DAYPART}|{CLOCK}|tonight)\b")
_OR = re.compile(r" or (?:the |on )?")
_SEASON = re.compile(SEASON)
_YEAR_OF_SEASON = re.compile(rf"{SEASON} (?:of )?(?P<year>{YEAR})")


def _range(match: re.Match[str], context: PhraseContext) -> str | None:
    """An interval: the event began on the first date and ended on the second."""
    for left, right in _splits(match["both"], _TO):
        spans = _two(left, right, context)
        if spans is not None:
            begin, end = spans
            if not (begin.is_unit and end.is_unit):
                raise DateError(
                    f"“{match.string}” has an end that is not one day, month or year; "
                    "give start and end separately"
                )
            _check_order(begin, end, match.string)
            return f"{begin.edtf}/{end.edtf}"
    return None


def _between(match: re.Match[str], context: PhraseContext) -> str | None:
    """A set: the event took place on some day from the first date to the second."""
    for left, right in _splits(match["both"], _AND):
        spans = _two(left, right, context)
        if spans is not None:
            begin, end = spans
            _check_order(begin, end, match.string)
            one, other = begin.edtf.rstrip("~"), end.edtf.rstrip("~")
            if begin.is_unit and end.is_unit and len(one) == len(other):
                return f"[{begin.edtf}..{end.edtf}]"
            if is_qualified(begin.edtf + end.edtf):
                return None
            return f"[{begin.first.isoformat()}..{end.last.isoformat()}]"
    return None


def _pair(match: re.Match[str], context: PhraseContext) -> str | None:
    """Two dates: an all-of set for "and", a one-of set for "or"."""
    for joint, opening, closing in ((_AND, "{", "}"), (_OR, "[", "]")):
        for left, right in _splits(match["both"], joint):
            spans = _two(left.removeprefix("either "), right, context, True)
            if spans is not None and spans[0].is_unit and spans[1].is_unit:
                _check_order(*spans, match.string)
                return f"{opening}{spans[0].edtf},{spans[1].edtf}{closing}"
    return None


def _splits(text: str, joint: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for found in joint.finditer(text):
        left, right = text[: found.start()], text[found.end() :]
        if left and right:
            yield left, right.removeprefix("on ")


def _two(
    left: str, right: str, context: PhraseContext, both_past: bool = False
) -> tuple[DaySpan, DaySpan] | None:
    """The spans of both sides; None if one of them is not a date.

    Without a year, it is the latest such range that has begun by publication; looking forward, the
    first that has not ended. With `both_past`, the second date has begun by publication too.
    """
    begin, end = read_partial_date(left), read_partial_date(right)
    if begin is None or end is None:
        return _two_with_part(left, right, context)
    begin, end = share(begin, end)
    if _is_bare_number(begin) or _is_bare_number(end):
        return None
    if begin.is_weekday or end.is_weekday:
        context.ensure_direction(f"{left} … {right}")
    if begin.is_whole and end.is_whole:
        return begin.span(), end.span()
    if begin.is_whole or end.is_whole or _kind(begin) != _kind(end):
        return single(begin, context), single(end, context)
    return _checked(begin, end, *_around_publication(begin, end, context, both_past))


def _two_with_part(left: str, right: str, context: PhraseContext) -> tuple[DaySpan, DaySpan] | None:
    """Two sides of which one is not a written date; the other is the nearest date to it.

    "From last Monday to Wednesday" ends on the Wednesday after that Monday, and "summer and autumn
    1961" are both of that year.
    """
    year = _YEAR_OF_SEASON.fullmatch(right)
    if year and _SEASON.fullmatch(left):
        left = f"{left} {year['year']}"
    parts = context.part(left, qualified=True), context.part(right, qualified=True)
    first, last = (span_of(p) if p else None for p in parts)
    if first is None or last is None:
        return None
    begin, end = read_partial_date(left), read_partial_date(right)
    if end is not None and not end.is_whole:
        last = starting_from(end.around(first.first), first.first)
        end.check_weekday(last.first)
    elif begin is not None and not begin.is_whole:
        first = latest_begun(begin.around(last.first), last.first)
        begin.check_weekday(first.first)
    return first, last


def _around_publication(
    begin: PartialDate, end: PartialDate, context: PhraseContext, both_past: bool
) -> tuple[DaySpan, DaySpan]:
    if context.forward is None:
        ranges = [
            _around_publication(begin, end, looking, both_past)
            for looking in context.looking_forward()
        ]
        first, last = nearest_run(ranges, context.published)
    elif context.forward:
        last = earliest_not_over(end.around(context.published), context.published)
        first = latest_begun(begin.around(last.first), last.first)
    elif both_past:
        last = latest_begun(end.around(context.published), context.published)
        first = latest_begun(begin.around(last.first), last.first)
    else:
        first = latest_begun(begin.around(context.published), context.published)
        last = starting_from(end.around(first.first), first.first)
    return first, last


def _checked(
    begin: PartialDate, end: PartialDate, first: DaySpan, last: DaySpan
) -> tuple[DaySpan, DaySpan]:
    for point, span in ((begin, first), (end, last)):
        if span.is_day:
            point.check_weekday(span.first)
    return first, last


def _is_bare_number(point: PartialDate) -> bool:
    return point.day is not None and point.month is None and not point.ordinal


def _kind(point: PartialDate) -> tuple[bool, bool]:
    """Which parts besides year and weekday are written: (month, day)."""
    return point.month is not None, point.day is not None


def _check_order(begin: DaySpan, end: DaySpan, text: str) -> None:
    if begin.first > end.last or begin.first > end.first:
        problem = f"“{text}” runs backwards, from {begin.edtf} to {end.edtf}"
        raise DateError(
            f"{problem}; write the earlier date first, with its year, or {{phrase: …, edtf: …}}",
            f"{problem}; write the earlier date first, with its year",
        )


def _open(match: re.Match[str], context: PhraseContext) -> str | None:
    inner, word = match["inner"], match["word"]
    edtf = context.part(inner, qualified=True)
    span = span_of(edtf) if edtf else None
    if span is None or (word == "up to" and inner.endswith(" ago")):
        return None
    if word not in _OF_A_SET and not span.is_unit:
        problem = f"“{match.string}” does not refer to a single day, month or year ({span.edtf})"
        raise DateError(
            f"{problem}; write {{phrase: …, edtf: …}}",
            f"{problem}; give the day, month or year that is meant",
        )
    match word:
        case "since" | "from" | "as of" | "starting" | "beginning":
            return f"{span.edtf}/.."
        case "until" | "up until" | "till" | "through" | "up to":
            return f"../{span.edtf}"
        case "before":
            bounded = f"[..{_last_day_before(span, inner)}]"
        case "after":
            bounded = f"[{_first_day_after(span, inner)}..]"
        case "on or after" | "no earlier than" | "not earlier than" | "not before":
            bounded = f"[{span.first.isoformat()}..]"
        case _:
            bounded = f"[..{span.last.isoformat()}]"
    return qualified(bounded) if is_qualified(span.edtf) else bounded


def _last_day_before(span: DaySpan, inner: str) -> str:
    """The day before a period; before an hour, or the end of a period, it may lie in it."""
    if _PART_OF_DAY.search(inner):
        return span.last.isoformat()
    return _moved(span.last if inner.startswith("end of") else span.first, -1)


def _first_day_after(span: DaySpan, inner: str) -> str:
    """The day after a period; after an hour, or the beginning of a period, it may lie in it."""
    if _PART_OF_DAY.search(inner):
        return span.first.isoformat()
    return _moved(span.first if inner.startswith(("beginning of", "start of")) else span.last, 1)


def _to_the_present(match: re.Match[str], context: PhraseContext) -> str | None:
    edtf = context.part(match["inner"])
    span = span_of(edtf) if edtf else None
    return f"{span.edtf}/.." if span is not None and span.is_unit else None


def _moved(day: date, days: int) -> str:
    return (day + timedelta(days=days)).isoformat()


RULES: tuple[Rule, ...] = (
    Rule(
        "between",
        "(?:some time |sometime )?between (?:the )?(?P<both>.+)",
        _between,
        "between 3 and 5 May",
    ),
    Rule(
        "to the present",
        "(?:from |since )?(?:the )?(?P<inner>.+?)(?: ?- ?| to | until )"
        "(?:the present|present|date|the present day)",
        _to_the_present,
        "from 2015 to the present",
    ),
    Rule("range", "(?:from )?(?:the )?(?P<both>.+)", _range, "from 15 to 17 August"),
    Rule("pair", "(?:both )?(?P<both>.+ (?:and|&|or) .+)", _pair, "17 and 18 October"),
    Rule(
        "open",
        "(?P<word>since|from|as of|starting|beginning|(?:up )?until|till|through|up to"
        "|before|after|by|(?:no|not) (?:later|earlier) than|not before|on or (?:before|after|by))"
        "(?: the)? (?P<inner>.+?)(?: on| onwards?)?",
        _open,
        "since 2015",
    ),
)
