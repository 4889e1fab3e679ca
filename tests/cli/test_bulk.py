"""`whomet load --bulk`: as `whomet load` in all that it says."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.generated import briefs as generated_briefs
from tests.cli.conftest import BRIEFS, Whomet, sentences
from tests.warm_process import WarmProcess
from whomet.graph.bulk.computing import FEW_BRIEFS
from whomet.loaders.native.writing import to_json_line
from whomet.ontology.vocabulary import default_vocabulary


@pytest.fixture
def alone(tmp_path: Path, warm_process: WarmProcess) -> Iterator[Whomet]:
    """`whomet` on a server of this test's own, which may be stopped."""
    whomet = Whomet(tmp_path, tmp_path / "home", warm_process)
    yield whomet
    assert whomet("down").returncode == 0


def test_it_says_and_makes_what_any_load_does(alone: Whomet, whomet_up: Whomet) -> None:
    wrong = alone.cwd / "wrong.yaml"
    wrong.write_text("brief: wrong\ntitle: Without a text\n")
    done = whomet_up("load", "--json", BRIEFS, wrong)
    assert done.returncode == 1, done
    # Four starts of Neo4j: on a busy machine they may take minutes.
    process = alone.start("load", "--bulk", "--json", BRIEFS, wrong)
    out, error = process.communicate(timeout=1200)
    assert process.returncode == 1, error
    ordinary, bulk = json.loads(done.stdout), json.loads(out)
    assert bulk["new"] == 23
    assert {**bulk, "seconds": 0} == {**ordinary, "seconds": 0}
    assert alone("verify").stdout == "The graph matches its briefs.\n"
    assert re.search(r"load --bulk .* 23 .*done", alone("log").stdout)

    again = alone("load", "--bulk", BRIEFS)
    assert again.returncode == 1
    assert sentences(again.stderr) == [
        "whomet: A bulk load needs an empty graph, but this one holds 23 briefs;"
        " load without --bulk."
    ]


def test_an_interrupted_load_continues_with_the_same_command(alone: Whomet) -> None:
    briefs = alone.cwd / "briefs.jsonl"
    lines = [to_json_line(brief, default_vocabulary()) for brief in generated_briefs(FEW_BRIEFS)]
    briefs.write_text("\n".join([*lines, "not JSON"]), encoding="utf-8")
    command = ("load", "--bulk", "--json", briefs)

    process = alone.start(*command)
    wait_for(process, alone.home, "*/bulk-unfinished/*/finished.json")
    process.send_signal(signal.SIGINT)
    error = process.communicate(timeout=300)[1].decode()
    assert process.returncode == 130, error
    kept = next(line for line in sentences(error) if " kept in " in line)
    assert re.match(r"whomet: [1-5] finished stages? of 6 (is|are) kept in .*bulk-unfinished", kept)

    process = alone.start(*command)
    wait_for(process, alone.home, "*/bulk/*/data/databases/neo4j/neostore")
    process.kill()
    error = process.communicate()[1].decode()
    assert re.search(r"whomet: Resuming: [1-5] of 6 stages were finished \(reading", error)

    out, raw = alone.start(*command).communicate(timeout=1200)
    assert sentences(raw.decode()) == [
        "whomet: Resuming: 5 of 6 stages were finished (reading, names, briefs, entities, events)."
    ]
    report = json.loads(out)
    assert (report["new"], len(report["faults"])) == (FEW_BRIEFS, 1)
    assert len(report["files"][0]["briefs"]) == FEW_BRIEFS + 1
    assert alone("verify").stdout == "The graph matches its briefs.\n"
    assert not [*alone.home.glob("*/bulk-unfinished")]


def wait_for(process: subprocess.Popen[bytes], home: Path, pattern: str) -> None:
    """Wait until a process has made a file in its home."""
    deadline = time.monotonic() + 900
    while not any(home.glob(pattern)):
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.01)


def test_wrong_usage(whomet: Whomet) -> None:
    done = whomet("load", "--bulk", "--dry-run", BRIEFS)
    assert done.returncode == 2
    assert "--bulk and --dry-run exclude each other" in done.stderr
    done = whomet("--uri", "bolt://127.0.0.1:1", "load", "--bulk", BRIEFS)
    assert done.returncode == 2
    assert "is for the local server" in done.stderr
