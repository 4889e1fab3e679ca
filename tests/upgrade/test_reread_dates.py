"""Reading dates again: what has changed, what is refused today, what the annotator gave."""

from __future__ import annotations

import re
from datetime import date

import pytest

from whomet.graph.database.versions import RULES
from whomet.graph.upgrade import reread_dates
from whomet.graph.upgrade.reread_dates import reread
from whomet.ontology.records import Brief, ClaimRecord, StatedDate
from whomet.ontology.vocabulary import default_vocabulary

WORDS = default_vocabulary()
TEXT = "They met."


def brief(**dates: StatedDate) -> Brief:
    met = ClaimRecord("e1", "Meeting", "met", (5, 8), {"participant": ("a", "b")}, **dates)
    return Brief("b1", "T", "S", date(2017, 10, 19), TEXT, claims=(met,))


@pytest.fixture(autouse=True)
def changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if these phrases were read otherwise since the rules of today."""
    monkeypatch.setattr(reread_dates, "CHANGED", {RULES: re.compile("early|sometime")})


def test_a_phrase_of_a_kind_that_changed_is_read_again() -> None:
    stored = brief(when=StatedDate("[2017-10-01..2017-10-15]", "early October", (0, 4)))
    found = reread(WORDS, stored, RULES - 1)
    assert found.brief.claims[0].when == StatedDate(
        "[2017-10-01..2017-10-10]", "early October", (0, 4)
    )
    assert [(each.event, each.key, each.after) for each in found.new] == [
        ("e1", "when", "[2017-10-01..2017-10-10]")
    ]
    assert found.kept == ()
    # By the rules of today nothing is read again.
    assert reread(WORDS, stored, RULES).brief is stored


def test_what_the_annotator_gave_stays() -> None:
    for stated in (
        StatedDate("2017-10-03", "on Tuesday", (0, 4)),
        StatedDate("2017-10-17"),
        StatedDate("2017-10-17", "2017-10-17", (0, 4)),
        StatedDate("2017-10-17", "the next day", (0, 4)),
    ):
        found = reread(WORDS, brief(when=stated), RULES - 1)
        assert (found.brief.claims[0].when, found.new, found.kept) == (stated, (), ())


def test_a_phrase_that_is_refused_today_keeps_its_old_reading_and_is_listed() -> None:
    stored = brief(when=StatedDate("2017-10", "sometime or other", (0, 4)))
    found = reread(WORDS, stored, RULES - 1)
    assert found.brief == stored
    assert found.new == ()
    (kept,) = found.kept
    assert (kept.phrase, kept.edtf) == ("sometime or other", "2017-10")
    assert "cannot be resolved" in kept.reason


def test_readings_that_contradict_each_other_stay_as_they_were() -> None:
    stored = brief(
        start=StatedDate("2017-10-12", "early October, the 12th", (0, 4)),
        end=StatedDate("2017-09-05", "early September", (0, 4)),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            reread_dates,
            "resolve",
            lambda phrase, *_: "2017-11-01" if "12" in phrase else "2017-09-01",
        )
        found = reread(WORDS, stored, RULES - 1)
    assert found.brief.claims == stored.claims
    assert len(found.kept) == 2


def test_a_list_of_days_that_is_no_edtf_of_ours_any_more_keeps_its_days(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert reread_dates._still_read("[2017-05-03..2017-05-07]") == "[2017-05-03..2017-05-07]"
    real = reread_dates.stated_bounds

    def refused(edtf: str | None, *others: object) -> object:
        if edtf is not None and edtf.startswith("{"):
            raise reread_dates.DateError("two events")
        return real(edtf, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(reread_dates, "stated_bounds", refused)
    stored = brief(when=StatedDate("{2017-05-03,2017-05-05,2017-05-07}"))
    found = reread(WORDS, stored, RULES - 1)
    when = found.brief.claims[0].when
    assert when is not None
    assert when.edtf == "[2017-05-03..2017-05-07]"
    assert [each.reason for each in found.kept] == ["two events"]
