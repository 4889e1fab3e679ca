"""A run of the tests that is killed leaves no server."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from whomet.graph.server import Installation
from whomet.graph.settings import load_settings

from .conftest import ROOT, processes, wait_for

WAITING = """
import time
from pathlib import Path

def test_waits(server):
    note = Path(__file__).with_name("home")
    note.with_suffix(".draft").write_text(str(server.home))
    note.with_suffix(".draft").rename(note)
    time.sleep(600)
"""


def naming(folder: Path) -> list[list[str]]:
    """The command lines that name something in the folder."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            command = process.cmdline()
            if any(str(folder) in argument for argument in command):
                found.append(command)
    return found


#: `make` is such a starter, which its children would outlive.
STARTER = ("sh", "-c", 'PYTEST_ENDS_WITH=$$ "$@"; exit $?', "starter")


@pytest.mark.parametrize(
    ("starter", "options"), [((), ()), (STARTER, ("-n", "1"))], ids=["the run", "its starter"]
)
def test_kill_9(
    installation: Installation, tmp_path: Path, starter: tuple[str, ...], options: tuple[str, ...]
) -> None:
    test, base, note = tmp_path / "test_waiting.py", tmp_path / "base", tmp_path / "home"
    test.write_text(WAITING, encoding="utf-8")
    command = [*starter, sys.executable, "-m", "pytest", "-p", "tests.conftest", *options]
    command += ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), str(test)]
    with (tmp_path / "output").open("wb") as output:
        run = subprocess.Popen(
            [*command, f"--basetemp={base}"], cwd=ROOT, stdout=output, stderr=subprocess.STDOUT
        )

    def started() -> bool:
        assert run.poll() is None, (tmp_path / "output").read_text(encoding="utf-8")
        return note.exists()

    wait_for(started, 300)
    assert len(processes(load_settings({"home": Path(note.read_text())}, cwd=tmp_path))) == 1
    run.kill()
    run.wait()
    wait_for(lambda: not naming(base), 30)
