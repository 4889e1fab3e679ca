"""The difference of two answers: which rows are the same, what has changed, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from whomet.graph.standing import KeptRow, KeptRun
from whomet.standing import difference

COLUMNS = ("who", "who_id", "whom", "whom_id", "when", "event", "briefs", "quotes")
QUILL, DORN = ("Mara Quill", "person:mara-quill"), ("Jo Dorn", "person:jo-dorn")


def row(
    whom: tuple[str, str] = DORN,
    when: str = "2017-10-18",
    claims: tuple[str, ...] = ("one#m",),
    event: str = "one#m",
    digest: str = "a",
) -> KeptRow:
    """A row of who-met-whom whose briefs are those of its claims."""
    briefs = sorted({claim.partition("#")[0] for claim in claims})
    told: dict[str, Any] = {
        "who": QUILL[0], "who_id": QUILL[1], "whom": whom[0], "whom_id": whom[1], "when": when,
        "event": event, "briefs": briefs, "quotes": ["met"],
    }  # fmt: skip
    return KeptRow(told, claims, dict.fromkeys(briefs, digest))


def run(*rows: KeptRow, version: str = "2/2") -> KeptRun:
    """A run with these rows."""
    return KeptRun("q", "2017-10-20T00:00:00", version, COLUMNS, {}, rows)


def told(
    before: KeptRun, after: KeptRun, judged: tuple[str, ...] = (), **standing: str
) -> list[tuple[Any, ...]]:
    """Each change: its kind, the columns that differ, and its causes."""
    known = {id for kept in (*before.rows, *after.rows) for id in kept.briefs}
    digests = {id: standing.get(id) for id in known}
    changes = difference(before, after, digests, judged)
    return [(one.kind, one.columns, one.causes) for one in changes]


def test_an_id_that_changes_is_no_news() -> None:
    other = row(claims=("one#m", "two#m"), event="wikidata:Q1")
    same = replace(other, row={**other.row, "briefs": ["one"]})
    assert told(run(row()), run(same), one="a") == []


def test_another_report_of_the_same_meeting_changes_its_row() -> None:
    more = row(claims=("one#m", "two#m"))
    assert told(run(row()), run(more), one="a", two="a") == [
        ("changed", ("briefs",), ("brief two",))
    ]


def test_rows_of_one_event_are_told_apart_by_whom() -> None:
    ally = ("Al Fenn", "person:al-fenn")
    assert told(run(row(), row(ally)), run(row(ally)), one="b") == [
        ("gone", (), ("correction of one",))
    ]


def test_a_row_in_which_nothing_has_changed_is_no_news_beside_others_like_it() -> None:
    certain, possible = row(claims=("one#m", "two#m")), row(when="2017-10")
    assert told(run(certain, possible), run(possible), one="a") == [
        ("gone", (), ("retraction of two",))
    ]


def test_of_rows_that_have_changed_the_same_shares_most_claims() -> None:
    claims = ("one#m", "two#m", "three#m")
    old = run(row(claims=claims[:1]), row(claims=claims, when="2017-10"))
    new = run(row(claims=claims[:2], when="2017"), row(claims=claims[:1], when="2017-10-19"))
    first, second = difference(old, new, {"one": "a", "two": "a", "three": "a"})
    assert first.before is not None
    assert (first.before["when"], first.row["when"]) == ("2017-10", "2017")
    assert second.before is not None
    assert (second.before["when"], second.row["when"]) == ("2017-10-18", "2017-10-19")


def test_a_person_with_another_id_is_in_the_same_row() -> None:
    known = row(("Jo Dorn", "wikidata:Q7"))
    assert told(run(row()), run(known), one="a") == []


def test_a_retracted_brief_is_the_cause_of_what_is_gone() -> None:
    assert told(run(row()), run()) == [("gone", (), ("retraction of one",))]


def test_a_judgement_is_the_cause_where_no_brief_is() -> None:
    # Another one was taken back at once, and is told of no more.
    entries = ("+a and c: same", "+a and b: same", "-a and c: same", "-d: different")
    judged = run(row(("Joe Dorn", "person:joe-dorn")))
    assert told(run(row()), judged, entries, one="a") == [
        ("changed", ("whom",), ("judgement: a and b: same", "judgement withdrawn: d: different"))
    ]


def test_an_upgrade_is_a_cause_of_its_own() -> None:
    later = run(row(when="2017-10"), version="3/2")
    assert told(run(row()), later, one="a") == [("changed", ("when",), ("upgrade",))]


ROWS = st.lists(
    st.builds(
        row,
        whom=st.sampled_from([DORN, ("Al Fenn", "person:al-fenn"), ("Jo Dorn", "wikidata:Q7")]),
        when=st.sampled_from(["2017-10-18", "2017-10"]),
        claims=st.lists(
            st.sampled_from(["one#m", "two#m", "three#m"]), min_size=1, max_size=2, unique=True
        ).map(tuple),
        event=st.sampled_from(["one#m", "two#m"]),
    ),
    max_size=5,
)


@given(ROWS, ROWS)
def test_changes_lead_from_one_answer_to_the_other(before: list[Any], after: list[Any]) -> None:
    changes = difference(run(*before), run(*after), {})
    new = sum(one.kind == "new" for one in changes)
    gone = sum(one.kind == "gone" for one in changes)
    assert len(before) - gone + new == len(after)
    # What has not changed stands in both; what has is told with how it was.
    was, now = _seen(before), _seen(after)
    for one in changes:
        if one.kind != "gone":
            now.remove(_plain(one.row))
        if one.kind != "new":
            was.remove(_plain(one.before or one.row))
    assert _told(was) == _told(now)


@given(ROWS)
def test_nothing_has_changed_in_an_answer_that_is_the_same(rows: list[Any]) -> None:
    assert difference(run(*rows), run(*rows), {}) == ()


def _seen(rows: list[KeptRow]) -> list[Any]:
    return [_plain(kept.row) for kept in rows]


def _plain(told: Any) -> Any:
    return {key: str(value) for key, value in told.items()}


def _told(rows: list[Any]) -> list[str]:
    shown = ("who", "whom", "when", "briefs")
    return sorted(repr([told[name] for name in shown]) for told in rows)
