"""A bulk load that is refused, fails, is interrupted or killed leaves an empty graph that works."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bench.generated import briefs as generated_briefs
from whomet.api import Graph
from whomet.graph.bulk import load_in_bulk
from whomet.graph.database.connecting import connect
from whomet.graph.database.connection import Connection
from whomet.graph.errors import GraphError
from whomet.graph.server import importing
from whomet.graph.server.folders import Folders
from whomet.graph.server.staging import unfinished_folder
from whomet.graph.settings import Settings
from whomet.graph.writing.load_log import log
from whomet.graph.writing.loading import load_briefs
from whomet.graph.writing.verification import verify
from whomet.loaders.native.writing import to_json_line
from whomet.loaders.reading_run import ReadingRun
from whomet.ontology.vocabulary import default_vocabulary

from .conftest import assert_nothing_left, wipe

ROOT = Path(__file__).resolve().parents[2]
CONTENT = "MATCH (n) WHERE NOT n:LoadLock|LoadRecord RETURN count(n) AS nodes"


def bulk_process(settings: Settings, count: int) -> subprocess.Popen[str]:
    """Another process that loads generated briefs in bulk."""
    code = (
        "import sys\n"
        "from bench.generated import briefs\n"
        "from whomet.graph.bulk import load_in_bulk\n"
        "from whomet.graph.database.connecting import connect\n"
        "from whomet.graph.settings import load_settings\n"
        "home, cache, version, aot, count = sys.argv[1:]\n"
        "given = {'home': home, 'cache': cache, 'neo4j': version, 'aot': aot == 'True'}\n"
        "settings = load_settings(given)\n"
        "with connect(settings) as connection:\n"
        "    load_in_bulk(settings, connection, briefs(int(count)))\n"
    )
    return started(code, settings, count)


def started(code: str, settings: Settings, argument: object) -> subprocess.Popen[str]:
    arguments = [settings.home, settings.cache, settings.neo4j, settings.aot, argument]
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def loading_process(settings: Settings, file: Path) -> subprocess.Popen[str]:
    """Another process that loads a file in bulk as if it had many briefs."""
    code = (
        "import sys\n"
        "from whomet.api import Graph\n"
        "from whomet.graph.bulk import computing\n"
        "from whomet.graph.settings import load_settings\n"
        "computing.FEW_BRIEFS = 10\n"
        "home, cache, version, aot, file = sys.argv[1:]\n"
        "given = {'home': home, 'cache': cache, 'neo4j': version, 'aot': aot == 'True'}\n"
        "def tell(sentence):\n"
        "    print(sentence, file=sys.stderr)\n"
        "Graph(load_settings(given)).load(file, bulk=True, on_wait=tell)\n"
    )
    return started(code, settings, file)


def wait_until(process: subprocess.Popen[str], condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 500
    while not condition():
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.01)


def moment(settings: Settings, name: str) -> Callable[[], bool]:
    """Whether a bulk load has come so far."""
    folders = Folders.of(settings)
    home = folders.home / "bulk" / folders.home.name
    return {
        "tables are written": (folders.home / "bulk" / "tables").exists,
        "Neo4j imports": (home / "data" / "databases" / "neo4j" / "neostore").exists,
        "a server runs on it": (home / "state.json").exists,
    }[name]


@pytest.mark.parametrize(
    "name",
    ["tables are written", "Neo4j imports", "a server runs on it"],
)
def test_kill_9_leaves_an_empty_graph(empty: Settings, name: str) -> None:
    process = bulk_process(empty, 200)
    wait_until(process, moment(empty, name))
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with connect(empty) as connection:
        assert connection.read(CONTENT) == [{"nodes": 0}]
        briefs = list(generated_briefs(2))
        assert load_briefs(connection, briefs).new == 2
    if name != "tables are written":  # that server went on, and nobody had to start it
        assert_nothing_left(empty)


def test_after_ctrl_c_the_graph_is_empty_and_the_same_load_continues(
    empty: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, words = tmp_path / "briefs.jsonl", default_vocabulary()
    lines = [to_json_line(brief, words) for brief in generated_briefs(60)]
    file.write_text("".join([*lines, "not JSON"]), encoding="utf-8")
    process = loading_process(empty, file)
    wait_until(process, moment(empty, "Neo4j imports"))
    os.kill(process.pid, signal.SIGINT)
    error = process.communicate(timeout=300)[1]
    assert "KeyboardInterrupt" in error
    left = unfinished_folder(Folders.of(empty))
    assert f"5 finished stages of 6 are kept in {left} (" in error
    with connect(empty) as connection:
        assert connection.read(CONTENT) == [{"nodes": 0}]
        assert log(connection, 1)[0]["outcome"] == "interrupted"

    def read_nothing(self: ReadingRun, source: object) -> None:
        raise AssertionError(f"{source} was read again")

    monkeypatch.setattr(ReadingRun, "read", read_nothing)
    told: list[str] = []
    with Graph(empty) as graph:
        report = graph.load(file, bulk=True, details=True, on_wait=told.append)
    assert told == [
        "Resuming: 5 of 6 stages were finished (reading, names, briefs, entities, events)."
    ]
    assert (report.new, report.refused, len(report.faults)) == (60, 1, 1)
    assert report.briefs is not None
    assert [one.line for one in report.briefs] == [*range(1, 62)]
    with connect(empty) as connection:
        assert verify(connection) == []
        assert log(connection, 1)[0]["outcome"] == "done"
    assert_nothing_left(empty)


def test_a_failing_import_is_one_sentence(empty: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "TOOL", (*importing.TOOL, "--no-such-option"))
    with (
        connect(empty) as connection,
        pytest.raises(GraphError, match=r"could not import.*load without `bulk`\.$") as raised,
    ):
        load_in_bulk(empty, connection, generated_briefs(2))
    assert "\n" not in raised.value.message
    with connect(empty) as connection:
        assert connection.read(CONTENT) == [{"nodes": 0}]
        assert log(connection, 1)[0]["outcome"] == "failed"
    assert_nothing_left(empty)


def test_only_the_local_server_an_empty_graph_and_nobody_else(
    empty: Settings, server: Settings, graph: Connection
) -> None:
    briefs = list(generated_briefs(2))
    remote = replace(server, uri=graph.uri)
    with pytest.raises(GraphError, match=r"for the local server.*load without `bulk`\."):
        load_in_bulk(remote, graph, briefs)
    load_briefs(graph, briefs)
    with pytest.raises(GraphError, match=r"empty graph, but this one holds 2 briefs"):
        load_in_bulk(server, graph, briefs)
    wipe(graph)
    graph.write(lambda tx: tx.run("CREATE (:Mine)").consume())
    with pytest.raises(GraphError, match="this one holds other nodes"):
        load_in_bulk(server, graph, briefs)
    other = (
        "import json, sys, time; import neo4j; uri, password = json.loads(sys.argv[1]);"
        "driver = neo4j.GraphDatabase.driver(uri, auth=('neo4j', password));"
        "driver.verify_connectivity(); print('connected', flush=True); time.sleep(600)"
    )
    with connect(empty) as connection:
        password = Folders.of(empty).password.read_text().strip()
        browser = subprocess.Popen(
            [sys.executable, "-c", other, json.dumps([connection.uri, password])],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert browser.stdout is not None
            assert browser.stdout.readline() == "connected\n"
            with pytest.raises(GraphError, match="another program is connected"):
                load_in_bulk(empty, connection, briefs)
        finally:
            browser.kill()
            browser.wait()
        # It was not stopped.
        assert connection.read(CONTENT) == [{"nodes": 0}]
