"""Cells as days, by the formats that a mapping gives."""

from __future__ import annotations

import re
from datetime import datetime

_BLANKS = re.compile(r"\s*([/.-])\s*")
_BETWEEN = re.compile(r"\s+(?:-|to|until)\s+|\s*[–—]\s*", re.IGNORECASE)
_BOTH = re.compile(r"\s*[&,;]\s*|\s+and\s+", re.IGNORECASE)
_WITHOUT_MARKS = re.compile(r"%[YymdHMSj]%[YymdHMSj]")
_HYPHEN = re.compile(r"\s*-\s*")
_SEPTEMBER = re.compile(r"\bsept\b", re.IGNORECASE)
"""A short form of the month that `%b` does not know."""


def reading(cell: str, form: str) -> str | None:
    """A cell as EDTF by one format; None where it is not of that form.

    Blanks around the marks between its parts, and a mark after it, do not count.
    """
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
    """Two days of one format in a cell: from one to another, or both of them."""
    ways = [(_BETWEEN, "{}/{}"), (_BOTH, "{{{},{}}}")]
    if "-" not in form:
        ways.append((_HYPHEN, "{}/{}"))
    for marks, shape in ways:
        parts = marks.split(cell.strip())
        if len(parts) == 2:
            first, last = (reading(part, form) for part in parts)
            if first is not None and last is not None:
                return shape.format(first, last)
    return None


def _edtf(day: datetime, form: str) -> str:
    """A date with what its format says: a year, a month, a day."""
    if re.search(r"%[djDxcF]", form):
        return f"{day:%Y-%m-%d}".rjust(10, "0")
    return f"{day.year:04}-{day.month:02}" if re.search(r"%[mbB]", form) else f"{day.year:04}"
