"""The state of the graph is looked up once for many requests, and never counts for too long."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import whomet
from whomet.graph.database.connection import Connection
from whomet.graph.errors import DatabaseUnavailable
from whomet.graph.settings import Settings
from whomet.serving.kept_state import KEPT_SECONDS, KeptState
from whomet.serving.shared_graph import SharedGraph

Headers = dict[str, str]


class Source:
    """States in order, at a time that the test sets."""

    def __init__(self) -> None:
        self.now, self.looked_up = 100.0, 0

    def state(self) -> str:
        self.looked_up += 1
        return str(self.looked_up)

    def kept(self) -> KeptState:
        return KeptState(self.state, lambda: self.now)


def test_a_state_counts_for_a_short_time() -> None:
    source = Source()
    kept = source.kept()
    assert [kept.get(), kept.get()] == ["1", "1"]
    source.now += KEPT_SECONDS
    assert kept.get() == "1"
    source.now += 0.01
    assert kept.get() == "2"


def test_what_is_known_without_a_wait_is_what_would_be_looked_up() -> None:
    source = Source()
    kept = source.kept()
    assert kept.known() is None
    assert kept.get() == kept.known() == "1"
    source.now += 0.001
    kept.changed()
    assert kept.known() is None
    assert kept.get() == kept.known() == "2"
    source.now += KEPT_SECONDS + 0.01
    assert kept.known() is None
    assert source.looked_up == 2


def test_who_asks_what_is_known_waits_for_nobody() -> None:
    looking, go_on = threading.Event(), threading.Event()

    def look_up() -> str:
        looking.set()
        assert go_on.wait(10)
        raise DatabaseUnavailable("It is away.")

    kept = KeptState(look_up)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(kept.get)
        assert looking.wait(10)
        assert kept.known() is None  # the look-up is under way
        go_on.set()
        assert isinstance(waiting.exception(), DatabaseUnavailable)
    assert kept.known() is None  # it failed: whoever needs the state is told so by `get`


def test_a_write_counts_at_once() -> None:
    source = Source()
    kept = source.kept()
    assert kept.get() == "1"
    source.now += 0.001
    kept.changed()
    assert [kept.get(), kept.get()] == ["2", "2"]


def test_a_write_during_a_look_up_is_not_missed() -> None:
    """What is looked up before a write ends is not told to whoever comes after it."""
    looking, written, calls = threading.Event(), threading.Event(), [0]

    def look_up() -> str:
        calls[0] += 1
        if calls[0] == 1:
            looking.set()
            assert written.wait(10)
        return str(calls[0])

    kept = KeptState(look_up)
    with ThreadPoolExecutor(2) as pool:
        before = pool.submit(kept.get)
        assert looking.wait(10)
        kept.changed()
        after = pool.submit(kept.get)
        written.set()
        assert (before.result(), after.result()) == ("1", "2")


def test_many_at_once_share_one_look_up_also_one_that_fails() -> None:
    calls, ready = [0], threading.Barrier(8)

    def look_up() -> str:
        calls[0] += 1
        time.sleep(0.05)
        raise DatabaseUnavailable("It is away.")

    kept = KeptState(look_up)

    def ask() -> str:
        ready.wait()
        with pytest.raises(DatabaseUnavailable) as raised:
            kept.get()
        return raised.value.message

    with ThreadPoolExecutor(8) as pool:
        assert {each.result() for each in [pool.submit(ask) for _ in range(8)]} == {"It is away."}
    assert calls[0] < 8


def test_a_question_of_ones_own_that_was_edited_makes_another_state(
    settings: Settings, example_graph: Connection, tmp_path: Path
) -> None:
    own = tmp_path / "own.cypher"
    with_own = replace(settings, questions=(tmp_path,))

    def state(text: str) -> str:
        own.write_text(text)
        graph = SharedGraph(with_own)
        try:
            return graph.state()
        finally:
            graph.close()

    assert state("RETURN 1 AS n") == state("RETURN 1 AS n") != state("RETURN 2 AS n")


def test_a_write_elsewhere_is_in_every_answer_and_soon_ends_a_304(
    client: TestClient, viewer: Headers, settings: Settings, tmp_path: Path
) -> None:
    path, params = "/api/v1/ask/search", {"text": "zymurgy"}
    first = client.get(path, params=params, headers=viewer)
    kept = {**viewer, "If-None-Match": first.headers["etag"]}
    assert client.get(path, params=params, headers=kept).status_code == 304
    brief = tmp_path / "elsewhere.yaml"
    brief.write_text(
        "brief: elsewhere\ntitle: Yeast\nsource: Example Digest\npublished: 2017-11-01\n"
        "text: They spoke of zymurgy.\n"
    )
    with whomet.open(home=settings.home) as graph:
        assert graph.load(brief).new == 1
        # An answer is made anew whatever is known of the state, and only a 304 can be late.
        told = client.get(path, params=params, headers=viewer)
        assert [row["brief"] for row in told.json()["rows"]] == ["elsewhere"]
        time.sleep(KEPT_SECONDS + 0.05)
        assert client.get(path, params=params, headers=kept).status_code == 200
        graph.retract("elsewhere")
