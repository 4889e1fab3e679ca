"""Formats EDTF dates for readers: `2017-10-19` as 19 Oct 2017."""

from __future__ import annotations

import re

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # short, for table cells
_LONG = (
    "January February March April May June July August September October November December".split()
)
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_UNIT = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?([~?%]?)")
_QUALIFIED = {"": "", "~": "about ", "?": "possibly ", "%": "possibly about "}

#: The last words of a date of which only the begin is stated.
END_NOT_TOLD = " (end not told)"


def readable(edtf: str | None) -> str:
    """An EDTF date in words; complex expressions are returned unchanged, None as an empty text."""
    if not edtf:
        return ""
    if edtf[0] in "[{" and edtf[-1] in "]}" and edtf.count("..") == 1 and "," not in edtf:
        first, last = edtf[1:-1].split("..")
        return _set(first, last) or edtf
    if edtf[0] == "{" and edtf[-1] == "}" and ".." not in edtf:
        # All of several days, which adjoin.
        members = edtf[1:-1].split(",")
        return _span(members[0], members[-1], "{} – {}") or edtf
    if edtf.count("/") == 1:
        first, last = edtf.split("/")
        return _span(first, last, "{} – {}") or edtf
    return _unit(edtf) or edtf


def heading(edtf: str) -> str:
    """The same with full month names, for headings."""
    words = readable(edtf)
    for short, long in zip(MONTHS, _LONG, strict=True):
        words = re.sub(rf"\b{short}\b", long, words)
    return words


def _set(first: str, last: str) -> str | None:
    """One day of a range, of which either side may be open."""
    if first in ("", "..") and last not in ("", ".."):
        return f"by {end}" if (end := _unit(last)) else None
    if last in ("", "..") and first not in ("", ".."):
        return f"{begin} or later" if (begin := _unit(first)) else None
    return _span(first, last, "between {} and {}")


def _span(first: str, last: str, between: str) -> str | None:
    """A range of two dates, of which either may be open (`..`), or not stated (empty)."""
    open_first, open_last = first in ("", ".."), last in ("", "..")
    if open_first and open_last:
        return "unknown"
    if open_first:
        return f"until {end}" if (end := _unit(last)) else None
    if last == "" and between.startswith("{}"):
        return f"from {begin}{END_NOT_TOLD}" if (begin := _unit(first)) else None
    if open_last:
        return f"since {begin}" if (begin := _unit(first)) else None
    begin, end = _unit(first), _unit(last)
    if begin is None or end is None:
        return None
    if len(first) == len(last) == 10 and first[:7] == last[:7]:
        # 15–17 Aug 2017, 30 Sep – 2 Oct 2017: do not repeat the shared month or year.
        begin, dash = str(int(first[8:])), between.replace(" – ", "–")
        return dash.format(begin, end)
    if first[4:5] == last[4:5] == "-" and first[:4] == last[:4]:
        begin = begin.removesuffix(f" {first[:4]}")
    return between.format(begin, end)


def _unit(text: str) -> str | None:
    """A day, month, season or year in words; None for anything else."""
    found = _UNIT.fullmatch(text)
    if found is None:
        return None
    year, month, day, mark = found.groups()
    if month in _SEASONS and day is None:
        return f"{_QUALIFIED[mark]}{_SEASONS[month]} {year}"
    if month is not None and not 1 <= int(month) <= 12:
        return None
    parts = [str(int(day))] if day else []
    parts += [MONTHS[int(month) - 1]] if month else []
    return _QUALIFIED[mark] + " ".join([*parts, year])
