"""`whomet load --bulk`: as `whomet load` in all that it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import BRIEFS, Whomet, sentences
from tests.warm_process import WarmProcess


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


def test_wrong_usage(whomet: Whomet) -> None:
    done = whomet("load", "--bulk", "--dry-run", BRIEFS)
    assert done.returncode == 2
    assert "--bulk and --dry-run exclude each other" in done.stderr
    done = whomet("--uri", "bolt://127.0.0.1:1", "load", "--bulk", BRIEFS)
    assert done.returncode == 2
    assert "is for the local server" in done.stderr
