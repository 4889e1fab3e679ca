"""The moments up to which a run counts as the last."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from whomet.graph.errors import GraphError
from whomet.standing.running import moment


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2017-10-20", "2017-10-20T23:59:59.999999+00:00"),
        ("2017-10", "2017-10-31T23:59:59.999999+00:00"),
        ("2017-10-20T08:00", "2017-10-20T08:00:00.000000+00:00"),
        ("2017-10-20T08:00+02:00", "2017-10-20T06:00:00.000000+00:00"),
    ],
)
def test_a_period_means_its_last_moment(text: str, last: str) -> None:
    assert moment(text) == last


def test_words_are_relative_to_today() -> None:
    before = datetime.now(UTC).date()
    day = datetime.fromisoformat(moment("yesterday")).date()
    assert 1 <= (before - day).days + 1 <= 2


@pytest.mark.parametrize("text", ["soon", "2017-10-20/.."])
def test_what_has_no_last_moment_is_refused(text: str) -> None:
    with pytest.raises(GraphError, match="is not a day or moment; expected one such as yesterday"):
        moment(text)
