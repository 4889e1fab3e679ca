"""Homes that cannot be written: in the way, read-only, full from the first or filling up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from whomet.graph.errors import DatabaseUnavailable
from whomet.graph.server import Installation, up

from .conftest import ROOT, MakeSettings

# What runs inside a mount namespace of its own, where HOME is a file system of the size wanted.
SCRIPT = """
import random, subprocess, sys
from whomet.graph.database.connecting import connect
from whomet.graph.server import down, status
from whomet.graph.server.folders import Folders
from whomet.graph.server.state import stray_processes
from whomet.graph.settings import load_settings
from whomet.ontology.errors import WhometError
home, work = sys.argv[1:]
settings = load_settings({"home": home, "heap": "512m", "pagecache": "64m", "idle_minutes": 0})
count, text = 0, random.Random(1).randbytes(50_000).hex()
QUERY = "UNWIND range(1, 10) AS i CREATE (:Kept {n: $n, text: $text})"
try:
    with connect(settings) as connection:
        while work == "fill":
            connection.write(lambda tx: tx.run(QUERY, n=count, text=text).consume())
            count += 1
except WhometError as error:
    print(error.message)
if count:
    print("acknowledged", count)
    subprocess.run(["mount", "-o", "remount,size=96m", home], check=True)
    # Asked to end once there is room, Neo4j makes its transaction log unreadable (log_tail.py).
    for process in list(stray_processes(Folders.of(settings))):
        process.terminate()
        process.wait(120)
    with connect(settings) as connection:
        rows = connection.read("MATCH (k:Kept) RETURN count(DISTINCT k.n) AS n")
        print("kept", rows[0]["n"])
    print("cut", len(list(Folders.of(settings).logs.glob("cut-from-neo4j-*"))))
down(settings)
print("running", status(settings).running)
"""


def on_a_disk(folder: Path, options: str, work: str = "open") -> list[str]:
    """The lines SCRIPT prints with its home on a tmpfs with these mount options."""
    folder.mkdir()
    # Root may mount; anybody else may in a user namespace of their own.
    unshare = ["unshare", "--mount"] + ([] if os.geteuid() == 0 else ["--user", "--map-root-user"])
    mount = f'mount -t tmpfs -o {options} tmpfs "$0" && exec "$@"'
    command = ["sh", "-c", mount, str(folder), sys.executable, "-c", SCRIPT, str(folder), work]
    done = subprocess.run(
        [*unshare, *command],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_home_under_a_file(new_settings: MakeSettings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseUnavailable, match="WHOMET_HOME"):
        up(new_settings(home=tmp_path / "file" / "home"))


def test_a_read_only_home(installation: Installation, tmp_path: Path) -> None:
    said, running = on_a_disk(tmp_path / "home", "size=1m,ro")
    assert "is read-only" in said
    assert "WHOMET_HOME" in said
    assert running == "running False"


@pytest.mark.parametrize("size", ["16k", "1m"])
def test_a_full_home(installation: Installation, tmp_path: Path, size: str) -> None:
    said, running = on_a_disk(tmp_path / "home", f"size={size}")
    assert "full" in said
    assert "WHOMET_HOME" in said
    assert running == "running False"


def test_a_home_that_fills_up(installation: Installation, tmp_path: Path) -> None:
    said, acknowledged, kept, cut, running = on_a_disk(tmp_path / "home", "size=24m", "fill")
    assert "full" in said
    # Once there is room, nothing acknowledged is lost.
    assert int(kept.removeprefix("kept ")) >= int(acknowledged.removeprefix("acknowledged "))
    assert cut == "cut 1"
    assert running == "running False"
