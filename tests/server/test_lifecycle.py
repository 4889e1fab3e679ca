"""One server for each data folder, whoever starts, kills or interrupts it."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import time
import urllib.request
from dataclasses import asdict
from pathlib import Path

import psutil
import pytest

from tests.engines import OTHER_ENGINE
from whomet.graph.database.connecting import connect
from whomet.graph.database.connection import Connection
from whomet.graph.errors import DatabaseUnavailable, GraphError
from whomet.graph.server import down, starting, status, up, watchdog
from whomet.graph.server.folders import Folders
from whomet.graph.server.state import ServerState, read_state

from .conftest import MakeSettings, kill, processes, starter, wait_for


def add(connection: Connection, number: int) -> None:
    connection.write(lambda tx: tx.run("CREATE (:Kept {number: $n})", n=number).consume())


def kept(connection: Connection) -> list[int]:
    rows = connection.read("MATCH (n:Kept) RETURN n.number AS number ORDER BY number")
    return [row["number"] for row in rows]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_up_status_down(new_settings: MakeSettings) -> None:
    settings = new_settings(default_language=None if OTHER_ENGINE else "cypher25")
    folders = Folders.of(settings)
    assert not status(settings).running
    assert not down(settings)
    state = up(settings)
    assert up(settings) == state
    assert processes(settings) == [state.pid]
    found = status(settings)
    assert (found.running, found.uri, found.http) == (True, state.uri, state.http)
    assert (found.version, found.pid) == (settings.neo4j, state.pid)

    # Only the owner gets in, and only from this machine.
    assert mode(folders.home) == mode(settings.home) == mode(folders.data) == 0o700
    assert mode(folders.password) == mode(folders.state) == 0o600
    listening = [
        each.laddr
        for each in psutil.Process(state.pid).net_connections(kind="inet")
        if each.status == psutil.CONN_LISTEN
    ]
    assert {address.ip.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}
    assert {address.port for address in listening} == {state.bolt_port, state.http_port}

    with urllib.request.urlopen(f"{state.http}/browser/", timeout=30) as page:
        assert b"Neo4j Browser" in page.read()
    with connect(settings) as connection:
        add(connection, 1)
        if not OTHER_ENGINE:
            # Cypher 5 has no FILTER.
            assert connection.read("UNWIND [1] AS x FILTER x = 1 RETURN x") == [{"x": 1}]
        with pytest.raises(Exception, match=r"file|LOAD CSV|import"):
            connection.read("LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line")
        rows = connection.read("SHOW SETTINGS YIELD name, value")
        values = {row["name"]: row["value"] for row in rows}
        assert values["db.transaction.timeout"] == "10m"
        assert values["dbms.usage_report.enabled"] == "false"
        assert values["client.allow_telemetry"] == "false"
        assert values["dbms.security.allow_csv_import_from_file_urls"] == "false"

    assert down(settings)
    assert processes(settings) == []
    assert not status(settings).running
    # The ports of a server that is stopped are used again, and its data is there.
    assert up(settings).bolt_port == state.bolt_port
    with connect(settings) as connection:
        assert kept(connection) == [1]


def test_two_starts_at_the_same_instant(new_settings: MakeSettings) -> None:
    settings = new_settings()
    both = [starter(settings), starter(settings)]
    said = [process.communicate(timeout=180) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert len({out for out, _ in said}) == 1
    assert len(processes(settings)) == 1


def test_kill_9_of_the_server_loses_nothing_acknowledged(new_settings: MakeSettings) -> None:
    settings = new_settings()
    kills = int(os.environ.get("TEST_KILLS", "2"))
    for number in range(kills):
        with connect(settings) as connection:
            add(connection, number)
            state = read_state(Folders.of(settings))
            assert state is not None
            kill(state.pid)
    assert not status(settings).running
    with connect(settings) as connection:
        assert kept(connection) == list(range(kills))
    assert len(processes(settings)) == 1


@pytest.mark.parametrize("recorded", [True, False])
def test_kill_9_of_the_starter(new_settings: MakeSettings, recorded: bool) -> None:
    settings = new_settings()
    folders = Folders.of(settings)
    process = starter(settings)
    wait_for(folders.state.exists)
    process.kill()
    process.wait()
    if not recorded:  # killed between the start and its being written down
        folders.state.unlink()
    with connect(settings) as connection:
        add(connection, 1)
    assert len(processes(settings)) == 1


def test_ctrl_c_during_the_start_and_after_it(new_settings: MakeSettings) -> None:
    settings = new_settings()
    process = starter(settings)
    wait_for(Folders.of(settings).state.exists)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=90)
    assert process.returncode != 0
    assert processes(settings) == []
    assert not status(settings).running

    process = starter(settings, then="import time; time.sleep(60)")
    assert process.stdout is not None
    assert process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=90)
    time.sleep(0.5)
    assert len(processes(settings)) == 1
    with connect(settings) as connection:
        add(connection, 1)


def test_a_stale_state_and_a_taken_port(
    new_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = new_settings()
    folders = Folders.of(settings)
    folders.home.mkdir(parents=True, mode=0o700)
    mine = os.getpid()
    # Our own process has the id that the file gives: it must be neither trusted nor stopped.
    stale = ServerState(mine, 7687, 7474, settings.neo4j, "2020-01-01T00:00:00+00:00", True)
    folders.state.write_text(json.dumps(asdict(stale)))
    assert not status(settings).running
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        choose = starting._free_ports
        wanted = []

        def unlucky(ports: tuple[int, int]) -> tuple[int, int]:
            wanted.append(ports)
            # Somebody takes the port between our look and the server's start.
            return (port, choose((0, 0))[1]) if len(wanted) == 1 else choose(ports)

        monkeypatch.setattr(starting, "_free_ports", unlucky)
        state = up(settings)
    assert len(wanted) == 2
    assert state.bolt_port != port
    assert state.pid != mine
    assert choose((state.bolt_port, 0))[0] != state.bolt_port


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', '{"pid": "x", "ready": true}'])
def test_a_state_file_without_sense_is_no_server(new_settings: MakeSettings, text: str) -> None:
    settings = new_settings()
    folders = Folders.of(settings)
    folders.home.mkdir(parents=True)
    folders.state.write_text(text)
    assert not status(settings).running
    assert not down(settings)


def test_stops_when_idle_and_not_before(new_settings: MakeSettings) -> None:
    settings = new_settings(idle_minutes=0.05)
    with connect(settings) as connection:
        time.sleep(6)
        assert connection.read("RETURN 1 AS one") == [{"one": 1}]
    wait_for(lambda: processes(settings) == [], 60)
    assert not status(settings).running


def test_an_idle_server_stops_sooner_where_memory_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = psutil.virtual_memory()
    for available, limit, allowed in (
        (memory.total // 2, 14_400.0, 14_400.0),
        (memory.total // 20, 14_400.0, 1800.0),
        (memory.total // 20, 60.0, 60.0),
    ):
        found = memory._replace(available=available)
        monkeypatch.setattr(psutil, "virtual_memory", lambda found=found: found)
        assert watchdog.allowed_seconds(limit) == allowed


def test_data_of_a_later_neo4j_is_left_alone(new_settings: MakeSettings) -> None:
    settings = new_settings()
    folders = Folders.of(settings)
    folders.home.mkdir(parents=True)
    folders.data_version.write_text("2999.01.0\n")
    with pytest.raises(DatabaseUnavailable, match=r"2999\.01\.0.*WHOMET_HOME"):
        up(settings)


def test_a_lost_password_is_one_sentence(new_settings: MakeSettings) -> None:
    settings = new_settings()
    folders = Folders.of(settings)
    folders.data.mkdir(parents=True)
    folders.data_version.write_text(settings.neo4j)
    with pytest.raises(DatabaseUnavailable, match=r"password file .* is gone"):
        up(settings)


def test_a_heap_that_the_machine_has_not(new_settings: MakeSettings) -> None:
    with pytest.raises(DatabaseUnavailable, match="WHOMET_HEAP"):
        up(new_settings(heap="900000g"))


def test_a_damaged_store_is_one_sentence(new_settings: MakeSettings) -> None:
    settings = new_settings()
    up(settings)
    down(settings)
    for file in Folders.of(settings).data.rglob("neostore*"):
        if file.is_file():
            file.write_bytes(b"\xff" * 4096)
    with pytest.raises(GraphError) as raised, connect(settings) as connection:
        connection.read("MATCH (n) RETURN count(n)")
    assert "damaged" in raised.value.message
    assert "\n" not in raised.value.message
