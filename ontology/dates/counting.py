"""Resolves phrases relative to another event: "the next day", "two days later", "the same week".

A phrase is translated into one relative to the publication day, and resolved with the day of the
event in its place: "the next day" becomes "tomorrow", "two weeks earlier" "two weeks ago". Later
phrases count from the last day of the event (from its first if the end is unknown), earlier ones
from its first. If the day of the event is uncertain, the result is a set `[a..b]`; if it is
qualified ("about 15 August"), so is the result.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from whomet.ontology.dates.bounds import Bounds
from whomet.ontology.dates.edtf import edtf_range, qualified
from whomet.ontology.dates.english import DAYPART, NUMBER, UNIT, WEEKDAY
from whomet.ontology.dates.errors import DateError
from whomet.ontology.dates.phrases import normalize_phrase, resolve
from whomet.ontology.dates.spans import set_span

Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class RelativeForm:
    """A form of phrase.

    `side` picks the days of the event that the phrase counts from; `translate` turns the match
    into a phrase relative to the publication day.
    """

    pattern: re.Pattern[str]
    side: Callable[[Bounds], Days]
    translate: Callable[[re.Match[str]], str]
    example: str


def _end(bounds: Bounds) -> Days:
    return _begin(bounds) if bounds.end_latest is None else (bounds.end_earliest, bounds.end_latest)


def _begin(bounds: Bounds) -> Days:
    return bounds.begin_earliest, bounds.begin_latest


def _whole(bounds: Bounds) -> Days:
    return bounds.begin_earliest, _end(bounds)[1]


def _form(source: str, side: Callable[[Bounds], Days], template: str, example: str) -> RelativeForm:
    def translate(match: re.Match[str]) -> str:
        return template.format(**{name: value or "" for name, value in match.groupdict().items()})

    return RelativeForm(re.compile(source), side, translate, example)


_COUNT = f"(?P<count>{NUMBER}) (?P<unit>{UNIT})"
_DURING = rf"(?: {DAYPART})?"
_AFTER = r"(?:later|after|afterwards?|thereafter|on|after (?:that|this|it))"
_BEFORE = r"(?:earlier|before|beforehand|previously|before (?:that|this|it))"

FORMS: tuple[RelativeForm, ...] = (
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


def is_relative(phrase: str) -> bool:
    """Whether a phrase counts from another event: "two days later"."""
    text = _LEADING.sub("", normalize_phrase(phrase), count=1)
    return any(form.pattern.fullmatch(text) for form in FORMS)


def resolve_relative(phrase: str, event: Bounds) -> str:
    """The EDTF date of `phrase`, relative to an event with the bounds `event`.

    Raises DateError if the phrase is not relative to an event, or if the event has no known day
    on the side that the phrase counts from.
    """
    if event.is_qualified:
        return qualified(resolve_relative(phrase, _as_stated(event)))
    text = _LEADING.sub("", normalize_phrase(phrase), count=1)
    for form in FORMS:
        match = form.pattern.fullmatch(text)
        if match is not None:
            first, last = form.side(event)
            break
    else:
        examples = ", ".join(f"“{form.example}”" for form in FORMS[:4])
        raise DateError(
            f"“{phrase}” is not relative to another event, as {examples} are; "
            "omit relative_to, or give the date as edtf"
        )
    if first is None or last is None:
        raise DateError(
            f"“{phrase}” is relative to an event whose date is unknown; give the date as edtf"
        )
    translated = form.translate(match)
    if first == last:
        return resolve(translated, first)
    earliest, _ = edtf_range(resolve(translated, first))
    _, latest = edtf_range(resolve(translated, last))
    if earliest is None or latest is None:
        raise AssertionError(translated)
    return set_span(earliest, latest).edtf


def _as_stated(event: Bounds) -> Bounds:
    """Qualified bounds without their qualification: "about 15 August" as 15 August."""
    return Bounds(
        event.begin_earliest,
        event.begin_latest or event.end_latest,
        event.end_earliest or event.begin_earliest,
        event.end_latest,
    )
