"""What an analyst is asked to decide of events: near-matches, and reports that were joined."""

from __future__ import annotations

from typing import Any

import pytest

from whomet.graph.projection import Judgements, match
from whomet.graph.projection.elements import NodeKey
from whomet.graph.review.near_matches import joined, near

from .cases import briefs_of, case_file
from .test_matching import judgements_of, records_of

CASES: dict[str, Any] = case_file("near.yaml")["cases"]
CAST = case_file("matching.yaml")["cast"]


class Ids(dict[NodeKey, str]):
    """Names that are the ids of their nodes."""

    def __missing__(self, key: NodeKey) -> str:
        return key.id


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_near_matches(case: dict[str, Any]) -> None:
    found = records_of(briefs_of(case, CAST))
    judgements = Judgements(judgements_of(case))
    matched = match(found, judgements)
    listed = [[*pair, why] for why, pair in near(found, Ids(), matched, judgements)]
    assert listed == case.get("near", [])
    assert [list(claims) for _, claims in joined(found, matched)] == case.get("joined", [])


def test_an_undated_report_is_compared_with_the_nearest_only() -> None:
    days = {f"d{n:02}": f"2017-0{1 + n // 28}-{1 + n % 28:02}" for n in range(60)}
    events = {
        id: {"events": {"m": {"type": "Meeting", "participant": ["a", "b"], "when": day}}}
        for id, day in days.items()
    }
    vague = {
        "published": "2017-02-01",
        "events": {"m": {"type": "Meeting", "participant": ["a", "b"]}},
    }
    found = records_of(briefs_of({"briefs": {**events, "v": vague}}, CAST))
    matched = match(found)
    listed = list(near(found, Ids(), matched, Judgements()))
    assert sum("v#m" in pair for _, pair in listed) == 6
