"""`whomet browser` as a process: what it prints, opens and writes, and what it says it cannot."""

from __future__ import annotations

import json
import shlex
import signal
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.cli.conftest import Whomet, sentences
from whomet.graph.settings import Settings


def recorder(folder: Path) -> tuple[str, Path]:
    """A web browser that writes down the address it is given, and where it does."""
    script, seen = folder / "browser.py", folder / "opened"
    script.write_text(f"import pathlib, sys; pathlib.Path({str(seen)!r}).write_text(sys.argv[1])")
    return f"{shlex.quote(sys.executable)} {shlex.quote(str(script))} %s", seen


def test_it_opens_the_address_and_says_what_to_log_in_with(whomet_up: Whomet) -> None:
    command, seen = recorder(whomet_up.cwd)
    whomet_up.variables["BROWSER"] = command
    done = whomet_up("browser", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    status = json.loads(whomet_up("status", "--json").stdout)
    bolt = status["uri"].replace("bolt://", "bolt://neo4j@")
    assert told["address"] == f"{status['http']}/browser/?dbms={bolt}"
    assert told["opened"] is True
    assert seen.read_text() == told["address"]
    assert told["user"] == "neo4j"
    password = Path(told["password_file"]).read_text(encoding="ascii").strip()
    assert len(password) >= 8
    assert password not in done.stdout
    assert told["password_file"] in told["copy"]

    seen.unlink()
    printed = whomet_up("browser", "--no-open")
    assert printed.returncode == 0
    assert told["address"] in printed.stdout
    assert not seen.exists()


def test_without_a_screen_it_prints(whomet_up: Whomet) -> None:
    whomet_up.variables |= {"BROWSER": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    if sys.platform == "linux":
        done = whomet_up("browser")
        assert done.returncode == 0
        assert "No display" in done.stdout


def test_the_bundle_is_written_and_tells_what_the_graph_does_not_know(whomet_up: Whomet) -> None:
    done = whomet_up("browser", "--bundle", "here/and there")
    assert done.returncode == 0, done.stderr
    assert "this graph does not contain" in done.stderr
    assert "Bagheri" in done.stderr
    told = json.loads(whomet_up("browser", "--bundle", "here/and there", "--json").stdout)
    folder = whomet_up.cwd / "here" / "and there"
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found == set(told["files"])
    assert told["missing"]["itinerary"] == ["Bagheri"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--bundle", "taken"], 1, "give a writable folder as --bundle"),
        (["--bundle", "x", "--serve"], 2, "omit one of them"),
        (["--serve", "nowhere"], 2, "expected a port or HOST:PORT"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    whomet_up: Whomet, arguments: list[str], code: int, said: str
) -> None:
    (whomet_up.cwd / "taken").write_text("a file")
    done = whomet_up("browser", *arguments)
    assert done.returncode == code
    assert len(sentences(done.stderr)) == 1
    assert said in done.stderr


def test_another_neo4j_has_its_browser_elsewhere(whomet: Whomet) -> None:
    whomet.variables["WHOMET_URI"] = "bolt://db.example.org:7687"
    done = whomet("browser")
    assert done.returncode == 2
    assert "http://db.example.org:7474/browser/?dbms=bolt://db.example.org:7687" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_bundle_of_a_neo4j_that_is_away(whomet: Whomet) -> None:
    whomet.variables |= {"WHOMET_URI": "bolt://127.0.0.1:9", "WHOMET_PASSWORD": "nobody"}
    done = whomet("browser", "--bundle", "x")
    assert done.returncode == 3
    assert len(sentences(done.stderr)) == 1
    assert not (whomet.cwd / "x").exists()


def test_it_serves_until_interrupted(whomet_up: Whomet, server: Settings) -> None:
    process = whomet_up.start("browser", "--serve", "0", "--no-open")
    assert process.stdout is not None
    lines = []
    while "Ctrl-C" not in (line := process.stdout.readline().decode()):
        assert line, process.communicate()
        lines.append(line)
    address = next(line.split()[-1] for line in lines if line.startswith("all files"))
    with urllib.request.urlopen(f"{address}/guide.html", timeout=10) as answer:
        assert f"{address}/favourites.zip" in answer.read().decode()
    assert f"&cmd=guide&arg={address}/guide.html" in "".join(lines)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, b"")
    assert b"Traceback" not in error
