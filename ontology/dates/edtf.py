"""Parses EDTF (ISO 8601-2:2019, Library of Congress profile) into a first and a last day.

Levels 0, 1 and 2 are supported for the years 0001 to 9999, the range that `datetime.date` and
Neo4j's DATE have in common. Where the standard leaves room:

- Seasons are meteorological, in whole months: spring (21) March–May, summer (22) June–August,
  autumn (23) September–November, winter (24) December to February of the *next* year. 21–24, for
  which the standard does not fix a hemisphere, and 25–28 are northern, 29–32 southern (there
  spring is September–November). 33–36 are quarters, 37–39 thirds of a year, 40–41 halves.
- The qualifiers `?`, `~` and `%` do not widen the range; what they do to bounds is said in
  `stated.py`.
- An open (`..`) and an unknown (empty) end of an interval both give an open side.
- A time of day is validated and dropped; the date is the one written, whatever the zone.
- A set, one of (`[]`) or all of (`{}`), spans its first to its last member.
- `1950S2` is 1900–1999: the two leftmost digits are significant.

Neither `edtf` 5 nor `undate` 0.8 is sufficient: the former gives no days for open intervals and
sets and ends winter in December, the latter rejects sets, seasons, times and partial qualifiers.
The tests compare both with this parser, on the examples of the specification.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import product

from whomet.ontology.dates.errors import DateError

Days = tuple[date | None, date | None]
"""First and last day, inclusive; None means open."""

_CACHED = 1 << 15

_DAY = re.compile(r"(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_UNIT = re.compile(
    r"[?~%]?(?P<year>[0-9X]{4})[?~%]?"
    r"(?:-[?~%]?(?P<month>[0-9X]{2})[?~%]?(?:-[?~%]?(?P<day>[0-9X]{2})[?~%]?)?)?",
    re.ASCII,
)
# Rare forms, compiled on first use.
_SIGNIFICANT = r"(?P<year>[0-9]{4})S(?P<digits>[1-9][0-9]*)[?~%]?"
_LONG_YEAR = r"Y(?P<year>-?[0-9]+)(?:E(?P<exponent>[0-9]+))?(?:S[0-9]+)?"
_NEGATIVE = r"[?~%]?-[0-9X]{4}(?![0-9])"
_TIMED = (
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:Z|[+-](?:0[0-9]|1[0-4])(?::[0-5][0-9])?)?"
)

_QUALIFIER = re.compile("[?~%]")
_UNQUALIFIED = re.compile("[0-9X]{4}(?:-[0-9X]{2}){0,2}(?![0-9X?~%-])")

# First month and length in months of each grouping; one that passes December ends next year.
_GROUPINGS: dict[int, tuple[int, int]] = {
    **{code: (month, 3) for code, month in zip(range(21, 25), (3, 6, 9, 12), strict=True)},
    **{code: (month, 3) for code, month in zip(range(25, 29), (3, 6, 9, 12), strict=True)},
    **{code: (month, 3) for code, month in zip(range(29, 33), (9, 12, 3, 6), strict=True)},
    **{code: (month, 3) for code, month in zip(range(33, 37), (1, 4, 7, 10), strict=True)},
    **{code: (month, 4) for code, month in zip(range(37, 40), (1, 5, 9), strict=True)},
    **{code: (month, 6) for code, month in zip(range(40, 42), (1, 7), strict=True)},
}

_EXAMPLES = "such as 2017-10-19, 2017-10, 2017, 2017-10-17/2017-10-19 or [2017-10-03..2017-10-05]"


def edtf_range(edtf: str) -> Days:
    """The first and the last day that `edtf` covers, both inclusive; None means open.

    Raises DateError if it is not EDTF, names a day that does not exist, runs backwards, is open
    on both sides (`../..`) or lies outside the years 0001 to 9999.
    """
    if edtf[:1] == "{":
        return _set(edtf)
    begin, end = edtf_sides(edtf)
    return begin[0], end[1]


@lru_cache(maxsize=_CACHED)
def edtf_sides(edtf: str) -> tuple[Days, Days]:
    """The range of days on which `edtf` begins, and the range on which it ends.

    For an interval, these are the ranges of its two ends; for a set of all its members (`{}`),
    those of its first and its last; for a unit or another set, both are its range.

    Raises DateError as `edtf_range` does, and if the members of such a set do not adjoin.
    """
    if "/" in edtf:
        return _interval(edtf)
    if edtf[:1] == "{":
        return _all_of(edtf)
    days = _set(edtf) if edtf[:1] == "[" else _point(edtf)
    return days, days


def is_qualified(edtf: str) -> bool:
    """Whether `edtf` has a qualifier (`~`, `?` or `%`) anywhere: it is not a certain date."""
    return _QUALIFIER.search(edtf) is not None


def qualified(edtf: str, mark: str = "~") -> str:
    """`edtf` with `mark`, approximate or uncertain, at each of its dates without a qualifier."""
    return _UNQUALIFIED.sub(rf"\g<0>{mark}", edtf)


def has_gaps(edtf: str) -> bool:
    """Whether days between the first and the last one of `edtf` are left out.

    So it is with dates that do not adjoin (`{1953,1955}`, `[1953,1955]`) and with digits after an
    X (`195X-10`: each October).
    """
    if "/" in edtf:
        return False
    if edtf[:1] in ("[", "{"):
        members = edtf[1:-1].split(",")
        return not _joined(members)[2] or any(".." not in m and has_gaps(m) for m in members)
    return re.search("X.*[0-9]", edtf) is not None


def days_in_month(year: int, month: int) -> int:
    """28 to 31. Importing `calendar` for this would take longer than this whole module."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def is_interval(edtf: str) -> bool:
    """Whether `edtf` is an interval, with separate begin and end."""
    return "/" in edtf


def as_period(edtf: str, longest: int) -> str:
    """A range that is longer than `longest` days, or of months or years, as a set of its days.

    The set is the period in which an event lies, where the range would be how long it lasted.
    What is no date stays as it is.
    """
    if edtf[:1] != "{" and not is_interval(edtf):
        return edtf
    try:
        begin, end = edtf_sides(edtf)
    except DateError:
        return edtf
    if begin[0] is None or end[1] is None:
        return edtf
    if begin[0] == begin[1] and end[0] == end[1] and (end[1] - begin[0]).days < longest:
        return edtf
    return f"[{edtf[1:-1]}]" if edtf[:1] == "{" else f"[{edtf.replace('/', '..')}]"


def _interval(edtf: str) -> tuple[Days, Days]:
    if edtf.count("/") != 1:
        raise DateError(
            f"“{edtf}” has more than one “/”; expected an interval begin/end, "
            "such as 2017-10-17/2017-10-19, or a day with hyphens, such as 2017-10-19"
        )
    left, right = edtf.split("/")
    open_left, open_right = left in ("", ".."), right in ("", "..")
    if open_left and open_right:
        raise DateError(f"“{edtf}” is open on both sides; leave the date out")
    begin: Days = (None, None) if open_left else _end_of_interval(left, edtf)
    end: Days = (None, None) if open_right else _end_of_interval(right, edtf)
    if begin[0] is not None and end[1] is not None and begin[0] > end[1]:
        raise DateError(f"“{edtf}” ends before it begins; write the earlier date first")
    return begin, end


def _end_of_interval(text: str, edtf: str) -> Days:
    if text[:1] in ("[", "{") or "T" in text:
        raise DateError(
            f"“{edtf}” has an end that is not a day, month, year or season; "
            "write begin/end with those, or give start and end separately"
        )
    return _point(text)


def _set(edtf: str) -> Days:
    closing = {"[": "]", "{": "}"}[edtf[0]]
    if not edtf.endswith(closing) or len(edtf) < 3:
        raise DateError(
            f"“{edtf}” is not a set; expected one such as [2017-10-03..2017-10-05] or "
            "[2017-10-03,2017-11]"
        )
    members = edtf[1:-1].split(",")
    first: date | None = date.max
    last: date | None = date.min
    for index, member in enumerate(members):
        low, high = _member(member, edtf, index == 0, index == len(members) - 1)
        first = None if first is None or low is None else min(first, low)
        last = None if last is None or high is None else max(last, high)
    return first, last


def _all_of(edtf: str) -> tuple[Days, Days]:
    """The days of the first member and of the last one, which must be reached without a gap."""
    _set(edtf)
    begin, end, adjoining = _joined(edtf[1:-1].split(","))
    if not adjoining:
        raise DateError(
            f"“{edtf}” are days apart, and so those of two events; give each event its own, "
            "or write [a,b] for one of the days"
        )
    return begin, end


def _joined(texts: list[str]) -> tuple[Days, Days, bool]:
    """The first and the last of the members of a set, and whether there is no gap between any."""
    members = sorted(map(_low_and_high, texts), key=_begins)
    begin, end = members[0]
    adjoining = True
    for low, high in members[1:]:
        if end[1] is not None and low[0] is not None and low[0] > end[1] + timedelta(days=1):
            adjoining = False
        if end[1] is not None and (high[1] is None or high[1] > end[1]):
            end = high
    return begin, end, adjoining


def _low_and_high(member: str) -> tuple[Days, Days]:
    low, dots, high = member.partition("..")
    begin: Days = _point(low) if low else (None, None)
    if not dots:
        return begin, begin
    return begin, _point(high) if high else (None, None)


def _begins(member: tuple[Days, Days]) -> date:
    return member[0][0] or date.min


def _member(text: str, edtf: str, is_first: bool, is_last: bool) -> Days:
    low_text, dots, high_text = text.partition("..")
    if not dots:
        return _point(text)
    if (not low_text and not is_first) or (not high_text and not is_last):
        raise DateError(
            f"“{edtf}” is open in the middle; an open “..” is allowed only before the first member "
            "and after the last"
        )
    if not low_text and not high_text:
        raise DateError(f"“{edtf}” is open on both sides; leave the date out")
    low = _point(low_text)[0] if low_text else None
    high = _point(high_text)[1] if high_text else None
    if low is not None and high is not None and low > high:
        raise DateError(f"“{edtf}” ends before it begins; write the earlier date first")
    return low, high


@lru_cache(maxsize=_CACHED)
def _point(text: str) -> Days:
    """The first and last day of an expression that is neither an interval nor a set."""
    if _DAY.fullmatch(text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise _no_such_day(text) from None
        return day, day
    match = _UNIT.fullmatch(text)
    if match:
        return _unit(text, match["year"], match["month"], match["day"])
    match = re.fullmatch(_SIGNIFICANT, text)
    if match:
        kept = min(int(match["digits"]), 4)
        year = match["year"][:kept].ljust(4, "X")
        return _unit(text, year, None, None)
    match = re.fullmatch(_TIMED, text)
    if match:
        return _point(match["day"])
    match = re.fullmatch(_LONG_YEAR, text)
    if match:
        raise _long_year(text, int(match["year"][:12]), match["exponent"])
    if re.match(_NEGATIVE, text):
        raise _out_of_range(text)
    raise DateError(f"“{text}” is not an EDTF date; expected one {_EXAMPLES}")


def _unit(text: str, year: str, month: str | None, day: str | None) -> Days:
    if year == "0000":
        raise _out_of_range(text)
    if month is not None and day is None and month.isdigit() and int(month) in _GROUPINGS:
        return _grouping(text, year, int(month))
    months = _matching(month or "XX", 1, 12)
    if not months:
        raise DateError(
            f"“{text}” has no valid month; expected 01 to 12, or a season 21 to 41 without a day"
        )
    first = next(_existing(_years(year), months, day or "XX"), None)
    if first is None:
        raise _no_such_day(text)
    last = next(_existing(_years(year, backwards=True), months[::-1], day or "XX", True), first)
    return first, last


def _grouping(text: str, year: str, code: int) -> Days:
    month, length = _GROUPINGS[code]
    first_year = next(_years(year))
    last_year, last_month = divmod(month + length - 2, 12)
    last_year += next(_years(year, backwards=True))
    if last_year > 9999:
        raise _out_of_range(text)
    last_day = days_in_month(last_year, last_month + 1)
    return date(first_year, month, 1), date(last_year, last_month + 1, last_day)


def _years(mask: str, backwards: bool = False) -> Iterator[int]:
    digits = "9876543210" if backwards else "0123456789"
    for chosen in product(*(digits if c == "X" else c for c in mask)):
        year = int("".join(chosen))
        if year:
            yield year


def _matching(mask: str, low: int, high: int) -> list[int]:
    """The numbers from low to high that match a two-digit mask with X."""
    return [
        number
        for number in range(low, high + 1)
        if all(m in ("X", d) for m, d in zip(mask, f"{number:02}", strict=True))
    ]


def _existing(
    years: Iterator[int], months: list[int], mask: str, backwards: bool = False
) -> Iterator[date]:
    numbers = _matching(mask, 1, 31)[:: -1 if backwards else 1]
    # A day that a leap year does not have, no year has: do not search all ten thousand.
    fitting = [(m, n) for m in months for n in numbers if n <= days_in_month(2000, m)]
    if not fitting:
        return
    for year in years:
        for month, number in fitting:
            if number <= days_in_month(year, month):
                yield date(year, month, number)


def _no_such_day(text: str) -> DateError:
    plain = re.sub("[?~%]", "", text)
    year, month, _ = plain.split("-")
    if not (year + month).isdigit():
        return DateError(f"“{text}” matches no day of the calendar; correct its month or day")
    if not 1 <= int(month) <= 12:
        return DateError(f"“{text}” has no valid month; expected 01 to 12")
    last = days_in_month(int(year), int(month))
    return DateError(
        f"“{text}” does not exist: {year}-{month} has {last} days; "
        f"write a day from {year}-{month}-01 to {year}-{month}-{last}"
    )


def _long_year(text: str, year: int, exponent: str | None) -> DateError:
    if 1 <= year <= 9999 and not exponent:
        return DateError(f"“{text}” has the prefix Y of years with five digits; write {year:04}")
    return _out_of_range(text)


def _out_of_range(text: str) -> DateError:
    return DateError(f"“{text}” is outside the supported years, 0001 to 9999")
