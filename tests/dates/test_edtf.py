"""EDTF: the specification's examples, faults, and agreement with two libraries."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from edtf import EDTFParseException, parse_edtf
from hypothesis import example, given, settings
from hypothesis import strategies as st
from undate import Undate

from whomet.ontology.dates import DateError, edtf_range, stated_bounds

ROOT = Path(__file__).parents[2]
EXAMPLES = [
    pytest.param(*line.split("\t")[1:], id=line.split("\t")[1])
    for line in (Path(__file__).parent / "edtf.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
# Where python-edtf 5 has other days than ours, and why ours.
OTHER_DAYS = {
    "1950S2": "the significant digits are not used",
    "2001-24": "ends winter with December",
    "2003-24": "ends winter with December",
    "2001-28": "ends winter with December",
    "2001-30": "ends the southern summer with December",
    "200X-22": "does not widen a season's year",
    "1985-04-12/": "an unknown end is ten years on",
    "1985-04/": "an unknown end is ten years on",
    "1985/": "an unknown end is ten years on",
    "/1985-04-12": "an unknown begin is ten years back",
    "/1985-04": "an unknown begin is ten years back",
    "/1985": "an unknown begin is ten years back",
    "XXXX-12-XX": "begins with the year 0",
    "XXXX": "begins with the year 0",
    "190X-02-29": "does not ask for leap years",
}
DAYS = st.dates(date(1, 1, 1), date(9998, 12, 31))


def units(day: date) -> st.SearchStrategy[str]:
    return st.sampled_from([day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]])


UNITS = DAYS.flatmap(units)
PAIRS = st.tuples(DAYS, st.integers(366, 20000)).flatmap(
    lambda p: st.tuples(units(p[0]), units(min(p[0] + timedelta(days=p[1]), date.max)))
)


@pytest.mark.parametrize(("edtf", "first", "last"), EXAMPLES)
def test_example(edtf: str, first: str, last: str) -> None:
    if first == "!":
        with pytest.raises(DateError, match="0001 to 9999"):
            edtf_range(edtf)
        return
    expected = tuple(None if d == ".." else date.fromisoformat(d) for d in (first, last))
    assert edtf_range(edtf) == expected


@pytest.mark.parametrize(("edtf", "first", "last"), EXAMPLES)
def test_example_against_python_edtf(edtf: str, first: str, last: str) -> None:
    try:
        parsed = parse_edtf(edtf)
        theirs = library_days(parsed.lower_strict(), parsed.upper_strict())
    except (AttributeError, EDTFParseException, TypeError, ValueError):
        return  # It has no days for this one; the example's own stand in the data.
    if edtf in OTHER_DAYS or first in ("!", ".."):
        return
    assert theirs == (first, last)


def library_days(lower: object, upper: object) -> tuple[str, str]:
    return tuple(f"{t[0]:04}-{t[1]:02}-{t[2]:02}" for t in (lower, upper))  # type: ignore


@pytest.mark.long
@settings(deadline=None)
@given(UNITS)
def test_units_agree_with_both_libraries(edtf: str) -> None:
    first, last = edtf_range(edtf)
    theirs = parse_edtf(edtf)
    assert library_days(theirs.lower_strict(), theirs.upper_strict()) == (str(first), str(last))
    other = Undate.parse(edtf, "EDTF")
    assert (str(other.earliest), str(other.latest)) == (str(first), str(last))


@pytest.mark.long
@settings(deadline=None)
@given(PAIRS)
def test_intervals_and_sets_agree_with_the_libraries(pair: tuple[str, str]) -> None:
    first, last = pair
    days = edtf_range(f"{first}/{last}")
    expressions = [f"{first}/{last}", f"{{{first},{last}}}"]
    if len(first) == len(last):  # python-edtf reads no set from a year to a month.
        expressions.append(f"[{first}..{last}]")
    for edtf in expressions:
        assert edtf_range(edtf) == days
        theirs = parse_edtf(edtf)
        assert library_days(theirs.lower_strict(), theirs.upper_strict()) == tuple(map(str, days))
    other = Undate.parse(f"{first}/{last}", "EDTF")
    assert (str(other.earliest.earliest), str(other.latest.latest)) == tuple(map(str, days))


MASKS = st.tuples(
    st.from_regex(r"\A[0-9X]{4}\Z"), st.from_regex(r"\A[01X][0-9X]\Z"),
    st.from_regex(r"\A[0-3X][0-9X]\Z"),
)  # fmt: skip


@settings(deadline=None)
@given(MASKS)
@example(("9999", "0X", "00"))
def test_unspecified_digits_by_walking(mask: tuple[str, str, str]) -> None:
    """Whatever the X stand for, first and last are the outermost days that fit the mask."""
    edtf = "-".join(mask)

    def fits(day: date) -> bool:
        return all(m in ("X", d) for m, d in zip(edtf, day.isoformat(), strict=True))

    try:
        first, last = edtf_range(edtf)
    except DateError:
        # The calendar repeats every 400 years: those of one cycle are enough to look for a day.
        begin = date(int(mask[0].replace("X", "0")) or 1, 1, 1)
        walked = 366 if "X" not in mask[0] else 400
        assert mask[0].count("X") > 1 or not any(
            fits(begin + timedelta(days=n)) for n in range(min(walked, (date.max - begin).days + 1))
        )
        return
    assert first is not None and last is not None and fits(first) and fits(last)
    for start, step in ((first, -1), (last, 1)):
        for _ in range(800):
            if start in (date.min, date.max):
                break
            start += timedelta(days=step)
            assert not fits(start)


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("2017-02-30", "2017-02 has 28 days"),
        ("2017-02-29", "2017-02 has 28 days"),
        ("1900-02-29", "1900-02 has 28 days"),
        ("2017-04-31", "from 2017-04-01 to 2017-04-30"),
        ("2017-13", "no valid month"),
        ("2017-00", "no valid month"),
        ("2017-13-01", "no valid month"),
        ("2017-21-01", "no valid month"),
        ("2017-42", "no valid month"),
        ("2017-10-00", "does not exist"),
        ("2017-02-3X", "does not exist"),
        ("XXXX-02-30", "no day of the calendar"),
        ("XXX1-02-29", "no day of the calendar"),
        ("0000", "0001 to 9999"),
        ("0000-01-01", "0001 to 9999"),
        ("-0001", "0001 to 9999"),
        ("9999-24", "0001 to 9999"),
        ("Y12345", "0001 to 9999"),
        ("Y1985", "write 1985"),
        ("Y99999999999999999999E99999999999", "0001 to 9999"),
        ("2004/2003", "earlier date first"),
        ("[2004..2003]", "earlier date first"),
        ("../..", "open on both sides"),
        ("/", "open on both sides"),
        ("[..]", "open on both sides"),
        ("[]", "not a set"),
        ("[2017", "not a set"),
        ("[2017}", "not a set"),
        ("[2015,..2017]", "open in the middle"),
        ("[2015..,2017]", "open in the middle"),
        ("2017/10/19", "more than one"),
        ("[2015..2016]/2017", "start and end"),
        ("2017-10-19T10:00:00/2018", "start and end"),
        ("2017-10-19T25:00:00", "not an EDTF date"),
        ("2017-10-19T10:00", "not an EDTF date"),
        ("2017-1-1", "not an EDTF date"),
        ("17-10-2017", "not an EDTF date"),
        ("201u", "not an EDTF date"),
        ("201x", "not an EDTF date"),
        ("2017 ", "not an EDTF date"),
        ("2017\n", "not an EDTF date"),
        ("٢٠١٧", "not an EDTF date"),
        ("", "not an EDTF date"),
        ("today", "not an EDTF date"),
    ],
)
def test_fault_says_what_to_do(edtf: str, said: str) -> None:
    with pytest.raises(DateError) as caught:
        edtf_range(edtf)
    assert said in caught.value.message


@given(st.text("0123456789X?~%-./,[]{}TZ:+YES", max_size=24))
def test_any_text_has_days_in_order_or_is_a_date_error(text: str) -> None:
    try:
        first, last = edtf_range(text)
    except DateError:
        return
    assert (first, last) != (None, None)
    assert first is None or last is None or first <= last
    stated_bounds(text)


def test_no_library_is_loaded_by_questions_and_loads() -> None:
    code = (
        "import sys; from datetime import date; import whomet.ontology.dates as d; "
        "d.parse_period('1961', date(2020, 1, 1)); d.resolve('on Tuesday', date(2020, 1, 1)); "
        "d.stated_bounds('2017-10-19/2017-10-21'); "
        "print(*{'edtf', 'undate', 'lark', 'pyparsing', 'difflib', 'whomet.ontology.dates.rules'} "
        "& set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == ""
