"""Cells as days, by the formats that a mapping gives."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from whomet.ontology.dates import DateError, as_period, edtf_range, resolve

_BLANKS = re.compile(r"\s*([/.-])\s*")
_BETWEEN = re.compile(r"\s+(?:-|to|until)\s+|\s*[–—]\s*", re.IGNORECASE)
_BOTH = re.compile(r"\s*[&,;]\s*|\s+and\s+", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_MARKS = re.compile(r"([/.]|\s+)")
_WEEK = re.compile(
    r"\s*(?:(?P<ends>w/e|week ending)|w/[cb]|wc|week (?:commencing|beginning|starting))\s*",
    re.IGNORECASE,
)
_TO_BLANKS = re.compile("[-_ ]+")
_LAST_TO_BLANK = re.compile(r"[-_ ]+(?=\d{4}$)")
_SOME_DAYS = (date(2000, 2, 29), date(2051, 10, 17))
_WITHOUT_MARKS = re.compile(r"%[YymdHMSj]%[YymdHMSj]")
_HYPHEN = re.compile(r"\s*-\s*")
_SEPTEMBER = re.compile(r"\bsept\b", re.IGNORECASE)
"""A short form of the month that `%b` does not know."""


@lru_cache(maxsize=1 << 12)
def readings(cell: str, formats: tuple[str, ...]) -> tuple[str, ...]:
    """The different readings of a cell by some formats; many rows have the same days."""
    found = (reading(cell, form) for form in formats)
    return tuple(dict.fromkeys(day for day in found if day is not None))


@lru_cache(maxsize=1 << 12)
def spans(cell: str, formats: tuple[str, ...]) -> tuple[str, ...]:
    """The different readings of a cell as several days of some formats."""
    found = (span_of(cell, form) for form in formats)
    return tuple(dict.fromkeys(days for days in found if days is not None))


@lru_cache(maxsize=1 << 8)
def _marks_of(form: str) -> tuple[frozenset[str], bool]:
    """The marks between the parts of a format, and whether it has names of months or days."""
    marks = frozenset(re.sub("%.", "", form)).intersection("/.-:,")
    return marks, re.search("%[aAbBp]", form) is not None


def reading(cell: str, form: str) -> str | None:
    """A cell as EDTF by one format; None where it is not of that form.

    Blanks around the marks between its parts, and a mark after it, do not count.
    """
    marks, named = _marks_of(form)
    if not marks.issubset(cell) or (named and not _LETTER.search(cell)):
        return None  # most formats of a list, which need not be tried
    if "%b" in form:
        cell = _SEPTEMBER.sub("Sep", cell)
    for text in dict.fromkeys((cell, _BLANKS.sub(r"\1", cell.rstrip(" .,;*")))):
        try:
            day = datetime.strptime(text, form)
        except (ValueError, re.error):
            continue
        # Without marks between the numbers a digit that is missing moves the others.
        if not _WITHOUT_MARKS.search(form) or day.strftime(form) == text:
            return _edtf(day, form)
    return None


def span_of(cell: str, form: str) -> str | None:
    """Several days of one format in a cell: from one to another, both of them, or a week.

    What the first lacks at its end is as in the second: "10–12/12/2013".
    """
    if (week := _WEEK.match(cell)) is not None:
        return _week(reading(cell[week.end() :], form), ends=week["ends"] is not None)
    ways = [(_BETWEEN, "{}/{}"), (_BOTH, "{{{},{}}}")]
    if "-" not in form:
        ways.append((_HYPHEN, "{}/{}"))
    for marks, shape in ways:
        parts = marks.split(cell.strip())
        if len(parts) == 2:
            last = reading(parts[1], form)
            first = reading(parts[0], form) or reading(_completed(*parts), form)
            if first is not None and last is not None and first <= last:
                return shape.format(first, last)
    return None


def is_edtf(text: str) -> bool:
    """Whether a text is a date in EDTF."""
    try:
        edtf_range(text)
    except DateError:
        return False
    return True


def period_of(text: str) -> str | None:
    """A period in EDTF or in words, also as names of files write it: july-to-september-2017.

    None where it is none, or depends on when it was written.
    """
    for form in dict.fromkeys((text, _TO_BLANKS.sub(" ", text), _LAST_TO_BLANK.sub(" ", text))):
        if is_edtf(form):
            return as_period(form, 0)
        try:
            first, *others = {resolve(form, day) for day in _SOME_DAYS}
        except DateError:
            continue
        if not others:
            return as_period(first, 0)
    return None


def _completed(first: str, last: str) -> str:
    """The first of two days with what only the second one says at its end."""
    pieces = _MARKS.split(last.strip())
    known = _MARKS.split(first.strip())
    return "".join([*known, *pieces[len(known) :]])


def _week(day: str | None, *, ends: bool) -> str | None:
    """The seven days that begin or end with a day."""
    if day is None or len(day) < len("2013-12-09"):
        return None
    first = date.fromisoformat(day) - timedelta(6 if ends else 0)
    return f"[{first.isoformat()}..{(first + timedelta(6)).isoformat()}]"


def _edtf(day: datetime, form: str) -> str:
    """A date with what its format says: a year, a month, a day."""
    if re.search(r"%[djDxcF]", form):
        return f"{day:%Y-%m-%d}".rjust(10, "0")
    return f"{day.year:04}-{day.month:02}" if re.search(r"%[mbB]", form) else f"{day.year:04}"
