"""Room on the disk is looked for before, and a disk that was full is known by the logs."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
from collections import namedtuple
from datetime import date
from pathlib import Path

import psutil
import pytest

from whomet.graph.errors import DatabaseUnavailable
from whomet.graph.server import lifecycle, logs, stopping
from whomet.graph.server.disk_space import ensure_room, ensure_room_to_load
from whomet.graph.server.folders import Folders, storage_faults
from whomet.graph.server.log_tail import cut_repeated_tails, repeated_from
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


def test_a_full_disk_and_too_small_a_heap_are_known_by_the_logs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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
    # What the logs do not say, the disk does.
    debug.unlink()
    assert not logs.disk_was_full(folders)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda path: Usage(1 << 30, 1 << 30, 0))
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
    settings = Settings(home=tmp_path, cache=tmp_path)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        process = psutil.Process(server.pid)
        monkeypatch.setattr(stopping, "stray_processes", lambda folders: [process])
        with monkeypatch.context() as patch:
            patch.setattr(shutil, "disk_usage", lambda path: Usage(1 << 30, 1 << 30, 0))
            # While there is no room, another start would fail as well.
            assert not lifecycle.end_if_full(settings)
        assert process.is_running()
        assert lifecycle.end_if_full(settings)
    assert not asked.exists()


def test_a_disk_that_fills_up_while_a_folder_is_copied_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for name in ("a", "b"):
        (tmp_path / "data" / name).write_text("x")

    def copy(source: str, target: str) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), target)

    copied = tmp_path / "copied"
    with (
        pytest.raises(DatabaseUnavailable, match=r"The disk of the home is full \(.*copied/[ab]\)"),
        storage_faults("home", "WHOMET_HOME"),
    ):
        shutil.copytree(tmp_path / "data", copied, copy_function=copy)


@pytest.mark.parametrize("again", [100, 5000, 400_000])
def test_what_a_log_has_twice_at_its_end_is_cut_off_and_kept(tmp_path: Path, again: int) -> None:
    folders = Folders(tmp_path, tmp_path, "2026.09.0")
    folders.logs.mkdir(parents=True)
    log = folders.data / "transactions" / "neo4j" / "neostore.transaction.db.10"
    log.parent.mkdir(parents=True)
    (log.with_suffix(".9")).write_bytes(b"older")
    chance = random.Random(again)
    before, part = chance.randbytes(300_000), chance.randbytes(400_000)
    log.write_bytes(before + part + part[:again])
    assert cut_repeated_tails(folders)
    assert log.read_bytes() == before + part
    (kept,) = folders.logs.iterdir()
    assert kept.read_bytes() == part[:again]
    assert not cut_repeated_tails(folders)


@pytest.mark.parametrize(
    "end", [b"", b"a", bytes(200), random.Random(1).randbytes(5000), b"x" * 9000, b"ab" * 20]
)
def test_a_log_that_repeats_nothing_stays(tmp_path: Path, end: bytes) -> None:
    log = tmp_path / "neostore.transaction.db.0"
    log.write_bytes(random.Random(2).randbytes(20_000) + end)
    assert repeated_from(log) is None
