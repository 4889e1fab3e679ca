"""What a load has acknowledged is there after the server was killed, and the graph is whole."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from bench.generated import briefs as generated_briefs
from whomet.graph.database.connecting import connect
from whomet.graph.server import down, status, up
from whomet.graph.settings import Settings, load_settings
from whomet.graph.writing.loading import load_briefs
from whomet.graph.writing.verification import verify

#: A few in every run; TEST_KILLS=20 for the whole exercise.
KILLS = int(os.environ.get("TEST_KILLS", "2"))


@pytest.fixture
def own_settings(tmp_path: Path, settings: Settings) -> Settings:
    """A home that this test alone uses, on the same jars."""
    return load_settings(
        {"home": tmp_path, "aot": settings.aot, "neo4j": settings.neo4j}, cwd=tmp_path
    )


def test_nothing_acknowledged_is_lost_by_kill_9(own_settings: Settings) -> None:
    briefs = list(generated_briefs(KILLS))
    up(own_settings)
    try:
        for number, brief in enumerate(briefs, start=1):
            with connect(own_settings) as connection:
                load_briefs(connection, [brief])
                pid = status(own_settings).pid
                assert pid is not None
                os.kill(pid, signal.SIGKILL)
            with connect(own_settings) as connection:
                found = connection.read("MATCH (b:Brief) RETURN b.id AS id")
                assert {row["id"] for row in found} == {b.id for b in briefs[:number]}
        with connect(own_settings) as connection:
            assert verify(connection) == []
    finally:
        down(own_settings)
