"""Phrases that count from another event: every case of the file, and days against a calendar."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whomet.ontology.dates import Bounds, DateError, edtf_range, stated_bounds
from whomet.ontology.dates.counting import FORMS, resolve_relative

CASES = [
    pytest.param(*line.split("\t"), id=f"counting:{number}")
    for number, line in enumerate(
        Path(__file__).with_name("counting.tsv").read_text(encoding="utf-8").splitlines(), 1
    )
    if line and not line.startswith("#")
]
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def bounds(text: str) -> Bounds:
    """The bounds of an event with this `when`, or with this `start;end`."""
    if ";" in text:
        start, end = (side or None for side in text.split(";"))
        return stated_bounds(None, start, end)
    return stated_bounds(text or None)


@pytest.mark.parametrize(("event", "phrase", "expected"), CASES)
def test_case(event: str, phrase: str, expected: str) -> None:
    if not expected.startswith("!"):
        assert resolve_relative(phrase, bounds(event)) == expected
        edtf_range(expected)
        return
    with pytest.raises(DateError) as caught:
        resolve_relative(phrase, bounds(event))
    assert expected[1:] in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.example)
def test_every_form_reads_its_example(form) -> None:  # type: ignore[no-untyped-def]
    edtf_range(resolve_relative(form.example, stated_bounds("2017-10-17")))


@given(DAYS, st.integers(0, 40), st.integers(1, 20))
def test_days_later_and_earlier(first: date, length: int, count: int) -> None:
    last = first + timedelta(days=length)
    event = stated_bounds(f"{first.isoformat()}/{last.isoformat()}")
    later, earlier = last + timedelta(days=count), first - timedelta(days=count)
    assert resolve_relative(f"{count} days later", event) == later.isoformat()
    assert resolve_relative(f"{count} days earlier", event) == earlier.isoformat()
    assert resolve_relative("the next day", event) == resolve_relative("1 day later", event)
    assert resolve_relative("the day before", event) == resolve_relative("1 day earlier", event)
