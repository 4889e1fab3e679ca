"""The example of a class of one's own: every command of its guide, on the real server."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Whomet
from tests.engines import LANGUAGES
from tests.warm_process import WarmProcess
from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings

pytestmark = pytest.mark.languages(*LANGUAGES)

FOLDER = ROOT / "examples" / "extension"
INF = "2019-08-02-inf-treaty#inf"


@pytest.fixture
def whomet(
    server: Settings, graph: Connection, tmp_path: Path, warm_process: WarmProcess
) -> Whomet:
    """`whomet` in a copy of the example's folder, with an empty database."""
    here = tmp_path / "extension"
    shutil.copytree(FOLDER, here)
    variables = {"WHOMET_AOT": "off", "WHOMET_IDLE_MINUTES": "120"}
    whomet = Whomet(here, server.home, warm_process, variables)
    assert whomet("trust", ".").returncode == 0
    return whomet


def test_the_commands_of_the_guide_work(whomet: Whomet) -> None:
    guide = (FOLDER / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ whomet (.*)$", guide, re.MULTILINE)
    assert len(commands) == 9
    said = {}
    for command in commands:
        done = whomet(*shlex.split(command, comments=False))
        assert done.returncode == 0, (command, done.stderr)
        said[command] = done.stdout
    assert "<-[:PARTY_TO]-" in said["ontology Agreement"]
    assert "any text" in said["ontology Agreement"]
    assert "2 valid briefs with 3 claims; no fault." in said["check briefs"]
    assert "The graph matches its briefs." in said["verify"]
    assert "2,692 missiles" in said[f"show {INF}"]
    exported = said["export --brief 2019-08-02-inf-treaty"]
    assert "https://example.org/agreements#Agreement" in exported
    assert "2,692 missiles" in exported


def test_the_question_of_the_folder_is_answered(whomet: Whomet) -> None:
    assert whomet("load", "briefs").returncode == 0
    answer = json.loads(whomet("ask", "agreements", "--format", "json").stdout)
    assert [(row["parties"], row["value"], row["when"]) for row in answer["rows"]] == [
        (
            ["Mikhail Gorbachev", "Ronald Reagan", "Soviet Union", "United States"],
            "2,692 missiles",
            "1987-12-08",
        ),
        (["Recep Tayyip Erdogan", "Vladimir Putin"], "ten points", "2019-10-22"),
    ]
    answer = json.loads(whomet("ask", "agreements", "--actor", "Putin", "--format", "json").stdout)
    [row] = answer["rows"]
    assert row["where"] == ["Sochi"]
    assert row["topics"] == ["northern Syria"]
    assert row["quotes"] == ["agreed on a memorandum on northern Syria in ten points"]
    # The vocabulary was compiled by the load; nobody who asks waits for the compiler.
    code = (
        "import sys; from whomet.cli.run import run; assert run(['ask', 'agreements']) == 0;"
        " assert 'rdflib' not in sys.modules"
    )
    asked = subprocess.run(
        [sys.executable, "-c", code],
        cwd=whomet.cwd,
        env=whomet.environment,
        capture_output=True,
        text=True,
    )
    assert asked.returncode == 0, asked.stderr
    checked = whomet("questions", "check", "queries/agreements.cypher")
    assert (checked.stdout, checked.stderr) == ("1 of 1 file valid.\n", "")


def test_the_graph_of_the_class(whomet: Whomet, graph: Connection) -> None:
    assert whomet("load", "briefs").returncode == 0
    [row] = graph.read(
        "MATCH (e:Agreement {id: $id}) RETURN labels(e) AS labels, e.name AS name, e.span AS span,"
        " COUNT { (e)<-[:PARTY_TO]-() } AS parties",
        {"id": INF},
    )
    assert sorted(row["labels"]) == ["Agreement", "Event"]
    assert row["name"] == (
        "Ronald Reagan, Mikhail Gorbachev, United States +1 · Washington · 1987-12-08"
    )
    assert (row["span"], row["parties"]) == (0, 4)
    indexes = {row["name"] for row in graph.read("SHOW INDEXES YIELD name")}
    assert {"agreement_id", "agreement_span_span_from"} <= indexes


def test_another_vocabulary_leaves_what_it_does_not_know(
    whomet: Whomet, graph: Connection, tmp_path: Path
) -> None:
    assert whomet("load", "briefs").returncode == 0
    plain = replace(whomet, cwd=tmp_path)
    asked = plain("ask", "meetings", "--format", "json")
    assert [row["when"] for row in json.loads(asked.stdout)["rows"]] == ["2019-10-22"]
    for command in (["verify"], ["retract", "2019-08-02-inf-treaty"]):
        done = plain(*command)
        assert done.returncode == 1
        assert "has 'Agreement', which the settings do not know" in done.stderr
        assert "`extensions` in whomet.toml" in done.stderr
    for command in (["review"], ["show", INF], ["show", "2019-08-02-inf-treaty"]):
        done = plain(*command)
        assert (done.returncode, done.stderr) == (0, ""), command
    done = plain("check", whomet.cwd / "briefs")
    assert done.returncode == 1
    assert "this is not a type of event" in done.stdout + done.stderr
    # What does not touch those briefs is loaded as ever.
    assert plain("load", ROOT / "examples" / "briefs").returncode == 0
    after = graph.read(
        "MATCH (b:Brief)-[:STATES]->(:Claim)-[:ABOUT]->(e:Agreement) RETURN count(e) AS agreements"
    )
    assert after == [{"agreements": 2}]
    assert whomet("verify").returncode == 0


def test_no_command_starts_with_a_class_at_fault(whomet: Whomet, graph: Connection) -> None:
    path = whomet.cwd / "agreement.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"PARTY_TO"', '"PARTY`]-() DETACH DELETE n //"'), encoding="utf-8")
    assert whomet("trust", ".").returncode == 0
    for command in (["check", "briefs"], ["load", "briefs"], ["ask", "meetings"], ["verify"]):
        done = whomet(*command)
        assert done.returncode == 1
        assert f"{path}:22: ext:party: has the unsafe relationship type" in done.stderr
    assert graph.read("MATCH (n) RETURN count(n) AS nodes") == [{"nodes": 0}]
