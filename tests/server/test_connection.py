"""Connecting to any Neo4j: what can be wrong is one sentence each."""

from __future__ import annotations

import random
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import neo4j
import pytest

from whomet.graph.database import connection
from whomet.graph.database.connecting import connect
from whomet.graph.database.connection import Connection, TransactionReader
from whomet.graph.database.driver import check_agent
from whomet.graph.errors import DatabaseUnavailable, GraphError
from whomet.graph.server import doctor, up
from whomet.graph.server.folders import Folders
from whomet.graph.settings import Settings

from .conftest import ROOT


@pytest.fixture
def remote(server: Settings) -> Settings:
    """The suite's server as one that somebody else runs."""
    folders = Folders.of(server)
    password = folders.password.read_text().strip()
    return replace(server, uri=up(server).uri, password=password)


def sentence(settings: Settings) -> str:
    with pytest.raises(DatabaseUnavailable) as raised:
        connect(settings).close()
    message = raised.value.message
    assert message.endswith(".")
    assert "\n" not in message
    assert settings.password is None or settings.password not in message
    return message


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_by_address(remote: Settings, scheme: str) -> None:
    assert remote.uri is not None
    with connect(replace(remote, uri=remote.uri.replace("bolt", scheme))) as connection:
        assert connection.read("RETURN $x AS x", {"x": date(2017, 10, 19)})
        assert connection.server_version == remote.neo4j
    with connect(replace(remote, database="neo4j")) as connection:
        assert connection.database == "neo4j"


def test_where_the_password_comes_from(remote: Settings, tmp_path: Path) -> None:
    password = remote.password or ""
    file = tmp_path / "password"
    file.write_text(f"{password}\n")
    without = replace(remote, password=None)
    connect(replace(without, password_file=file)).close()
    connect(replace(without, password_prompt=lambda: password)).close()
    assert "WHOMET_PASSWORD_FILE" in sentence(without)
    assert "cannot be read" in sentence(replace(without, password_file=tmp_path / "none"))


def test_a_wrong_password(remote: Settings) -> None:
    assert "refuses user 'neo4j'" in sentence(replace(remote, password="wrong-password"))


def test_an_unknown_database(remote: Settings) -> None:
    assert "no database 'nowhere'" in sentence(replace(remote, database="nowhere"))


def test_nobody_there(remote: Settings) -> None:
    assert "Nothing answers at bolt://127.0.0.1:1" in sentence(
        replace(remote, uri="bolt://127.0.0.1:1")
    )
    assert "neo4j://127.0.0.1:1" in sentence(replace(remote, uri="neo4j://127.0.0.1:1"))


def test_an_unknown_host(remote: Settings) -> None:
    message = sentence(replace(remote, uri="bolt://no-such-host.invalid", unencrypted=True))
    assert "host of bolt://no-such-host.invalid is not known" in message


def test_the_http_port(remote: Settings) -> None:
    port = up(replace(remote, uri=None)).http_port
    assert "does not speak Bolt" in sentence(replace(remote, uri=f"bolt://127.0.0.1:{port}"))


def test_tls_where_there_is_none(remote: Settings) -> None:
    assert remote.uri is not None
    message = sentence(replace(remote, uri=remote.uri.replace("bolt://", "bolt+s://")))
    assert "TLS" in message


def test_a_listener_that_says_nothing(remote: Settings) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        done = threading.Event()

        def hang_up() -> None:
            while not done.is_set():
                try:
                    silent.accept()[0].close()
                except OSError:
                    return

        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        message = sentence(replace(remote, uri=f"bolt://127.0.0.1:{silent.getsockname()[1]}"))
        done.set()
    assert "Bolt" in message


@pytest.mark.parametrize("agent", ["Neo4j/5.26.30", "Neo4j/2025.01.0", "Neo4j/5.27-aura"])
def test_versions_that_will_do(agent: str) -> None:
    assert check_agent(agent, "bolt://x") == agent.removeprefix("Neo4j/")


@pytest.mark.parametrize("agent", ["Neo4j/4.4.30", "Neo4j/5.25.1", "Memgraph/2.0", "Neo4j/v5.11"])
def test_versions_that_will_not(agent: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="bolt://x"):
        check_agent(agent, "bolt://x")


def test_read_write_stream_and_plans(graph: Connection) -> None:
    made = graph.write(
        lambda tx: tx.run("UNWIND range(1, 2500) AS n CREATE (:Number {n: n})").consume().counters
    )
    assert made.nodes_created == 2500
    rows = graph.stream("MATCH (x:Number) RETURN x.n AS n ORDER BY n")
    assert next(rows) == {"n": 1}
    assert sum(1 for _ in rows) == 2499
    assert graph.explain("MATCH (x:Number {n: $n}) RETURN x", {"n": 1}).plan is not None
    # More rows than the driver takes at once: the figures are there when the last was taken.
    profile = graph.profile("UNWIND range(1, 5000) AS n RETURN n").profile
    assert profile is not None
    assert profile["args"]["Rows"] == 5000
    graph.prepare(lambda session: session.run("MATCH (x:Number) DELETE x").consume())
    with pytest.raises(Exception, match=r"[Ww]rit"):
        graph.read("CREATE (:Number)")


def test_reading_together(graph: Connection) -> None:
    graph.write(lambda tx: tx.run("CREATE (:Number {n: 1})").consume())
    count = "MATCH (x:Number) RETURN count(x) AS count"
    assert graph.together(lambda one: [one.read(count), one.read(count)]) == [[{"count": 1}]] * 2
    assert graph.together(lambda one: one.explain(count)).plan is not None
    with pytest.raises(Exception, match=r"[Ww]rit"):
        graph.together(lambda one: one.read("CREATE (:Number)"))


def test_after_an_interruption_it_can_write_at_once(graph: Connection) -> None:
    write = "MERGE (n:Interrupted {id: 1}) SET n.times = coalesce(n.times, 0) + 1 RETURN n.times"
    text = "UNWIND range(1, 20000) AS x RETURN x, 'a text of some length' AS text"

    interrupted = threading.Event()

    def interrupt(*_: object) -> None:
        interrupted.set()
        raise KeyboardInterrupt

    def endless(transaction: neo4j.ManagedTransaction) -> None:
        transaction.run(write).consume()
        while not interrupted.is_set():
            transaction.run(text).data()
        raise KeyboardInterrupt  # Python ignored it: it came while an object was being destroyed

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        for times in range(1, 31):
            interrupted.clear()
            with pytest.raises(KeyboardInterrupt):
                signal.setitimer(signal.ITIMER_REAL, random.uniform(0.001, 0.1))
                graph.write(endless)
            # It waits for the lock of the one that was cut short, if that still goes on.
            assert graph.write(lambda tx: tx.run(write).value(), timeout=20.0) == [times]
    finally:
        signal.signal(signal.SIGALRM, before)
        graph.write(lambda tx: tx.run("MATCH (n:Interrupted) DELETE n").consume())


def test_a_time_limit(graph: Connection) -> None:
    slow = "UNWIND range(1, 3000000) AS a UNWIND range(1, 3000) AS b WITH a, b RETURN count(a + b)"
    with pytest.raises(GraphError, match="time limit"):
        graph.read(slow, timeout=1)
    with pytest.raises(GraphError, match="time limit"):
        graph.together(lambda one: one.read(slow), timeout=1)


UNKNOWN = "MATCH (n:NoSuchLabel) WHERE n.nothing = 1 RETURN id(n)"
QUIET = f"""
import sys
from pathlib import Path
from whomet.graph.database import connection
from whomet.graph.database.connecting import connect
from whomet.graph.settings import load_settings
home, cache, version = sys.argv[1:]
settings = load_settings({{"home": home, "cache": cache, "neo4j": version}})
with connect(settings) as connection:
    connection.read("{UNKNOWN}")
print([name for name in ("numpy", "httpx", "psutil", "filelock", "rdflib") if name in sys.modules])
"""


TAKES_ALL_MEMORY = "UNWIND range(1, 100000000) AS n WITH collect(n + 'abcdefgh') AS all RETURN 1"


def test_what_would_fail_again_is_tried_once(
    graph: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[float] = []

    def work(reader: TransactionReader) -> list[dict[str, object]]:
        tried.append(time.monotonic())
        return reader.read(TAKES_ALL_MEMORY)

    with pytest.raises(GraphError, match="not enough memory for this") as raised:
        graph.together(work)
    assert len(tried) == 1

    # Any other error that may pass leads to another try, unless that would end too late.
    failure = raised.value.__cause__
    assert isinstance(failure, neo4j.exceptions.TransientError)
    monkeypatch.setattr(connection, "MEMORY_OF_ONE", "another setting")

    def fails(times: int, seconds: float) -> int:
        def work(_: TransactionReader) -> int:
            tried.append(time.monotonic())
            if len(tried) <= times:
                time.sleep(0.5)
                raise failure
            return len(tried)

        tried.clear()
        return graph.together(work, seconds)

    assert fails(1, 60) == 2
    for times, seconds, tries in ((2, 60, 2), (1, 0.9, 1)):
        with pytest.raises(GraphError, match="not enough memory for this"):
            fails(times, seconds)
        assert len(tried) == tries


def test_the_collector_leaves_the_driver_alone_on_the_command_line_only() -> None:
    shown = "import gc; print(gc.isenabled(), gc.get_freeze_count() > 100_000)"
    command = "from whomet.graph.database.driver import load_driver_fast; load_driver_fast()\n"
    library = "from whomet.graph.database.driver import driver_module; driver_module()\n"
    for code, expected in ((command + shown, "True True\n"), (library + shown, "True False\n")):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )
        assert (done.stdout, done.stderr) == (expected, "")


def test_a_warm_question_prints_and_loads_nothing_of_the_driver_s(server: Settings) -> None:
    with connect(server) as connection:
        connection.read(UNKNOWN)
    code = "from whomet.graph.database.driver import load_driver_fast; load_driver_fast()\n" + QUIET
    done = subprocess.run(
        [sys.executable, "-c", code, str(server.home), str(server.cache), server.neo4j],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == "[]"


def test_doctor_finds_nothing_wrong(server: Settings, remote: Settings) -> None:
    names = {check.name for check in doctor(server)}
    assert {"Python", "Java", "home folder", "password file", "local server", "ports"} <= names
    assert [check for check in doctor(remote) if check.level == "fail"] == []


def test_doctor_finds_what_is_wrong(server: Settings, tmp_path: Path) -> None:
    home = tmp_path / "home"
    folders = Folders(home, server.cache, server.neo4j)
    folders.home.mkdir(parents=True)
    home.chmod(0o755)
    folders.password.write_text("x")
    folders.password.chmod(0o644)
    folders.state.write_text(
        '{"pid": 1, "bolt_port": 1, "http_port": 1, "version": "2026.09.0",'
        ' "started": "2020", "ready": true}'
    )
    folders.logs.mkdir()
    folders.console.write_text("2026-01-01 00:00:00.000+0000 ERROR Something broke\n")
    settings = replace(server, home=home, uri="bolt://127.0.0.1:1", password="whatever")
    wrong = {check.name: check for check in doctor(settings) if check.level != "ok"}
    assert {"home folder", "password file", "local server", "server log", "WHOMET_URI"} <= set(
        wrong
    )
    assert all(check.fix for check in wrong.values())
    assert wrong["server log"].found == "Something broke"
