"""A file is replaced as a whole, and what a killed process has left of it goes the next time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from whomet.ontology.atomic import replacing, replacing_bytes

ROOT = Path(__file__).resolve().parents[2]
WRITER = """
import sys, time
from pathlib import Path
from whomet.ontology.atomic import replacing_bytes
with replacing_bytes(Path(sys.argv[1])) as stream:
    stream.write(b"half")
    stream.flush()
    print("begun", flush=True)
    time.sleep(60)
"""


def _writer(path: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, path],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    return process


def _drafts(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.suffix == ".part"]


@pytest.mark.parametrize("killed", [True, False])
def test_a_draft_is_removed_once_nobody_writes_it(tmp_path: Path, killed: bool) -> None:
    path = tmp_path / "a[b].tar"
    other = tmp_path / ".other.tar.00000000.part"
    other.touch()
    with _writer(path) as process:
        if killed:
            process.kill()
            process.wait()
        [draft] = set(_drafts(tmp_path)) - {other}
        os.utime(draft, (0, 0))
        os.utime(other, (0, 0))
        with replacing_bytes(path) as stream:
            stream.write(b"whole")
        assert path.read_bytes() == b"whole"
        assert _drafts(tmp_path) == [other] if killed else set(_drafts(tmp_path)) == {draft, other}
        process.kill()


def test_a_file_is_replaced_when_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("before")
    with replacing(path, durable=True) as stream:
        stream.write("after\r\n")
        assert path.read_text() == "before"
    assert path.read_bytes() == b"after\r\n"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("before")
    with pytest.raises(KeyboardInterrupt), replacing(path) as stream:
        stream.write("after")
        raise KeyboardInterrupt
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_private_file_is_for_its_owner(tmp_path: Path) -> None:
    for name, private in (("open", False), ("private", True)):
        with replacing(tmp_path / name, private=private) as stream:
            stream.write("x")
    assert (tmp_path / "private").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "open").stat().st_mode & 0o600 == 0o600
