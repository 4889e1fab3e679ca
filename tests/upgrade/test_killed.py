"""kill -9 at random moments of an upgrade of the local graph: the old or the new one is there."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from whomet.graph.database.connecting import connect
from whomet.graph.database.connection import Connection
from whomet.graph.database.versions import CURRENT, OLDER
from whomet.graph.review.event_judging import stored_judgements
from whomet.graph.server import down
from whomet.graph.server.folders import Folders
from whomet.graph.settings import Settings, load_settings
from whomet.graph.writing.load_log import log
from whomet.graph.writing.verification import verify

from .stores import NAMES, write_store

ROOT = Path(__file__).resolve().parents[2]
#: One in every run; TEST_KILLS=50 for the whole exercise, with `-s` to see what was found.
KILLS = int(os.environ.get("TEST_KILLS", "1"))
#: A kill comes so many steps after the first at most, and so many seconds into the step.
MOST_STEPS, LONGEST_WAIT = 9, 0.5
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
    for number in range(1, KILLS + 1):
        process, task = upgrading(own), "it began"
        assert process.stdout is not None
        # Within any of its steps, of which the start of the server takes most of the time.
        steps = chosen.randrange(MOST_STEPS)
        while steps and (line := process.stdout.readline()):
            steps -= line.strip() != task
            task = line.strip()
        time.sleep(chosen.random() * LONGEST_WAIT)
        process.kill()
        process.wait()
        with connect(own, any_version=True) as connection:
            if connection.graph_version().standing == OLDER:
                assert connection.read(CONTENT) == old
                found = "old"
            else:
                assert_new(connection)
                write_store(connection, NAMES[0])
                found = "new"
        print(f"kill {number} of {KILLS}, at “{task}”: the {found} graph, whole", flush=True)
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
