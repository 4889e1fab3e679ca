"""Room on the disk is looked for before, and a disk that was full is known by the logs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import namedtuple
from datetime import date
from pathlib import Path

import psutil
import pytest

from whomet.graph.errors import DatabaseUnavailable
from whomet.graph.server import lifecycle, logs
from whomet.graph.server.folders import Folders
from whomet.graph.server.room import ensure_room, ensure_room_to_load
from whomet.graph.settings import Settings
from whomet.ontology.records import Brief

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def settings_of_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings whose home is on a disk with 30 MB free."""
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1 << 30, 0, 30 << 20))
    return Settings(home=tmp_path, cache=tmp_path)


def test_a_load_that_does_not_fit_is_refused_before(settings_of_a_disk: Settings) -> None:
    brief = Brief("b", "T", "S", date(2017, 10, 19), "x" * 1000)
    ensure_room_to_load(settings_of_a_disk, [brief] * 100)
    with pytest.raises(DatabaseUnavailable, match=r"which has 30 MB free; make room there") as told:
        ensure_room_to_load(settings_of_a_disk, [brief] * 1000)
    assert "What was loaded before is kept." in told.value.message
    with pytest.raises(DatabaseUnavailable, match="An upgrade needs 264 MB"):
        ensure_room(settings_of_a_disk, 200 << 20, "An upgrade")


def test_a_full_disk_and_too_small_a_heap_are_known_by_the_logs(tmp_path: Path) -> None:
    folders = Folders(tmp_path, tmp_path, "2026.09.0")
    folders.logs.mkdir(parents=True)
    debug = folders.logs / "debug.log"
    assert not logs.disk_was_full(folders)
    debug.write_text('{"level":"INFO","message":"all is well"}\n')
    assert not logs.disk_was_full(folders)
    assert not logs.ran_out_of_memory(folders)
    panic = '"stacktrace":"java.io.IOException: No space left on device\\n"'
    debug.write_text(f'{{"level":"ERROR","message":"Database panic",{panic}}}\n')
    assert logs.disk_was_full(folders)
    folders.console.write_text("Terminating due to java.lang.OutOfMemoryError: Java heap space\n")
    assert logs.ran_out_of_memory(folders)


def test_a_server_whose_disk_was_full_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = Folders(tmp_path, tmp_path, "2026.09.0")
    folders.logs.mkdir(parents=True)
    folders.console.write_text("java.io.IOException: No space left on device\n")
    # Asked to end, it writes; Neo4j would write its transaction log amiss.
    code = (
        "import pathlib, signal, sys, time\n"
        "def end(*_):\n    pathlib.Path(sys.argv[1]).write_text('asked')\n    sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\nprint('ready', flush=True)\ntime.sleep(600)\n"
    )
    asked = tmp_path / "asked"
    command = [sys.executable, "-c", code, str(asked)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        process = psutil.Process(server.pid)
        monkeypatch.setattr(lifecycle, "stray_processes", lambda folders: [process])
        stopped = lifecycle.stop(folders)
        assert (stopped.was_running, stopped.killed) == (True, True)
    assert not asked.exists()
