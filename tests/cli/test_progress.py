"""Progress on anything longer than two seconds, and silence on what is shorter."""

from __future__ import annotations

import io

import pytest

from whomet.progress import Progress, duration


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_short_work_says_nothing() -> None:
    stream = io.StringIO()
    with Progress("briefs", stream=stream) as progress:
        for done in range(100):
            progress("Loading", done, 100)
    assert stream.getvalue() == ""


def test_plain_lines_when_not_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([0.0, 1.0, 3.0, 11.0, 12.0, 13.5, 22.0])
    monkeypatch.setattr("time.monotonic", lambda: next(now))
    stream = io.StringIO()
    with Progress("briefs", stream=stream) as progress:
        for done in (0, 200, 1000, 1100, 1200, 2000):
            progress("Loading", done, 2000)
    assert stream.getvalue().splitlines() == [
        "Loading: 200 of 2,000 briefs, 100/s, 18 s left",
        "Loading: 1,200 of 2,000 briefs, 96/s, 8 s left",
        "Loading: 2,000 of 2,000 briefs, 95/s",
    ]


def test_work_without_a_count_is_named_once() -> None:
    stream = io.StringIO()
    with Progress("bytes", stream=stream, quiet_seconds=0) as progress:
        for _ in range(3):
            progress("Starting Neo4j", 0)
        progress("Fetching Neo4j", 2_000_000, 155_000_000)
    assert stream.getvalue().splitlines() == [
        "Starting Neo4j ...",
        "Fetching Neo4j: 2.0 of 155.0 MB",
    ]


def test_a_bar_on_a_terminal() -> None:
    stream = Terminal()
    with Progress("bytes", stream=stream, quiet_seconds=0) as progress:
        progress("Fetching", 10, 100)
        progress("Fetching", 100, 100)
    assert "Fetching" in stream.getvalue()


@pytest.mark.parametrize(
    ("seconds", "said"), [(12.6, "13 s"), (125, "2 min 5 s"), (3800, "1 h 3 min")]
)
def test_duration(seconds: float, said: str) -> None:
    assert duration(seconds) == said
