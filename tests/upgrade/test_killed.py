"""kill -9 at random moments of an upgrade of the local graph: the old or the new one is there."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from whomet.graph.database.connection import Connection, connect
from whomet.graph.database.versions import CURRENT, OLDER
from whomet.graph.review.judging import stored_judgements
from whomet.graph.server import down
from whomet.graph.server.folders import Folders
from whomet.graph.settings import Settings, load_settings
from whomet.graph.writing.load_log import log
from whomet.graph.writing.verification import verify

from .stores import NAMES, write_store

ROOT = Path(__file__).resolve().parents[2]
#: One in every run; TEST_KILLS=50 for the whole exercise.
KILLS = int(os.environ.get("TEST_KILLS", "1"))
CONTENT = """
MATCH (n) WHERE NOT n:LoadLock|LoadRecord
RETURN labels(n) AS labels, n.id AS id, properties(n) AS properties ORDER BY labels, id
"""
CODE = (
    "import sys\n"
    "from whomet.graph.settings import load_settings\n"
    "from whomet.graph.upgrade import upgrade\n"
    "home, cache, version, aot = sys.argv[1:]\n"
    "given = {'home': home, 'cache': cache, 'neo4j': version, 'aot': aot == 'True'}\n"
    "upgrade(load_settings(given), lambda task, *_: print(task, flush=True))\n"
)


@pytest.fixture
def own(tmp_path: Path, settings: Settings) -> Iterator[Settings]:
    """A home that this test alone uses, on the same jars."""
    made = load_settings(
        {"home": tmp_path, "aot": settings.aot, "neo4j": settings.neo4j}, cwd=tmp_path
    )
    yield made
    down(made)


def upgrading(settings: Settings) -> subprocess.Popen[str]:
    arguments = [settings.home, settings.cache, settings.neo4j, settings.aot]
    return subprocess.Popen(
        [sys.executable, "-c", CODE, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_kill_9_leaves_the_old_or_the_new_graph(own: Settings) -> None:
    chosen = random.Random(KILLS)
    with connect(own, any_version=True) as connection:
        write_store(connection, NAMES[0])
        old = connection.read(CONTENT)
    for _ in range(KILLS):
        process = upgrading(own)
        assert process.stdout is not None
        # It reports what it does several times a second, so that the moment is one of its steps.
        for _ in range(chosen.randrange(1, 60)):
            if not process.stdout.readline():
                break
        process.kill()
        process.wait()
        with connect(own, any_version=True) as connection:
            if connection.graph_version().standing == OLDER:
                assert connection.read(CONTENT) == old
            else:
                assert_new(connection)
                write_store(connection, NAMES[0])
    done = upgrading(own)
    _, error = done.communicate(timeout=500)
    assert done.returncode == 0, error
    with connect(own) as connection:
        assert_new(connection)
        assert log(connection, 1)[0].items() >= {"command": "upgrade", "outcome": "done"}.items()
    home = Folders.of(own).home
    assert [path.name for path in home.glob("data*")] == ["data"]
    assert not (home / "bulk").exists()


def assert_new(connection: Connection) -> None:
    assert connection.graph_version().standing == CURRENT
    assert verify(connection) == []
    assert len(stored_judgements(connection)) == 2
    assert connection.read("MATCH (b:Brief) RETURN count(b) AS n") == [{"n": 3}]
