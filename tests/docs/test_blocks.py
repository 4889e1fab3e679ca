"""Every command and Python block of README and docs, on a real server with the examples loaded."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sybil.example import SybilFailure

from tests.docs.blocks import Terminal, document, left_out, matches
from tests.warm_process import WarmProcess
from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "tests" / "warm_client.py"
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("docker/*.md"),
        *ROOT.glob("examples/**/*.md"),
    ]
)
# A block that runs nowhere says why, and only these are reasons.
REASONS = {
    "installs from the network",
    "needs Docker",
    "needs a Neo4j elsewhere",
    "needs a proxy",
    "needs files of your own",
    "a line of crontab",
    "it restarts the server",
    "it starts another server",
    "needs a certificate",
    "needs a graph of an earlier version",
    "runs the tests",
    "stops the server",
}
EMPTY_GRAPH = "<!-- test: the graph is empty -->"
WITH_BLOCKS = [page for page in PAGES if list(document(page).examples())]


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a reader has it: the examples and the ontology of the repository."""
    here = tmp_path / "here"
    shutil.copytree(ROOT / "examples", here / "examples")
    (here / "ontology").mkdir()
    shutil.copy(ROOT / "ontology" / "meta.ttl", here / "ontology")
    return here


@pytest.fixture
def variables(
    server: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm_process: WarmProcess
) -> dict[str, str]:
    """The variables of a reader's shell, in which `whomet` is this code on the suite's server."""
    programs = tmp_path / "programs"
    programs.mkdir()
    program = f'"{sys.executable}" -I -S "{CLIENT}" "{warm_process.address}"'
    (programs / "whomet").write_text(f'#!/bin/sh\nexec {program} "$@"\n')
    (programs / "whomet").chmod(0o755)
    path = os.pathsep.join([str(programs), str(Path(sys.executable).parent), os.environ["PATH"]])
    installed = tmp_path / "installed"
    for name, value in {
        "PATH": path,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(installed)]),
        # What a page installs from a folder goes into one of its own, without the network.
        "PIP_TARGET": str(installed),
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",
        "COLUMNS": "80",
        "WHOMET_HOME": str(server.home),
        "WHOMET_AOT": "off",
        "WHOMET_IDLE_MINUTES": "120",
        # What a page opens must not come up on anybody's screen.
        "BROWSER": "true",
    }.items():
        monkeypatch.setenv(name, value)
    return dict(os.environ)


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=_name)
def test_the_blocks_of_a_page_do_what_it_says(
    page: Path,
    request: pytest.FixtureRequest,
    load_examples: Callable[[], Connection],
    folder: Path,
    variables: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(folder)
    # Other tests serve from this home, too.
    (Path(variables["WHOMET_HOME"]) / "tokens.json").unlink(missing_ok=True)
    if EMPTY_GRAPH in page.read_text(encoding="utf-8"):
        request.getfixturevalue("graph")
    else:
        load_examples()
    blocks = document(page)
    blocks.namespace["__terminal__"] = Terminal(folder, variables)
    wrong = []
    for block in blocks.examples():
        try:
            block.evaluate()
        except SybilFailure as failure:
            wrong.append(failure.result)
    assert not wrong, "\n".join(wrong)


def test_few_blocks_are_left_out_and_each_says_why() -> None:
    reasons = Counter(reason for page in PAGES for reason in left_out(page))
    assert set(reasons) == REASONS
    assert sum(reasons.values()) <= 18, reasons


def test_commands_stand_in_blocks_that_run() -> None:
    # A prompt in a block of another language would be a command that nobody tries.
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for language, body in re.findall(r"^```([\w-]*)[^\n]*\n(.*?)^```", text, re.M | re.S):
            if language not in ("console", "sh"):
                assert not re.search(r"^\$ \w", body, re.MULTILINE), (_name(page), body)


@pytest.mark.parametrize(
    ("expected", "printed", "right"),
    [
        ("one\ntwo", "one\ntwo\n", True),
        ("one\n…\nfour", "one\ntwo\nthree\nfour\n", True),
        ("one\n…\nfour", "one\nfour\n", True),
        ("took … s", "took 1.25 s\n", True),
        ("took … s", "took 1.25 minutes\n", False),
        ("one\n…", "two\n", False),
        ("one", "one\ntwo\n", False),
        ("one\ntwo", "one\n", False),
    ],
)
def test_output_is_compared_but_for_what_a_page_leaves_out(
    expected: str, printed: str, right: bool
) -> None:
    assert matches(expected, printed) is right
