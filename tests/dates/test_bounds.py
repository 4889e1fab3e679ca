"""The four bounds: from stated dates, in computations, and back to EDTF."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from whomet.ontology.dates import (
    Bounds,
    DateError,
    describe,
    describe_begin,
    describe_end,
    describe_side,
    edtf_range,
    is_closed,
    says_it_lasts,
    stated_bounds,
    states_end,
)


def d(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def b(*texts: str | None) -> Bounds:
    return Bounds(*map(d, texts))


DAY, NEXT, LATER = "2017-10-17", "2017-10-18", "2017-10-19"


@pytest.mark.parametrize(
    ("when", "start", "end", "lasting", "expected"),
    [
        (None, None, None, False, b()),
        (DAY, None, None, False, b(DAY, DAY, DAY, DAY)),
        ("2017-10", None, None, False, b(*["2017-10-01", "2017-10-31"] * 2)),
        ("2017-23", None, None, False, b(*["2017-09-01", "2017-11-30"] * 2)),
        ("[2017-10-03..2017-10-05]", None, None, False, b(*["2017-10-03", "2017-10-05"] * 2)),
        ("[..2017-10-05]", None, None, False, b(*[None, "2017-10-05"] * 2)),
        ("[2017-10-05..]", None, None, False, b(*["2017-10-05", None] * 2)),
        (f"{DAY}/{LATER}", None, None, False, b(DAY, DAY, LATER, LATER)),
        ("2017/2018-02", None, None, False,
         b("2017-01-01", "2017-12-31", "2018-02-01", "2018-02-28")),
        ("2017/2017-10", None, None, False,
         b("2017-01-01", "2017-10-31", "2017-10-01", "2017-10-31")),
        (f"2017/{DAY}", None, None, False, b("2017-01-01", DAY, DAY, DAY)),
        (f"{DAY}/2017", None, None, False, b(DAY, DAY, DAY, "2017-12-31")),
        (f"{DAY}/..", None, None, False, b(DAY, DAY, DAY, None)),
        (f"../{DAY}", None, None, False, b(None, DAY, DAY, DAY)),
        (None, DAY, None, False, b(DAY, DAY, DAY, None)),
        (None, "2017", None, False, b("2017-01-01", "2017-12-31", "2017-01-01", None)),
        (None, None, DAY, False, b(None, DAY, DAY, DAY)),
        (None, None, "2017", False, b(None, "2017-12-31", "2017-01-01", "2017-12-31")),
        (None, DAY, LATER, False, b(DAY, DAY, LATER, LATER)),
        (None, "2017", "2017", False, b(*["2017-01-01", "2017-12-31"] * 2)),
        (None, "2017/..", None, False, b("2017-01-01", "2017-12-31", "2017-01-01", None)),
        (None, None, "../2017", False, b(None, "2017-12-31", "2017-01-01", "2017-12-31")),
        ("2017-10", DAY, None, False, b(DAY, DAY, DAY, "2017-10-31")),
        ("2017-10", DAY, LATER, False, b(DAY, DAY, LATER, LATER)),
        (DAY, None, None, True, b(None, DAY, DAY, None)),
        ("2017", None, None, True, b(None, "2017-12-31", "2017-01-01", None)),
        ("2015/2017", None, None, True,
         b("2015-01-01", "2015-12-31", "2017-01-01", "2017-12-31")),
        ("2015/..", None, None, True, b("2015-01-01", "2015-12-31", "2015-01-01", None)),
        (None, "2015/..", None, True, b("2015-01-01", "2015-12-31", "2015-01-01", None)),
        ("[2015..2017]", None, None, True, b(None, "2017-12-31", "2015-01-01", None)),
        (f"{{{DAY},{NEXT}}}", None, None, False, b(DAY, DAY, NEXT, NEXT)),
        (f"{{{NEXT},{DAY}}}", None, None, False, b(DAY, DAY, NEXT, NEXT)),
        (f"{{{DAY}..{LATER}}}", None, None, False, b(DAY, DAY, LATER, LATER)),
        ("{2017-05,2017-06}", None, None, False,
         b("2017-05-01", "2017-05-31", "2017-06-01", "2017-06-30")),
        ("{2016,2017}", None, None, True, b(None, "2016-12-31", "2017-01-01", None)),
        ("2017", "2016-06", None, True, b("2016-06-01", "2016-06-30", "2017-01-01", None)),
        (None, "2015", "2017", True, b("2015-01-01", "2015-12-31", "2017-01-01", "2017-12-31")),
    ],
)  # fmt: skip
def test_stated(
    when: str | None, start: str | None, end: str | None, lasting: bool, expected: Bounds
) -> None:
    assert stated_bounds(when, start, end, lasting) == expected


@pytest.mark.parametrize(
    ("when", "start", "end", "lasting", "said"),
    [
        (None, "2018", "2017", False, "start 2018 and end 2017"),
        ("2017", "2018", None, False, "when 2017 and start 2018"),
        ("2017", None, "2018", False, "when 2017 and end 2018"),
        ("2017", "2018", None, True, "when 2017 and start 2018"),
        ("2017-10", DAY, "2017-11", False, f"when 2017-10 and start {DAY} and end 2017-11"),
        (None, f"{DAY}/{LATER}", None, False, "an interval belongs in when"),
        (None, f"../{DAY}", None, False, "an interval belongs in when"),
        (None, None, f"{DAY}/..", False, "an interval belongs in when"),
        ("2017-02-30", None, None, False, "28 days"),
        (f"{{{DAY},{LATER}}}", None, None, False, "two events"),
        ("{2017-05,2017-07}", None, None, True, "two events"),
        (None, f"{{{DAY},{NEXT}}}", None, False, "several days belong in when"),
    ],
)
def test_contradiction(
    when: str | None, start: str | None, end: str | None, lasting: bool, said: str
) -> None:
    with pytest.raises(DateError) as caught:
        stated_bounds(when, start, end, lasting)
    assert said in caught.value.message


def test_possibly_and_certainly() -> None:
    visit = b(DAY, DAY, LATER, LATER)
    within = b(*["2017-10-01", "2017-10-31"] * 2)
    from_then = b(DAY, DAY, DAY, None)
    assert visit.possibly_overlaps(d(LATER), d("2017-12-31")) and visit.certainly_overlaps(
        d(LATER), None
    )
    assert visit.certainly_overlaps(d(NEXT), d(NEXT))
    assert not visit.possibly_overlaps(d("2017-10-20"), None) and not visit.possibly_overlaps(
        None, d("2017-10-16")
    )
    assert within.possibly_overlaps(d(DAY), d(DAY)) and not within.certainly_overlaps(
        d(DAY), d(DAY)
    )
    assert within.certainly_overlaps(
        d("2017-10-01"), d("2017-10-31")
    ) and within.certainly_overlaps(None, None)
    assert from_then.possibly_overlaps(d("2030-01-01"), None)
    assert not from_then.certainly_overlaps(d(NEXT), None) and from_then.certainly_overlaps(
        d(DAY), d(DAY)
    )
    assert Bounds().possibly_overlaps(d(DAY), d(DAY)) and not Bounds().certainly_overlaps(
        d(DAY), d(DAY)
    )
    held = stated_bounds("2017", lasting=True)
    assert held.certainly_overlaps(
        d("2017-01-01"), d("2017-12-31")
    ) and not held.certainly_overlaps(d(DAY), d(DAY))


def test_a_part_lies_within_its_wholes() -> None:
    visit = b("2017-10-15", "2017-10-15", "2017-10-19", "2017-10-19")
    assert Bounds().tighten_within([visit]) == b(*["2017-10-15", "2017-10-19"] * 2)
    month = stated_bounds("2017-10")
    assert month.tighten_within([visit]) == b(*["2017-10-15", "2017-10-19"] * 2)
    assert stated_bounds(DAY).tighten_within([visit]) == stated_bounds(DAY)
    assert stated_bounds("2017-11").tighten_within([visit]) is None
    assert stated_bounds(DAY).tighten_within([]) == stated_bounds(DAY)
    assert Bounds().tighten_within([Bounds()]) == Bounds()
    assert Bounds().tighten_within([visit, stated_bounds(DAY)]) == stated_bounds(DAY)


def test_a_whole_lies_around_its_parts() -> None:
    first, last = stated_bounds("2017-10-16"), stated_bounds(NEXT)
    october = stated_bounds("2017-10")
    assert october.tighten_around([first, last]) == b(
        "2017-10-01", "2017-10-16", "2017-10-18", "2017-10-31"
    )
    assert Bounds().tighten_around([first]) == b(None, "2017-10-16", "2017-10-16", None)
    assert stated_bounds("2017-11").tighten_around([first]) is None
    assert october.tighten_around([]) == october


def test_what_was_reported_had_ended() -> None:
    assert stated_bounds("2017-10").end_by(date(2017, 10, 19)) == b(*["2017-10-01", LATER] * 2)
    assert stated_bounds(None, DAY).end_by(date(2017, 10, 19)) == b(DAY, DAY, DAY, LATER)
    assert Bounds().end_by(date(2017, 10, 19)) == Bounds()
    ahead = stated_bounds("2018")
    assert ahead.end_by(date(2017, 10, 19)) == ahead
    past = stated_bounds(DAY)
    assert past.end_by(date(2017, 10, 19)) == past


def test_what_lasts_lasted_on_the_day_of_publication() -> None:
    published = date(2018, 3, 1)
    since = stated_bounds("2017/..", lasting=True).lasting_on(published)
    assert since == b("2017-01-01", "2017-12-31", "2018-03-01", None)
    assert since.certainly_overlaps(d("2018-02-01"), d("2018-02-28"))
    assert not since.certainly_overlaps(d("2018-03-02"), None)
    assert since.possibly_overlaps(d("2018-03-02"), None)
    this_year = stated_bounds("2018/..").lasting_on(published)
    assert this_year == b("2018-01-01", "2018-03-01", "2018-03-01", None)
    ahead = stated_bounds("2019/..")
    assert ahead.lasting_on(published) == ahead


def test_what_the_dates_say_of_the_end() -> None:
    assert says_it_lasts("2017/..", None, None) and says_it_lasts(None, "2017/..", None)
    assert not says_it_lasts("2017/", None, None) and not says_it_lasts("2017/..", None, "2018")
    assert not says_it_lasts("../2017", None, None) and not says_it_lasts(None, "2017", None)
    assert states_end(None, "2018") and states_end(f"{DAY}/{LATER}", None)
    assert not states_end("2017/..", None) and not states_end("2017/", None)
    assert not states_end(DAY, None) and not states_end(None, None)
    assert is_closed(DAY) and is_closed("[..2017]") and is_closed("2016/2017")
    assert not is_closed("[2017..]") and not is_closed("2017/..") and not is_closed(None)


@pytest.mark.parametrize(
    ("bounds", "outer", "described"),
    [
        (stated_bounds(f"{DAY}~"), (DAY, DAY), f"{DAY}~"),
        (stated_bounds("2017-10?"), ("2017-10-01", "2017-10-31"), "2017-10~"),
        (stated_bounds("2017-10%"), ("2017-10-01", "2017-10-31"), "2017-10~"),
        (stated_bounds("2017~-10-17"), (DAY, DAY), f"{DAY}~"),
        (stated_bounds(f"[{DAY}~..{LATER}~]"), (DAY, LATER), f"[{DAY}~..{LATER}~]"),
        (stated_bounds(None, f"{DAY}~"), (DAY, None), f"{DAY}~/.."),
        (stated_bounds(None, None, f"{DAY}~"), (None, DAY), f"../{DAY}~"),
        (stated_bounds(f"{DAY}~/{LATER}~"), (DAY, LATER), f"[{DAY}~..{LATER}~]"),
        (stated_bounds("2016~", lasting=True), ("2016-01-01", "2016-12-31"), "2016~"),
        (stated_bounds(f"{DAY}~").end_by(date(2017, 10, 20)), (DAY, DAY), f"{DAY}~"),
    ],
)
def test_a_qualified_date_is_never_certain(
    bounds: Bounds, outer: tuple[str | None, str | None], described: str
) -> None:
    assert (bounds.begin_earliest, bounds.end_latest) == tuple(map(d, outer))
    assert (bounds.begin_latest, bounds.end_earliest) == (None, None)
    assert bounds.is_dated and bounds.is_qualified and describe(bounds) == described
    for first, last in ((outer[0], outer[1]), ("2000-01-01", "2030-01-01")):
        assert bounds.possibly_overlaps(d(first), d(last))
        assert not bounds.certainly_overlaps(d(first), d(last))


def test_what_is_certain_beside_a_qualified_date_stays_so() -> None:
    visit = stated_bounds(f"{DAY}~/{LATER}")
    assert visit == Bounds(d(DAY), d(LATER), d(LATER), d(LATER), True, False)
    assert visit.certainly_overlaps(d(LATER), d(LATER))
    assert not visit.certainly_overlaps(d(DAY), d(DAY))
    assert describe(visit) == f"{DAY}~/{LATER}"
    assert describe_begin(visit) == f"{DAY}~" and describe_end(visit) == LATER
    # A part of a visit that is only approximately dated is no more certain than the visit.
    part = Bounds().tighten_within([stated_bounds(f"{DAY}~")])
    assert part == stated_bounds(f"{DAY}~")
    # Nor does such a visit make a part less certain that has a date of its own.
    assert stated_bounds(LATER).tighten_within([stated_bounds(f"{DAY}~")]) is not None
    month = stated_bounds("2017-10").tighten_within([stated_bounds(f"{DAY}~")])
    assert month is not None and month.certainly_overlaps(d("2017-10-01"), d("2017-10-31"))
    assert Bounds().tighten_around([stated_bounds(f"{DAY}~")]) == Bounds()


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        (Bounds(), None),
        (stated_bounds(DAY), DAY),
        (stated_bounds("2017-10"), "2017-10"),
        (stated_bounds("2016-02"), "2016-02"),
        (stated_bounds("2017"), "2017"),
        (stated_bounds("2017-23"), "[2017-09-01..2017-11-30]"),
        (stated_bounds("[..2017]"), "[..2017-12-31]"),
        (stated_bounds("[2017..]"), "[2017-01-01..]"),
        (stated_bounds(f"{DAY}/{LATER}"), f"{DAY}/{LATER}"),
        (stated_bounds("2017/2018-02"), "2017/2018-02"),
        (stated_bounds("2017-23/2018"), "2017-09-01/2018"),
        (stated_bounds(None, DAY), f"{DAY}/.."),
        (stated_bounds(None, None, LATER), f"../{LATER}"),
        (stated_bounds("2017", lasting=True), None),
    ],
)
def test_described(bounds: Bounds, expected: str | None) -> None:
    assert describe(bounds) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, None),
        (DAY, DAY, DAY),
        ("2017-02-01", "2017-02-28", "2017-02"),
        ("2016-02-01", "2016-02-28", "[2016-02-01..2016-02-28]"),
        ("2017-01-01", "2017-12-31", "2017"),
        ("2016-01-01", "2017-12-31", "[2016-01-01..2017-12-31]"),
        (DAY, None, f"[{DAY}..]"),
        (None, DAY, f"[..{DAY}]"),
        ("0001-01-01", "0001-12-31", "0001"),
    ],
)
def test_described_side(first: str | None, last: str | None, expected: str | None) -> None:
    assert describe_side(d(first), d(last)) == expected


# Days close together, so that bounds meet, touch and contradict each other often.
NEAR = st.one_of(st.none(), st.dates(date(2016, 12, 25), date(2017, 3, 5)))
BOUNDS = (
    st.builds(Bounds, NEAR, NEAR, NEAR, NEAR)
    .map(Bounds.normalized)
    .filter(lambda x: not x.is_empty)
)


def spans(bounds: Bounds, days: int = 30) -> set[tuple[date, date]]:
    """All begin and end days in two months that agree with `bounds`, one by one."""
    start = date(2016, 12, 20)
    candidates = [start + timedelta(days=n * 3) for n in range(days)]
    return {
        (x, y)
        for x in candidates
        for y in candidates
        if x <= y
        and (bounds.begin_earliest is None or bounds.begin_earliest <= x)
        and (bounds.begin_latest is None or x <= bounds.begin_latest)
        and (bounds.end_earliest is None or bounds.end_earliest <= y)
        and (bounds.end_latest is None or y <= bounds.end_latest)
    }


@settings(deadline=None)
@given(BOUNDS, BOUNDS)
def test_intersection_and_union_against_all_spans(one: Bounds, other: Bounds) -> None:
    both = one.intersect(other)
    assert both == other.intersect(one)
    assert spans(one) & spans(other) == spans(both)
    assert spans(one) | spans(other) <= spans(one.union(other))
    assert one.union(other) == other.union(one)
    assert one.intersect(one) == one == one.union(one)


@settings(deadline=None)
@given(BOUNDS, BOUNDS, BOUNDS)
def test_order_does_not_matter(one: Bounds, two: Bounds, three: Bounds) -> None:
    assert one.intersect(two).intersect(three) == one.intersect(two.intersect(three))
    assert one.union(two).union(three) == one.union(two.union(three))
    assert one.tighten_within([two, three]) == one.tighten_within([three, two])
    assert one.tighten_around([two, three]) == one.tighten_around([three, two])


@settings(deadline=None)
@given(BOUNDS, NEAR, NEAR)
def test_possibly_and_certainly_against_all_spans(
    bounds: Bounds, first: date | None, last: date | None
) -> None:
    assume(first is None or last is None or first <= last)

    def meets(span: tuple[date, date]) -> bool:
        return (last is None or span[0] <= last) and (first is None or span[1] >= first)

    possible = spans(bounds)
    if any(map(meets, possible)):
        assert bounds.possibly_overlaps(first, last)
    if bounds.certainly_overlaps(first, last):
        assert all(map(meets, possible))
        assert bounds.possibly_overlaps(first, last)


@settings(deadline=None)
@given(BOUNDS, BOUNDS)
def test_parts_and_wholes_against_all_spans(part: Bounds, whole: Bounds) -> None:
    tight_part, tight_whole = part.tighten_within([whole]), whole.tighten_around([part])
    for p in spans(part, 16):
        for w in spans(whole, 16):
            if w[0] <= p[0] and p[1] <= w[1]:
                assert tight_part is not None and p in spans(tight_part, 16)
                assert tight_whole is not None and w in spans(tight_whole, 16)
                return


@settings(deadline=None)
@given(BOUNDS)
def test_what_is_described_holds_the_possible_days(bounds: Bounds) -> None:
    text = describe(bounds)
    if text is None:
        assert bounds.begin_earliest is None and bounds.end_latest is None
        return
    assert edtf_range(text) == (bounds.begin_earliest, bounds.end_latest)
    read = stated_bounds(text)
    if (bounds.begin_earliest, bounds.begin_latest) == (bounds.end_earliest, bounds.end_latest):
        assert read == bounds
    assert not read.intersect(bounds).is_empty
    for earliest, latest in (
        (bounds.begin_earliest, bounds.begin_latest),
        (bounds.end_earliest, bounds.end_latest),
    ):
        side = describe_side(earliest, latest)
        assert side is None or edtf_range(side) == (earliest, latest)


@settings(deadline=None)
@given(BOUNDS, st.dates(date(2016, 12, 25), date(2017, 3, 5)))
def test_capping_only_takes_away_what_was_not_reported(bounds: Bounds, published: date) -> None:
    capped = bounds.end_by(published)
    assert not capped.is_empty and capped.is_dated == bounds.is_dated
    if capped != bounds:
        assert capped.end_latest == published
        assert capped == bounds.intersect(Bounds(end_latest=published))
