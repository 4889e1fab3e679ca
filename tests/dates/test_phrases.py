"""Phrases: every case of the case files, the quick path, and arithmetic against a naive search."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whomet.ontology.dates import DateError, edtf_range, parse_period, resolve
from whomet.ontology.dates.english import MONTH_NAMES, WEEKDAY_NAMES
from whomet.ontology.dates.phrases import MAX_PHRASE_LENGTH, rules
from whomet.ontology.dates.quick import read_quickly
from whomet.ontology.dates.solar_hijri import edtf_of_day

CASES = [
    pytest.param(*line.split("\t"), id=f"{file.stem}:{number}")
    for file in sorted((Path(__file__).parent / "phrases").glob("*.tsv"))
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
    if line and not line.startswith("#")
]
DIRECTIONS = {"past": False, "forward": True, "cancelled": None}
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 200


@pytest.mark.parametrize(("published", "direction", "phrase", "expected"), CASES)
def test_case(published: str, direction: str, phrase: str, expected: str) -> None:
    day, forward = date.fromisoformat(published), DIRECTIONS[direction]
    if not expected.startswith("!"):
        assert resolve(phrase, day, forward) == expected
        edtf_range(expected)
        return
    with pytest.raises(DateError) as caught:
        resolve(phrase, day, forward)
    assert expected[1:] in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_every_rule_reads_its_example(rule) -> None:  # type: ignore[no-untyped-def]
    edtf_range(resolve(rule.example, date(2017, 10, 19)))


@pytest.mark.parametrize(
    "written",
    ["October 19, 2017", "October 19, 2017", "OCTOBER 19 2017", "october 19th, 2017", "Oct 19 2017",
     "(October 19, 2017)", "on October 19, 2017", "the 19th of October 2017"],
)  # fmt: skip
def test_kinds_of_writing_do_not_matter(written: str) -> None:
    assert resolve(written, date(2020, 1, 1)) == "2017-10-19"


def search(start: date, step: int, wanted) -> date:  # type: ignore[no-untyped-def]
    """The first day for which `wanted` holds, walking from `start` one day at a time."""
    day = start
    while not wanted(day):
        day += timedelta(days=step)
    return day


@settings(deadline=None)
@given(DAYS, st.sampled_from(WEEKDAY_NAMES), st.sampled_from(["", "on "]))
def test_weekdays_are_found_by_walking(published: date, name: str, before: str) -> None:
    number = WEEKDAY_NAMES.index(name)
    one = timedelta(days=1)

    def is_it(day: date) -> bool:
        return day.weekday() == number

    found = {
        (before + name, False): search(published, -1, is_it),
        (before + name, True): search(published, 1, is_it),
        (f"last {name}", False): search(published - one, -1, is_it),
        (f"last {name}", True): search(published - one, -1, is_it),
        (f"next {name}", False): search(published + one, 1, is_it),
    }
    for (phrase, forward), day in found.items():
        assert resolve(phrase, published, forward) == day.isoformat()


@settings(deadline=None)
@given(DAYS, DAYS)
def test_days_without_a_year_are_found_by_walking(published: date, day: date) -> None:
    def is_it(other: date) -> bool:
        return (other.month, other.day) == (day.month, day.day)

    name = MONTH_NAMES[day.month - 1]
    for phrase in (f"{day.day} {name}", f"{name[:3]}. {day.day}", f"{name} {day.day}"):
        assert resolve(phrase, published) == search(published, -1, is_it).isoformat()
        assert resolve(phrase, published, True) == search(published, 1, is_it).isoformat()


@settings(deadline=None)
@given(DAYS, st.integers(1, 12))
def test_months_are_found_by_walking(published: date, month: int) -> None:
    def is_it(day: date) -> bool:
        return day.month == month

    name = MONTH_NAMES[month - 1]
    this_month = search(published, -1, lambda d: d.day == 1)
    next_month = search(published + timedelta(days=1), 1, lambda d: d.day == 1)
    found = {
        (f"in {name}", False): search(published, -1, is_it),
        (f"in {name}", True): search(published, 1, is_it),
        (f"last {name}", False): search(this_month - timedelta(days=1), -1, is_it),
        (f"next {name}", False): search(next_month, 1, is_it),
        ("last month", False): this_month - timedelta(days=1),
        ("next month", False): next_month,
    }
    for (phrase, forward), day in found.items():
        assert resolve(phrase, published, forward) == day.isoformat()[:7]


@settings(deadline=None)
@given(DAYS, st.integers(-1, 1))
def test_weeks_are_found_by_walking(published: date, step: int) -> None:
    monday = search(published, -1, lambda d: d.weekday() == 0)
    for _ in range(abs(step)):
        one = timedelta(days=1 if step > 0 else -1)
        monday = search(monday + one, one.days, lambda d: d.weekday() == 0)
    sunday = search(monday, 1, lambda d: d.weekday() == 6)
    phrase = {-1: "last week", 0: "this week", 1: "next week"}[step]
    assert resolve(phrase, published) == f"[{monday}..{sunday}]"


@settings(deadline=None)
@given(DAYS, st.integers(1, 60))
def test_units_ago_are_found_by_walking(published: date, count: int) -> None:
    day = search(published, -1, lambda d: (published - d).days == count)
    assert resolve(f"{count} days ago", published) == day.isoformat()
    month = published
    for _ in range(count):
        month = search(month, -1, lambda d: d.day == 1) - timedelta(days=1)
    assert resolve(f"{count} months ago", published) == month.isoformat()[:7]


@settings(deadline=None)
@given(DAYS, DAYS, st.integers(0, 40), st.booleans())
def test_ranges_without_a_year_hold_publication_or_lie_on_the_right_side(
    published: date, begin: date, length: int, forward: bool
) -> None:
    if (begin.month, begin.day) == (2, 29):
        begin += timedelta(days=1)
    end = begin + timedelta(days=length)
    if (end.month, end.day) == (2, 29):
        end += timedelta(days=1)
    phrase = " to ".join(f"{d.day} {MONTH_NAMES[d.month - 1]}" for d in (begin, end))
    first, last = edtf_range(resolve(phrase, published, forward))
    assert first is not None and last is not None and first <= last
    assert (first.month, first.day) == (begin.month, begin.day)
    assert (last.month, last.day) == (end.month, end.day)
    assert 0 <= (last - first).days <= 42
    year = timedelta(days=366)
    if forward:
        assert published <= last < published + year
    else:
        assert published - year < first <= published


@settings(deadline=None)
@given(DAYS, DAYS, st.booleans())
def test_the_quick_path_agrees_with_the_rules(published: date, day: date, forward: bool) -> None:
    name, weekday = MONTH_NAMES[day.month - 1], WEEKDAY_NAMES[day.weekday()]
    for quick in (
        f"{name} {day.day}, {day.year}", f"{day.day} {name} {day.year}", weekday, f"on {weekday}",
        "today", "yesterday", "tomorrow",
    ):  # fmt: skip
        assert read_quickly(quick, published, forward) is not None
        # A blank more and the quick path does not know it.
        slow = f"{quick} ,"
        assert resolve(quick, published, forward) == resolve(slow, published, forward)


@settings(deadline=None)
@given(st.text(max_size=MAX_PHRASE_LENGTH + 5), DAYS, st.sampled_from([False, True, None]))
def test_any_text_is_a_date_or_a_date_error(
    text: str, published: date, forward: bool | None
) -> None:
    try:
        edtf_range(resolve(text, published, forward))
    except DateError as fault:
        assert fault.message


WORDS = (
    "the on in at from to between and or until since early mid late last next this first half of "
    "week month year day days ago 3 17 19th two 2017 1960s October may Tuesday summer noon today "
    "yesterday evening over about before after 1396 - – , 10 a.m. weekend quarter end beginning"
).split()


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=7), DAYS, st.sampled_from([False, True, None]))
def test_any_words_are_a_date_or_a_date_error(
    words: list[str], day: date, forward: bool | None
) -> None:
    try:
        edtf_range(resolve(" ".join(words), day, forward))
    except DateError as fault:
        assert fault.message


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1961", "1961-01-01", "1961-12-31"),
        ("1961-06", "1961-06-01", "1961-06-30"),
        ("2017-10-17/2017-10-19", "2017-10-17", "2017-10-19"),
        ("2017-10-17/..", "2017-10-17", None),
        ("[..2017]", None, "2017-12-31"),
        ("last month", "2017-09-01", "2017-09-30"),
        ("August 2017", "2017-08-01", "2017-08-31"),
        ("last week", "2017-10-09", "2017-10-15"),
        ("since 2015", "2015-01-01", None),
        (" 1961 ", "1961-01-01", "1961-12-31"),
        ("2021-22", "2021-06-01", "2021-08-31"),
        ("[1396]", "1396-01-01", "1396-12-31"),
        ("1000/9999", "1000-01-01", "9999-12-31"),
        ("{2016,2017}", "2016-01-01", "2017-12-31"),
        ("2016 or 2017", "2016-01-01", "2017-12-31"),
        ("[2016..2018]", "2016-01-01", "2018-12-31"),
        ("201X", "2010-01-01", "2019-12-31"),
    ],
)
def test_period(text: str, first: str | None, last: str | None) -> None:
    expected = tuple(date.fromisoformat(d) if d else None for d in (first, last))
    assert parse_period(text, date(2017, 10, 19)) == expected


@pytest.mark.parametrize("text", ["", "1961-13", "whenever", "../..", "0000", "1963/1961"])
def test_a_period_at_fault_is_one_sentence_with_examples(text: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_period(text, date(2017, 10, 19))
    assert "1961-06" in caught.value.message
    assert "{phrase" not in caught.value.message


@pytest.mark.parametrize("text", ["Oct-12", "over ten days ago", "05/06/2017"])
def test_a_period_with_two_readings_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        parse_period(text, date(2017, 10, 19))


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("1953 or 1955", "1953-01-01/1955-12-31"),
        ("{1953,1955}", "1953-01-01/1955-12-31"),
        ("[1953,1955]", "1953-01-01/1955-12-31"),
        ("[..1953,1955]", "../1955-12-31"),
        ("3 and 5 May 1953", "1953-05-03/1953-05-05"),
        ("195X-10", "1950-10-01/1959-10-31"),
        ("2017-XX-15", "2017-01-15/2017-12-15"),
    ],
)
def test_dates_with_days_between_them_are_no_period(text: str, whole: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_period(text, date(2017, 10, 19))
    assert f"“{text}” is not one period" in caught.value.message
    assert f"ask once for each of them, or write {whole}" in caught.value.message


@pytest.mark.parametrize(
    ("text", "exact"),
    [("around 1953", "1953"), ("1953~", "1953"), ("1953?", "1953"), ("about 3 May", "2017-05-03")],
)
def test_a_period_is_not_approximate(text: str, exact: str) -> None:
    with pytest.raises(DateError, match=f"from which day to which; write {exact} for just that"):
        parse_period(text, date(2017, 10, 19))


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1396", ["Solar Hijri calendar (2017-03-21/2018-03-20)", "write those days, or [1396]"]),
        ("1396-05-12", ["Solar Hijri calendar (2017-03-21/2018-03-20)"]),
        ("1396/1397", ["or [1396..1397] for"]),
        ("1439", ["1439 of the Islamic calendar (2017-09-22/2018-09-11)"]),
        ("2560", ["2560 of the Buddhist calendar (2017)"]),
        ("5777", ["5777 of the Hebrew calendar (2016-09/2017-09)"]),
    ],
)
def test_a_period_in_a_year_of_another_calendar_names_it(text: str, readings: list[str]) -> None:
    with pytest.raises(DateError) as caught:
        parse_period(text, date(2017, 10, 19))
    assert [words for words in readings if words not in caught.value.message] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1953-54", "write 1953/1954 for the years"),
        ("1969-10 or later", "it is open-ended, which is [1969-10..] in EDTF"),
        ("the day after", "it is relative to another event; expected"),
        ("12 Mordad 1396", "is a date of the Solar Hijri calendar; write 2017-08-03"),
        ("this Saturday", "write last Saturday, next Saturday or the date"),
        ("winter 2017", "write 2016-24 or 2017-24"),
        ("2000s", "write 200X or 20XX"),
        ("in 1396", "write [1396] or [2017-03-21..2018-03-20]"),
        ("30 February", ""),
        ("from May 2017 to March 2017", "write the earlier date first, with its year"),
        ("Tuesday 18 October 2017", "correct one of them"),
        ("16, 18 and 17 October 2017", "or the earlier day first"),
        ("since last week", "give the day, month or year that is meant"),
    ],
)
def test_the_fault_of_a_period_says_nothing_of_briefs(text: str, message: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_period(text, date(2017, 10, 19))
    assert message in caught.value.message
    assert "{phrase" not in caught.value.message
    assert "relative_to" not in caught.value.message
    assert "edtf:" not in caught.value.message


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=7), DAYS)
def test_no_fault_of_a_period_says_anything_of_briefs(words: list[str], day: date) -> None:
    try:
        parse_period(" ".join(words), day)
    except DateError as fault:
        assert "edtf:" not in fault.message and "relative_to" not in fault.message


def test_a_period_with_two_readings_says_how_to_write_either() -> None:
    with pytest.raises(DateError, match=r"write 2024-03-04 or 2024-04-03$"):
        parse_period("03/04/2024", date(2024, 5, 1))


@given(st.integers(1200, 1590), st.integers(1, 12), st.integers(1, 31))
def test_solar_hijri_days_follow_one_another(year: int, month: int, day: int) -> None:
    found = edtf_of_day(year, month, day)
    if found is None:
        assert day > 29 and month > 6
        return
    after = edtf_of_day(year, month, day + 1) or edtf_of_day(year, month + 1, 1)
    after = after or edtf_of_day(year + 1, 1, 1)
    assert after == (date.fromisoformat(found) + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("solar", "edtf"),
    # 22 Bahman 1357, the revolution; first and last days of years, which are public holidays.
    [((1357, 11, 22), "1979-02-11"), ((1370, 1, 1), "1991-03-21"), ((1375, 1, 1), "1996-03-20"),
     ((1399, 12, 30), "2021-03-20"), ((1403, 1, 1), "2024-03-20"), ((1404, 1, 1), "2025-03-21")],
)  # fmt: skip
def test_solar_hijri_days_of_almanacs(solar: tuple[int, int, int], edtf: str) -> None:
    assert edtf_of_day(*solar) == edtf
