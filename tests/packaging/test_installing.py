"""whomet installed beside packages and files that have the names of its layers."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.packaging.conftest import (
    ROOT,
    Built,
    Environment,
    MakeEnvironment,
    copy_of_tree,
    harmed,
    run,
    succeed,
)

IMPORTS = """
import whomet, whomet.graph.database.connecting, whomet.loaders, whomet.queries
print(whomet.__version__, whomet.__file__)
"""
RAISES = "raise ImportError('this is not the module that was meant')\n"


def _check(environment: Environment) -> None:
    """Everything of whomet is there and works."""
    assert harmed(environment.site) == []
    version = environment.succeed("-m", "whomet", "--version").split()
    assert version[0] == "whomet"
    told = succeed(
        environment.command, "--version", cwd=environment.cwd, variables=environment.variables
    )
    assert told.split() == version
    imported = environment.succeed("-c", IMPORTS).split()
    assert imported == [version[1], str(environment.site / "whomet" / "__init__.py")]


@pytest.mark.parametrize("first", ["whomet", "the others"])
def test_packages_of_the_same_names_do_no_harm(
    first: str, built: Built, foreign: Iterable[Path], make_environment: MakeEnvironment
) -> None:
    environment = make_environment()
    wheels: list[Iterable[Path]] = [[built.wheel], foreign]
    for wheel in wheels if first == "whomet" else reversed(wheels):
        environment.pip("install", "--no-deps", *wheel)
    assert {path.name for path in environment.site.iterdir()} >= {"queries", "ontology", "whomet"}
    _check(environment)
    environment.pip("uninstall", "--yes", "queries", "ontology")
    assert not (environment.site / "queries").exists()
    _check(environment)


def test_uninstalling_leaves_nothing_behind(
    built: Built, foreign: Iterable[Path], make_environment: MakeEnvironment
) -> None:
    environment = make_environment()
    before = sorted(environment.site.rglob("*"))
    environment.pip("install", "--no-deps", built.wheel_of_sdist)
    added = {path.name for path in environment.site.iterdir()} - {path.name for path in before}
    assert [name for name in added if not re.fullmatch(r"whomet(-.+\.dist-info)?", name)] == []
    environment.pip("uninstall", "--yes", "whomet")
    assert sorted(environment.site.rglob("*")) == before


def test_files_of_the_same_names_do_no_harm(
    built: Built, make_environment: MakeEnvironment
) -> None:
    environment = make_environment()
    environment.pip("install", "--no-deps", built.wheel)
    for name in ("graph", "queries", "loaders", "ontology"):
        (environment.cwd / f"{name}.py").write_text(RAISES)
    asked = environment.succeed("-m", "whomet", "questions")
    assert "who-met-whom" in asked
    variables = environment.variables
    assert asked == succeed(
        environment.command, "questions", cwd=environment.cwd, variables=variables
    )
    environment.succeed("-c", IMPORTS)

    # What outlives a command does not look into the current folder for any module at all.
    for name in ("click", "psutil", "filelock", "json"):
        (environment.cwd / f"{name}.py").write_text(RAISES)
    log = environment.folder / "helper.log"
    start = (
        "import sys; del sys.path[0]; from pathlib import Path;"
        "from whomet.graph.server.processes import start_module;"
        f"start_module('whomet', ['questions'], Path({str(log)!r}), Path.cwd())"
    )
    environment.succeed("-P", "-c", start)
    _wait_for(lambda: log.exists() and log.read_text() == asked, log)


def test_an_editable_install_sees_new_modules(
    tmp_path: Path, make_environment: MakeEnvironment
) -> None:
    environment = make_environment()
    tree = copy_of_tree(tmp_path / "tree")
    environment.pip("install", "--no-deps", "--no-build-isolation", "--editable", tree)
    for module in ("graph/fresh", "whomet/fresh"):
        (tree / f"{module}.py").write_text("ANSWER = 42\n")
    code = "import whomet.graph.fresh as a, whomet.fresh as b; print(a.ANSWER, b.ANSWER)"
    assert environment.succeed("-c", code) == "42 42\n"


@pytest.mark.parametrize(
    "line", ["import graph", "from queries import catalogue", "import ontology.names as names"]
)
def test_ruff_refuses_the_bare_names(line: str) -> None:
    ruff = (sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "TID251")
    command = ["sh", "-c", 'printf "%s\\n" "$0" | "$@" -', line]
    done = run(*command, *ruff, "--stdin-filename", "whomet/example.py", cwd=ROOT)
    assert done.returncode == 1
    assert re.search(r"TID251 .*import whomet\.", done.stdout)


VIOLATIONS = [
    ("ontology/brief_keys.py", "import whomet.graph.database.schema"),
    ("graph/database/schema.py", "from whomet.loaders import read"),
    ("loaders/files/decoding.py", "from whomet.queries import catalogue"),
    ("queries/values.py", "from whomet.loaders.faults import Fault"),
    ("graph/database/schema.py", "from whomet.answer import Answer"),
    ("graph/database/schema.py", "from whomet import open"),
    ("ontology/brief_keys.py", "import whomet"),
]


@pytest.fixture(scope="module")
def contracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree whose contracts hold."""
    tree = copy_of_tree(tmp_path_factory.mktemp("contracts") / "tree")
    assert _lint_imports(tree) == (0, [])
    return tree


def _lint_imports(tree: Path) -> tuple[int, list[str]]:
    """The exit code, and the contracts that are broken."""
    lint = Path(sys.executable).with_name("lint-imports")
    done = run(lint, cwd=tree)
    return done.returncode, re.findall(r"^(.*) BROKEN$", done.stdout, re.MULTILINE)


@pytest.mark.parametrize(("file", "line"), VIOLATIONS)
def test_the_contracts_catch_an_import_against_the_layers(
    file: str, line: str, contracts: Path
) -> None:
    path = contracts / file
    kept = path.read_text(encoding="utf-8")
    path.write_text(f"{kept}\n\ndef _forbidden() -> None:\n    {line}\n", encoding="utf-8")
    try:
        code, broken = _lint_imports(contracts)
    finally:
        path.write_text(kept, encoding="utf-8")
    assert code == 1 and broken


def _wait_for(arrived: Callable[[], bool], log: Path, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not arrived():
        assert time.monotonic() < deadline, log.read_text() if log.exists() else "nothing started"
        time.sleep(0.1)
