"""Faults that are tried by hand, with `make drill`: what is killed, starved or changed underneath.

Each drill leaves either what was there before or what was wanted, whole, and says so. The other
faults are tests of every run, which `make drill` runs as well, with more kills: of a load
(tests/graph/test_durability.py), a bulk load (tests/bulk/test_interruption.py), fetching Neo4j
(tests/server/test_provisioning.py), an upgrade (tests/upgrade/test_killed.py), a server that starts
(tests/server/test_lifecycle.py); a server that is suspended (test_silence.py), a disk that is full
or may not be written (test_storage.py, test_disk_space.py).
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bench.generated import briefs as generated_briefs
from whomet import loaders
from whomet.api import Graph
from whomet.graph.backup import backup
from whomet.graph.backup.restoring import check_backup
from whomet.graph.database.connecting import connect
from whomet.graph.database.connection import Connection
from whomet.graph.errors import GraphError
from whomet.graph.projection.elements import Elements
from whomet.graph.review.event_judging import stored_judgements
from whomet.graph.server import down, status
from whomet.graph.server.folders import Folders
from whomet.graph.server.staging import importer_argument, staged
from whomet.graph.server.state import processes_with
from whomet.graph.settings import Settings, load_settings
from whomet.graph.writing.loading import load_briefs
from whomet.graph.writing.verification import read_graph, verify
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import default_vocabulary

ROOT = Path(__file__).resolve().parents[2]
BRIEFS = 60
#: A kill comes so many seconds after a sign of life at most.
LONGEST_WAIT = 0.5


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Settings]:
    """A home that the drills alone use, with some briefs in its graph."""
    home = tmp_path_factory.mktemp("drill")
    made = load_settings({"home": home, "aot": settings.aot, "neo4j": settings.neo4j}, cwd=home)
    with connect(made) as connection:
        load_briefs(connection, generated_briefs(BRIEFS))
    yield made
    down(made)


def another(settings: Settings, code: str, *arguments: object) -> subprocess.Popen[str]:
    """Another process that runs `code` with `g`, the graph of these settings, and `sys.argv`."""
    text = (
        "import sys\n"
        "from whomet.api import Graph\n"
        "from whomet.graph.settings import load_settings\n"
        "home, cache, version, aot, *sys.argv = sys.argv[1:]\n"
        "given = {'home': home, 'cache': cache, 'neo4j': version, 'aot': aot == 'True'}\n"
        "def said(*words): print(*words, flush=True)\n"
        f"with Graph(load_settings(given)) as g:\n    said('ready')\n    {code}\n"
    )
    given = [settings.home, settings.cache, settings.neo4j, settings.aot, *arguments]
    return subprocess.Popen(
        [sys.executable, "-c", text, *map(str, given)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def after_a_while(process: subprocess.Popen[str], kill: Callable[[], None], most: int) -> list[str]:
    """Kill at a random moment after some lines, `most` at most; the lines that it has printed."""
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.communicate()[1]
    lines = [process.stdout.readline() for _ in range(random.randrange(1, most))]
    time.sleep(random.random() * LONGEST_WAIT)
    kill()
    return "".join([*lines, process.communicate(timeout=600)[0]]).splitlines()


def kill_server(settings: Settings) -> None:
    pid = status(settings).pid
    if pid is not None:
        os.kill(pid, 9)


def killer(settings: Settings, process: subprocess.Popen[str], who: str) -> Callable[[], None]:
    return process.kill if who == "client" else lambda: kill_server(settings)


def told(what: str) -> None:
    print(f"\n{what}", flush=True)


@pytest.mark.parametrize("who", ["client", "server"])
def test_kill_9_while_judging(own: Settings, who: str) -> None:
    with connect(own) as connection:
        rows = connection.read("MATCH (c:Claim {class: 'Meeting'}) RETURN c.id AS id ORDER BY id")
        before = len(stored_judgements(connection))
    ids = [row["id"] for row in rows[before : before + 20]]
    code = (
        "one, *others = sys.argv\n"
        "    for other in others:\n"
        "        g.judge(one, other, 'different')\n"
        "        said('judged', other)\n"
    )
    process = another(own, code, *ids)
    lines = after_a_while(process, killer(own, process, who), 4)
    with connect(own) as connection:
        stored = {made.other for made in stored_judgements(connection)} | {
            made.one for made in stored_judgements(connection)
        }
        acknowledged = {line.removeprefix("judged ") for line in lines}
        assert acknowledged <= stored
        assert verify(connection) == []
    told(f"judging, {who} killed: {len(acknowledged)} acknowledged, all there, verify equal")


@pytest.mark.parametrize("who", ["client", "server"])
def test_kill_9_while_backing_up(own: Settings, who: str, tmp_path: Path) -> None:
    path = tmp_path / "graph.zip"
    with connect(own) as connection:
        backup(connection, path)
    earlier = path.read_bytes()
    code = "while True: g.backup(sys.argv[0]); said('made')"
    process = another(own, code, path)
    lines = after_a_while(process, killer(own, process, who), 4)
    # Whole: the earlier one, or one that was made since.
    manifest = check_backup(path, default_vocabulary())
    assert manifest.counts["briefs.jsonl"] == BRIEFS
    assert lines or path.read_bytes() == earlier
    if who == "server":
        assert list(tmp_path.iterdir()) == [path]
    told(f"backup, {who} killed: {len(lines)} made before, the file is whole")


def test_kill_9_while_restoring(own: Settings, tmp_path: Path) -> None:
    path = tmp_path / "graph.zip"
    with connect(own) as connection:
        backup(connection, path)
        wanted = content(connection)
        load_briefs(connection, generated_briefs(3, seed=9))
        before = content(connection)
    code = "g.restore(sys.argv[0], replace=True, progress=lambda *a: said(a[0])); said('restored')"
    process = another(own, code, path)
    lines = after_a_while(process, process.kill, 8)
    with connect(own) as connection:
        found = content(connection)
        assert found in (before, wanted)
        assert verify(connection) == []
        which = "old" if found == before else "new"
    told(
        f"restore, killed at “{lines[-1] if lines else 'its beginning'}”: the {which} graph, whole"
    )
    with Graph(own) as g:
        g.restore(path, replace=True)
        assert content(g.connect()) == wanted


def content(connection: Connection) -> Elements:
    return read_graph(connection)


def test_the_clock_is_set(own: Settings) -> None:
    """Two days on and back: for Python, and for when processes began."""
    pid = status(own).pid
    code = (
        "import psutil, time\n"
        "    real, by = time.time, float(sys.argv[0])\n"
        "    time.time = lambda: real() + by\n"
        "    began = psutil.boot_time()\n"
        "    psutil.boot_time = psutil._pslinux.boot_time = lambda: began + by\n"
        "    from whomet.graph.server import status, up\n"
        "    from whomet.graph.server.folders import Folders\n"
        "    from whomet.graph.server.state import read_state, server_process\n"
        "    folders = Folders.of(g.settings)\n"
        "    assert server_process(folders, read_state(folders)) is not None\n"
        "    said(up(g.settings).pid, status(g.settings).pid, len(g.verify()))\n"
    )
    for days in (2, -2):
        process = another(own, code, days * 86400)
        out, error = process.communicate(timeout=600)
        assert process.returncode == 0, error
        assert out.splitlines()[1:] == [f"{pid} {pid} 0"]
    told("clock two days on and two days back: the same server, verify equal")


def test_a_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    examples = sorted((ROOT / "examples" / "briefs").glob("*.yaml"))[:5]
    texts = [path.read_bytes() for path in examples]
    done = threading.Event()

    def change() -> None:
        while not done.is_set():
            with (tmp_path / "brief.yaml").open("wb") as file:
                for piece in random.choice(texts).splitlines(keepends=True):
                    file.write(piece)
                    file.flush()
                if random.random() < 0.1:
                    file.truncate(random.randrange(500))

    changing = threading.Thread(target=change)
    changing.start()
    kinds = {"brief": 0, "fault": 0}
    try:
        for _ in range(500):
            for result in loaders.read([tmp_path / "brief.yaml"]):
                assert (result.brief is None) <= bool(result.faults)
                assert "internal-error" not in {fault.code for fault in result.faults}
                kinds["fault" if result.brief is None else "brief"] += 1
    finally:
        done.set()
        changing.join()
    told(f"a file that changes while it is read: {kinds['brief']} briefs, {kinds['fault']} faults")


@pytest.mark.parametrize("running", [True, False], ids=["running", "stopped"])
def test_200_asks_at_once_beside_8_loads(own: Settings, running: bool) -> None:
    seed = 100 if running else 200
    loaded = [list(generated_briefs(5, seed=seed + number)) for number in range(8)]
    # People of whom the loads say nothing have the same answers all the time.
    others = _people(brief for briefs in loaded for brief in briefs)
    names = sorted(_people(generated_briefs(BRIEFS)) - others)[:20]

    def load(briefs: list[Brief]) -> int:
        with connect(own) as connection:
            return load_briefs(connection, briefs).new

    def ask(name: str) -> list[object]:
        with Graph(own) as g:
            return [row["event"] for row in g.ask("who-met-whom", actor=name).rows]

    before = _stored_briefs(own)
    if not running:
        down(own)
    # Each has a connection of its own, to a server that has not planned the question yet; one of
    # them starts a server that was stopped.
    with ThreadPoolExecutor(8) as loading, ThreadPoolExecutor(200) as asking:
        loads = [loading.submit(load, briefs) for briefs in loaded]
        asks = [asking.submit(ask, name) for name in names * 10]
        assert [done.result() for done in loads] == [5] * 8
        answers = [done.result() for done in asks]
    assert answers == [ask(name) for name in names] * 10
    assert sum(map(len, answers)) > 0
    with connect(own) as connection:
        assert verify(connection) == []
    assert _stored_briefs(own) == before + 40
    told(f"200 asks at once beside 8 loads, server {'running' if running else 'stopped'}:"
         f" {sum(map(len, answers))} rows, 40 briefs more, verify equal")  # fmt: skip


def _stored_briefs(own: Settings) -> int:
    with connect(own) as connection:
        (found,) = connection.read("MATCH (b:Brief) RETURN count(b) AS n")
    count: int = found["n"]
    return count


def _people(briefs: Iterable[Brief]) -> set[str]:
    return {
        mention.name for each in briefs for mention in each.mentions if mention.type == "Person"
    }


def test_kill_9_of_the_importer_of_a_bulk_load(settings: Settings, tmp_path: Path) -> None:
    empty = load_settings(
        {"home": tmp_path, "aot": settings.aot, "neo4j": settings.neo4j}, cwd=tmp_path
    )
    code = (
        "from bench.generated import briefs\n"
        "    from whomet.graph.bulk import load_in_bulk\n"
        "    load_in_bulk(g.settings, g.connect(), briefs(200))\n"
    )
    process = another(empty, code)
    try:
        argument = importer_argument(staged(Folders.of(empty)))
        while not (found := list(processes_with(argument))):
            assert process.poll() is None, process.communicate()[1]
            time.sleep(0.05)
        found[0].kill()
        *_, said = process.communicate(timeout=600)[1].splitlines()
        assert "GraphError" in said
        assert "signal 9" in said
        with connect(empty) as connection:
            assert connection.read("MATCH (b:Brief) RETURN count(b) AS n") == [{"n": 0}]
            load_briefs(connection, generated_briefs(2))
    finally:
        down(empty)
    told("bulk, importer killed: one sentence, an empty graph, which can be loaded")


@pytest.mark.parametrize("heap", ["64m", "128m"])
def test_a_small_heap(own: Settings, heap: str) -> None:
    down(own)
    small = replace(own, heap=heap, aot=False)
    said = "it works"
    try:
        with connect(small) as connection:
            load_briefs(connection, generated_briefs(50, seed=300))
    except GraphError as error:
        assert "\n" not in error.message
        said = error.message
    down(small)
    with connect(own) as connection:
        assert verify(connection) == []
    told(f"a heap of {heap}: {said}; with the usual one afterwards verify is equal")
