"""Two dates in one phrase: from 15 to 17 August, between 3 and 5 May, 17 and 18 October."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from whomet.ontology.dates.errors import DateError
from whomet.ontology.dates.points import Point, read_point, share
from whomet.ontology.dates.reading import Reading, Rule
from whomet.ontology.dates.rules.written import single
from whomet.ontology.dates.spans import DaySpan, begun, coming, span_of, starting_from

_TO = re.compile(r" (?:to|until|till|through|thru|up to) (?:the )?| ?- ?")
_AND = re.compile(r" (?:and|&) (?:the )?")
# What may count from a set of days: it is a set itself.
_OF_A_SET = ("before", "after", "by", "no later than", "not later than")
_OR = re.compile(r" or (?:the |on )?")


def _range(match: re.Match[str], reading: Reading) -> str | None:
    """An interval: it began on the one and ended on the other."""
    for left, right in _splits(match["both"], _TO):
        spans = _two(left, right, reading)
        if spans is not None:
            begin, end = spans
            if not (begin.is_unit and end.is_unit):
                raise DateError(
                    f"“{match.string}” has an end that is not one day, month or year; "
                    "give start and end one by one"
                )
            _check_order(begin, end, match.string)
            return f"{begin.edtf}/{end.edtf}"
    return None


def _between(match: re.Match[str], reading: Reading) -> str | None:
    """A set: it was on some day from the one to the other."""
    for left, right in _splits(match["both"], _AND):
        spans = _two(left, right, reading)
        if spans is not None:
            begin, end = spans
            _check_order(begin, end, match.string)
            if begin.is_unit and end.is_unit and len(begin.edtf) == len(end.edtf):
                return f"[{begin.edtf}..{end.edtf}]"
            return f"[{begin.first.isoformat()}..{end.last.isoformat()}]"
    return None


def _pair(match: re.Match[str], reading: Reading) -> str | None:
    """Both days: an all-of set; one or the other: a one-of set."""
    for joint, opening, closing in ((_AND, "{", "}"), (_OR, "[", "]")):
        for left, right in _splits(match["both"], joint):
            spans = _two(left.removeprefix("either "), right, reading, True)
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
    left: str, right: str, reading: Reading, both_past: bool = False
) -> tuple[DaySpan, DaySpan] | None:
    """What both sides mean; None if one of them is not a date.

    Without a year, the latest such range that has begun by publication; looking forward, the
    first that has not ended. `both_past`: the second, too, has begun by publication.
    """
    begin, end = read_point(left), read_point(right)
    if begin is None or end is None:
        return _two_with_part(left, right, reading)
    begin, end = share(begin, end)
    if _is_bare_number(begin) or _is_bare_number(end):
        return None
    if begin.is_whole and end.is_whole:
        return begin.span(), end.span()
    if begin.is_whole or end.is_whole or _kind(begin) != _kind(end):
        return single(begin, reading), single(end, reading)
    return _checked(begin, end, *_around_publication(begin, end, reading, both_past))


def _two_with_part(left: str, right: str, reading: Reading) -> tuple[DaySpan, DaySpan] | None:
    """Two sides of which one is not a written date; a weekday or day beside it lies next to it.

    "From last Monday to Wednesday" is to the Wednesday after that Monday.
    """
    parts = reading.part(left), reading.part(right)
    first, last = (span_of(p) if p else None for p in parts)
    if first is None or last is None:
        return None
    begin, end = read_point(left), read_point(right)
    if end is not None and not end.is_whole:
        last = starting_from(end.around(first.first), first.first)
        end.check_weekday(last.first)
    elif begin is not None and not begin.is_whole:
        first = begun(begin.around(last.first), last.first)
        begin.check_weekday(first.first)
    return first, last


def _around_publication(
    begin: Point, end: Point, reading: Reading, both_past: bool
) -> tuple[DaySpan, DaySpan]:
    if reading.forward:
        last = coming(end.around(reading.published), reading.published)
        first = begun(begin.around(last.first), last.first)
    elif both_past:
        last = begun(end.around(reading.published), reading.published)
        first = begun(begin.around(last.first), last.first)
    else:
        first = begun(begin.around(reading.published), reading.published)
        last = starting_from(end.around(first.first), first.first)
    return first, last


def _checked(begin: Point, end: Point, first: DaySpan, last: DaySpan) -> tuple[DaySpan, DaySpan]:
    for point, span in ((begin, first), (end, last)):
        if span.is_day:
            point.check_weekday(span.first)
    return first, last


def _is_bare_number(point: Point) -> bool:
    return point.day is not None and point.month is None and not point.ordinal


def _kind(point: Point) -> tuple[bool, bool]:
    """What a point without a year is written with, its weekday aside where it has a day."""
    return point.month is not None, point.day is not None


def _check_order(begin: DaySpan, end: DaySpan, text: str) -> None:
    if begin.first > end.last or begin.first > end.first:
        raise DateError(
            f"“{text}” runs backwards, from {begin.edtf} to {end.edtf}; write the earlier date "
            "first, with its year, or {phrase: …, edtf: …}"
        )


def _open(match: re.Match[str], reading: Reading) -> str | None:
    edtf = reading.part(match["inner"])
    span = span_of(edtf) if edtf else None
    if span is None:
        return None
    word = match["word"]
    if word not in _OF_A_SET and not span.is_unit:
        raise DateError(
            f"“{match.string}” counts from no single day, month or year ({span.edtf}); "
            "write {phrase: …, edtf: …}"
        )
    match word:
        case "since" | "from" | "as of" | "starting" | "beginning":
            return f"{span.edtf}/.."
        case "until" | "up until" | "till" | "through" | "up to":
            return f"../{span.edtf}"
        case "before":
            # Before a year is before it begins; before some day of a set may be before its last.
            return f"[..{_moved(span.first if span.is_unit else span.last, -1)}]"
        case "after":
            return f"[{_moved(span.last if span.is_unit else span.first, 1)}..]"
        case _:
            return f"[..{span.last.isoformat()}]"


def _to_the_present(match: re.Match[str], reading: Reading) -> str | None:
    edtf = reading.part(match["inner"])
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
        "|before|after|by|(?:no|not) later than)"
        "(?: the)? (?P<inner>.+?)(?: on| onwards?)?",
        _open,
        "since 2015",
    ),
)
