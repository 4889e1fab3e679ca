"""A server that accepts connections and says nothing: each call ends, in one sentence."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from whomet.api import Graph
from whomet.graph.database.connecting import connect
from whomet.graph.database.driver import silent_server
from whomet.graph.database.silence import BRIEF, Probe, SilenceWatch, is_silent
from whomet.graph.errors import DatabaseUnavailable
from whomet.graph.server import down, up
from whomet.graph.settings import Settings

from .conftest import MakeSettings, processes


@contextmanager
def suspended(pid: int) -> Iterator[None]:
    """The process gets no time for a while, as under SIGSTOP."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """The port of a listener that never says a word."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        yield silent.getsockname()[1]


def test_who_listens_and_says_nothing(silent_port: int) -> None:
    assert is_silent(silent_port, 0.2)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert not is_silent(free.getsockname()[1], 0.2)


def test_one_that_has_ended_is_told_from_one_that_is_silent(
    silent_port: int, tmp_path: Path
) -> None:
    local = Settings(tmp_path, tmp_path)
    assert "its process is running" in silent_server(f"bolt://127.0.0.1:{silent_port}", local)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"bolt://127.0.0.1:{free.getsockname()[1]}"
    assert "has ended; run this again" in silent_server(address, local)


@pytest.mark.long
def test_a_connection_to_one_is_given_up(silent_port: int, tmp_path: Path) -> None:
    settings = Settings(tmp_path, tmp_path, uri=f"bolt://127.0.0.1:{silent_port}", password="x")
    began = time.monotonic()
    with pytest.raises(DatabaseUnavailable, match="does not answer"):
        connect(settings, patience=BRIEF)
    assert time.monotonic() - began < 20
    with pytest.raises(DatabaseUnavailable, match="does not answer"):
        Graph(settings, eager=False).status()


def test_a_call_is_given_up_only_when_the_server_is_silent() -> None:
    patience = replace(BRIEF, silent=0.01, probes=3)
    answers = iter([True, False, False, True, False, False, False])
    cut: list[bool] = []
    with SilenceWatch(Probe(lambda: next(answers), patience), lambda: cut.append(True)):
        deadline = time.monotonic() + 20
        while not cut and time.monotonic() < deadline:
            time.sleep(0.01)
    assert next(answers, None) is None
    with SilenceWatch(Probe(lambda: False, replace(patience, silent=20)), cut.clear):
        pass
    assert cut == [True]


def test_a_call_under_way_ends_when_the_server_is_suspended(server: Settings) -> None:
    pid = up(server).pid
    with connect(server, patience=BRIEF) as connection, suspended(pid):
        with pytest.raises(DatabaseUnavailable, match=r"does not answer.*whomet down"):
            connection.read("RETURN 1")
        with pytest.raises(DatabaseUnavailable, match=r"does not answer.*whomet down"):
            Graph(server, eager=False).status()
    with connect(server) as connection:
        assert connection.read("RETURN 1 AS one") == [{"one": 1}]


def test_a_suspended_server_is_stopped_at_once(new_settings: MakeSettings) -> None:
    settings = new_settings()
    state = up(settings)
    os.kill(state.pid, signal.SIGSTOP)
    assert down(settings).was_running
    assert processes(settings) == []
    assert up(settings).pid != state.pid
