"""`whomet` as a process in surroundings that are not as they should be. Needs no database."""

from __future__ import annotations

import fcntl
import json
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.cli.conftest import BRIEFS, ROOT, Whomet, sentences

BRIEF = """\
brief: one
title: One
source: A test
published: 2017-10-19
text: Bagheri met Assad.
entities: {assad: {type: Person, name: Bashar al-Assad, quote: Assad}}
"""


def test_a_reader_that_went_away_is_no_fault(whomet: Whomet) -> None:
    process = whomet.start("ontology", "--json")
    assert process.stdout and process.stderr and process.stdin
    process.stdin.close()
    process.stdout.read(1)
    process.stdout.close()
    error = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(60) in (0, 141)
    assert error == ""


def test_closed_standard_output_is_no_fault(whomet: Whomet) -> None:
    done = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -m whomet ontology >&-"],
        cwd=whomet.cwd,
        env=whomet.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_disk_is_one_sentence(whomet: Whomet) -> None:
    done = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -m whomet ontology --json > /dev/full"],
        cwd=whomet.cwd,
        env=whomet.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "free some space" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_terminal_without_unicode_shows_what_it_can(whomet: Whomet) -> None:
    whomet.variables |= {"PYTHONIOENCODING": "latin-1"}
    (whomet.cwd / "قاسم.yaml").write_text("brief: [", encoding="utf-8")
    done = whomet("check", ".")
    assert done.returncode == 1
    assert "\\u0642" in done.stderr


def test_a_folder_that_is_gone_is_one_sentence(whomet: Whomet) -> None:
    gone = whomet.cwd / "gone"
    gone.mkdir()
    done = subprocess.run(
        ["sh", "-c", f"rmdir '{gone}' && '{sys.executable}' -m whomet questions"],
        cwd=gone,
        env=whomet.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "working directory no longer exists" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_interrupted_while_it_waits(whomet: Whomet) -> None:
    process = whomet.start("check", "-")
    assert process.stdin
    process.stdin.write(b"brief: one")
    process.stdin.flush()
    # Once it has read that, it waits for more.
    while struct.unpack("i", fcntl.ioctl(process.stdin, termios.FIONREAD, bytes(4))) != (0,):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (out, error) == (b"", b"whomet: Interrupted.\n")


def test_check_tells_every_fault_of_every_file(whomet: Whomet) -> None:
    (whomet.cwd / "good.yaml").write_text(BRIEF)
    (whomet.cwd / "late.yaml").write_text(BRIEF.replace("one", "two").replace("10-19", "13-19"))
    (whomet.cwd / "odd.yaml").write_text(BRIEF.replace("one", "three").replace("text", "txet"))
    done = whomet("check", ".")
    assert done.returncode == 1
    assert done.stdout.startswith("1 valid brief with 0 claims; ")
    files = {line.split(":")[0] for line in done.stderr.splitlines()}
    assert files == {"late.yaml", "odd.yaml"}

    done = whomet("check", "--json", ".")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["briefs"] == 1 and not report["ok"]
    fault = report["faults"][0]
    assert fault["file"] == "late.yaml"
    assert fault["line"] == 4
    assert fault["severity"] == "error"


def test_check_reads_standard_input(whomet: Whomet) -> None:
    done = whomet("check", "-", input=BRIEF.encode())
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "1 valid brief with 0 claims; no fault.\n"


def test_check_of_the_examples(whomet: Whomet) -> None:
    done = whomet("check", "--json", BRIEFS)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["briefs"] == len(list(BRIEFS.glob("*.yaml")))


def test_questions(whomet: Whomet) -> None:
    done = whomet("questions", "--json")
    assert done.returncode == 0, done.stderr
    names = [question["name"] for question in json.loads(done.stdout)]
    assert names == sorted(names)
    plain = whomet("questions").stdout
    assert all(name in plain for name in names)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ask", "who-met-hwom"], 2, "did you mean 'who-met-whom'?"),
        (["ask", "visits", "--plaec", "Tehran"], 2, "--place"),
        (["ask", "visits", "--status", "maybe"], 2, "occurred"),
        (["ask", "visits", "--limit", "0"], 2, "--limit"),
        (["ask", "visits", "--format", "cvs"], 2, "table"),
        (["ask"], 2, "whomet questions"),
        (["ontology", "Meating"], 2, "did you mean 'Meeting'?"),
        (["check", "nowhere"], 1, ""),
        (["--uri", "ftp://example.org", "status"], 1, "bolt://"),
        (["--uri", "bolt://127.0.0.1:1", "up"], 2, "local server"),
        (["--uri", "bolt://127.0.0.1:1", "demo"], 2, "local server"),
        (["--uri", "bolt://127.0.0.1:1", "status"], 3, "WHOMET_PASSWORD"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    whomet: Whomet, arguments: list[str], code: int, said: str
) -> None:
    done = whomet(*arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert code == 1 or len(sentences(done.stderr)) == 1


def test_nothing_answers(whomet: Whomet) -> None:
    whomet.variables |= {"WHOMET_PASSWORD": "secret-enough", "WHOMET_URI": "bolt://127.0.0.1:1"}
    for arguments in (["status"], ["ask", "visits"], ["load", str(BRIEFS)], ["verify"]):
        done = whomet(*arguments)
        assert done.returncode == 3, done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert "bolt://127.0.0.1:1" in done.stderr
        assert "secret-enough" not in done.stderr + done.stdout


def test_status_of_a_server_that_does_not_run(whomet: Whomet) -> None:
    done = whomet("status", "--json")
    assert done.returncode == 0, done.stderr
    state = json.loads(done.stdout)
    assert state["running"] is False
    assert state["home"] == str(whomet.home)
    assert state["briefs"] is None
    assert not whomet.home.exists()
    assert whomet("down").stdout == "It was not running.\n"


def test_importing_whomet_is_cheap() -> None:
    code = (
        "import sys, whomet\n"
        "heavy = {'neo4j', 'rich', 'click', 'yaml'}\n"
        "heavy |= {f'whomet.{name}' for name in ('graph', 'loaders', 'queries', 'ontology')}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_asking_imports_nothing_that_it_does_not_need(whomet: Whomet) -> None:
    code = (
        "import sys; from whomet.cli.app import app\n"
        "app.main(['ask', 'visits', '--help'], standalone_mode=False)\n"
        "heavy = {'rdflib', 'pyshacl', 'yaml', 'rapidfuzz', 'jsonschema', 'numpy', 'httpx'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=whomet.cwd,
        env=whomet.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.long
def test_the_command_reference_is_fresh() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "make_docs.py"), "--check"],
        cwd=Path("/"),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def test_a_load_without_a_database_reports_each_brief(whomet: Whomet) -> None:
    (whomet.cwd / "a.jsonl").write_text(
        '{"brief": "a", "source": "s", "published": "2020-01-05", "text": "x"}\n{\n'
    )
    done = whomet("--uri", "bolt://127.0.0.1:1", "load", "--json", "a.jsonl")
    assert done.returncode == 3
    report = json.loads(done.stdout)
    assert report["outcome"] == "no-database"
    outcomes = [(one["id"], one["outcome"]) for one in report["files"][0]["briefs"]]
    assert outcomes == [("a", "not-loaded"), (None, "refused")]


def test_nothing_to_check_and_nothing_to_say(whomet: Whomet) -> None:
    (whomet.cwd / "empty").mkdir()
    assert whomet("check", "empty").returncode == 1
    done = whomet("check", "--allow-empty", "--quiet", "empty", "none-*.yaml")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_faults_that_say_the_same_are_one_line(whomet: Whomet) -> None:
    brief = '{{"brief": "{0}", "source": "s", "published": "2020-01-05", "text": "x",'
    entity = ' "entities": {{"e": {{"type": "Money", "name": "n{0}"}}}}}}'
    for name in "ab":
        lines = [(brief + entity).format(f"{name}{number}") for number in range(5)]
        (whomet.cwd / f"{name}.jsonl").write_text("\n".join(lines))
    done = whomet("check", ".")
    assert done.returncode == 1
    [line] = [line for line in done.stderr.splitlines() if "warning:" not in line]
    assert line.startswith("a.jsonl:1:")
    assert "found “Money”; 10 times in 2 files, first here, then at a.jsonl:2:" in line
    assert "map or ignore it in a profile" in line
