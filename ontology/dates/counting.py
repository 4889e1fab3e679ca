"""Phrases that count from another event: "the next day", "two days later", "the same week".

They are read as from the publication day, with that event in its place: "the next day" is its
"tomorrow", "two weeks earlier" its "two weeks ago". What comes later counts from its last day (from
its first where no end is known), what came before from its first. Of an event whose day is not
known exactly the phrase means any day that it can: a set `[a..b]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from whomet.ontology.dates.bounds import Bounds
from whomet.ontology.dates.edtf import edtf_range
from whomet.ontology.dates.errors import DateError
from whomet.ontology.dates.phrases import plain, resolve
from whomet.ontology.dates.spans import set_span
from whomet.ontology.dates.words import DAYPART, NUMBER, UNIT, WEEKDAY

Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Counting:
    """A form of phrase: from which side of the event it counts, and what it is from there."""

    pattern: re.Pattern[str]
    side: Callable[[Bounds], Days]
    means: Callable[[re.Match[str]], str]
    example: str


def _end(bounds: Bounds) -> Days:
    return _begin(bounds) if bounds.end_latest is None else (bounds.end_earliest, bounds.end_latest)


def _begin(bounds: Bounds) -> Days:
    return bounds.begin_earliest, bounds.begin_latest


def _whole(bounds: Bounds) -> Days:
    return bounds.begin_earliest, _end(bounds)[1]


def _form(source: str, side: Callable[[Bounds], Days], means: str, example: str) -> Counting:
    def meant(match: re.Match[str]) -> str:
        return means.format(**{name: value or "" for name, value in match.groupdict().items()})

    return Counting(re.compile(source), side, meant, example)


_COUNT = f"(?P<count>{NUMBER}) (?P<unit>{UNIT})"
_DURING = rf"(?: {DAYPART})?"
_AFTER = r"(?:later|after|afterwards?|thereafter|on|after (?:that|this|it))"
_BEFORE = r"(?:earlier|before|beforehand|previously|before (?:that|this|it))"

FORMS: tuple[Counting, ...] = (
    _form(
        rf"(?:later |earlier )?(?:that|same|that same) (?:day|{DAYPART})",
        _whole,
        "today",
        "the same day",
    ),
    _form(
        rf"(?:next|following) (?:day{_DURING}|{DAYPART})|day (?:{_AFTER})|(?:a|one) day {_AFTER}",
        _end,
        "tomorrow",
        "the next day",
    ),
    _form(
        rf"(?:previous|preceding) (?:day{_DURING}|{DAYPART})|(?:day|eve|evening|night) {_BEFORE}"
        rf"|(?:a|one) day {_BEFORE}",
        _begin,
        "yesterday",
        "the day before",
    ),
    _form(rf"{_COUNT} {_AFTER}", _end, "in {count} {unit}", "two days later"),
    _form(rf"{_COUNT} {_BEFORE}", _begin, "{count} {unit} ago", "three weeks earlier"),
    _form(r"(?:that|same|that same) (?P<unit>week|month|year)", _whole, "this {unit}", "that week"),
    _form(
        r"(?:next|following) (?P<unit>week|month|year)|(?P<unit2>week|month|year) after",
        _end,
        "next {unit}{unit2}",
        "the following month",
    ),
    _form(
        r"(?:previous|preceding) (?P<unit>week|month|year)|(?P<unit2>week|month|year) before",
        _begin,
        "last {unit}{unit2}",
        "the year before",
    ),
    _form(
        rf"(?:next|following) (?P<day>{WEEKDAY}){_DURING}", _end, "next {day}", "the next Tuesday"
    ),
    _form(
        rf"(?:previous|preceding) (?P<day>{WEEKDAY}){_DURING}",
        _begin,
        "last {day}",
        "the previous Friday",
    ),
)
_LEADING = re.compile(r"(?:on |in |during )?(?:the )?")


def resolve_from(phrase: str, event: Bounds) -> str:
    """The EDTF that `phrase` means, counted from an event with these bounds.

    DateError, in one sentence with what to do, where the phrase does not count from an event, or
    that event has no day on the side from which it counts.
    """
    text = _LEADING.sub("", plain(phrase), count=1)
    for form in FORMS:
        match = form.pattern.fullmatch(text)
        if match is not None:
            first, last = form.side(event)
            break
    else:
        examples = ", ".join(f"“{form.example}”" for form in FORMS[:4])
        raise DateError(
            f"“{phrase}” does not count from another event as {examples} do; "
            "leave out relative_to, or write the days yourself as edtf"
        )
    if first is None or last is None:
        raise DateError(
            f"“{phrase}” counts from an event whose day is not known; "
            "write the days yourself as edtf"
        )
    meant = form.means(match)
    if first == last:
        return resolve(meant, first)
    earliest, _ = edtf_range(resolve(meant, first))
    _, latest = edtf_range(resolve(meant, last))
    if earliest is None or latest is None:
        raise AssertionError(meant)
    return set_span(earliest, latest).edtf
