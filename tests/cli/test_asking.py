"""Asking explained, step by step, completed by the shell, and by questions of one's own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pexpect
import pytest

import whomet as api
from tests.cli.conftest import Whomet
from whomet.cli.commands.ask import QuestionCommand
from whomet.cli.output import TABLE_ROWS
from whomet.queries import catalogue

HEADER = """\
// title = "T"
// question = "What?"
// why = "To test."
// parameters = []
// example = "whomet ask own"
// [columns]
// n = "a number"
"""


@pytest.fixture
def loaded(loaded: Whomet) -> Whomet:
    """`whomet` on a graph of the example briefs, with a folder for questions of one's own."""
    (loaded.cwd / "own").mkdir()
    loaded.variables["WHOMET_QUESTIONS"] = "own"
    return loaded


def test_explain_shows_cypher_parameters_and_db_hits(loaded: Whomet) -> None:
    arguments = ["ask", "who-met-whom", "--actor", "Bagheri", "--explain"]
    text = loaded(*arguments).stdout
    assert re.search(
        r"^:param actor => \['.*bagheri.*'\];$|^:param actor => \['wikidata:", text, re.M
    )
    assert "MATCH (e)<-[:ABOUT]-(c:Claim)" in text
    assert re.search(r"^ +\d+ +\d+ +NodeUniqueIndexSeek", text, re.M)
    data = json.loads(loaded(*arguments, "--json").stdout)
    assert data["question"] == "who-met-whom"
    assert data["db_hits"] == sum(step["db_hits"] for step in data["steps"]) > 0
    assert f"{data['db_hits']:,} db hits in total." in text


def test_a_table_reads_no_more_texts_than_it_shows() -> None:
    search, meetings = (QuestionCommand(catalogue().question(n)) for n in ("search", "meetings"))
    assert search.rows_read("table", None) == TABLE_ROWS
    assert search.rows_read("table", Path("all.txt")) is None
    assert search.rows_read("json", None) is meetings.rows_read("table", None) is None


def test_a_question_that_runs_away_is_stopped(loaded: Whomet) -> None:
    (loaded.cwd / "own" / "own.cypher").write_text(
        HEADER + "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b\n"
        "WITH a WHERE a < 0 RETURN count(a) AS n\n"
    )
    done = loaded("ask", "own", "--time-limit", "0.5")
    assert done.returncode == 1
    assert "longer than the time limit" in done.stderr and "--time-limit" in done.stderr


@pytest.mark.parametrize(
    ("cypher", "fault"),
    [
        ("LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line[0] AS n", "loads files"),
        ("CALL db.labels() YIELD label RETURN label AS n", "calls a procedure (db.labels)"),
        ("CREATE (x:Person {id: 'x'}) RETURN 1 AS n", "writes"),
        ("MATCH (x:Person) DETACH DELETE x RETURN 1 AS n", "writes"),
    ],
)
def test_a_question_that_does_more_than_read_is_refused(
    loaded: Whomet, cypher: str, fault: str
) -> None:
    path = loaded.cwd / "own" / "own.cypher"
    path.write_text(HEADER + cypher + "\n")
    for arguments in (["ask", "own"], ["questions", "check", path]):
        done = loaded(*arguments)
        assert (done.returncode, fault in done.stderr) == (1, True), done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert json.loads(loaded("status", "--json").stdout)["briefs"] > 0


def test_a_question_of_ones_own_from_template_to_answer(loaded: Whomet) -> None:
    assert loaded("questions", "new", "my-meetings").returncode == 0
    path = loaded.cwd / "own" / "my-meetings.cypher"
    again = loaded("questions", "new", "my-meetings")
    assert (again.returncode, "there already" in again.stderr) == (1, True)
    assert loaded("questions", "new", "../Evil").returncode == 1
    checked = loaded("questions", "check", path)
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stderr
    assert "my-meetings" in loaded("questions").stdout
    answer = json.loads(loaded("ask", "my-meetings", "--actor", "Bagheri", "--json").stdout)
    known = json.loads(loaded("ask", "meetings", "--actor", "Bagheri", "--json").stdout)
    assert [row["event"] for row in answer["rows"]] == [row["event"] for row in known["rows"]] != []
    assert [row["quotes"] for row in answer["rows"]] == [row["quotes"] for row in known["rows"]]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (":Meeting)\n", ":Meating)\n", "20: there is no label 'Meating'; did you mean 'Meeting'"),
        ("[r:AT]", "[r:ATT]", "there is no relationship type 'ATT'; did you mean 'AT'"),
        (
            "e.begin_earliest, e.id\nLIMIT",
            "e.begin_earlist, e.id\nLIMIT",
            "property 'begin_earl",
        ),
        ("MATCH (a:", "MATSH (a:", "20:1: Neo4j refuses it: Invalid input 'MATSH'"),
        ("MATCH (a:{{ Actor }} {id: $actor})", "MATCH (a)", "does not use"),
        ("{{ Actor }} {", "{{ Acter }} {", "20: 'Acter' is undefined; did you mean 'Actor'"),
        ("Meeting.participants.to", "Meeting.guest.to", "20: Meeting has no role 'guest'"),
        ("{{ Actor }} {", "{{ Actor {", "20: "),
    ],
)
def test_mistakes_in_a_question_are_found_with_file_and_line(
    loaded: Whomet, old: str, new: str, said: str
) -> None:
    loaded("questions", "new", "mine")
    path = loaded.cwd / "own" / "mine.cypher"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    done = loaded("questions", "check", path)
    assert (done.returncode, said in done.stderr) == (1, True), done.stderr
    assert done.stderr.startswith(f"{path}:")


def test_what_neo4j_refuses_of_a_question_that_is_asked_has_its_line(loaded: Whomet) -> None:
    loaded("questions", "new", "mine")
    path = loaded.cwd / "own" / "mine.cypher"
    path.write_text(path.read_text().replace("WITH DISTINCT a, e", "WITH DISTNCT a, e"))
    asked = loaded("ask", "mine", "--actor", "Bagheri")
    assert (asked.returncode, asked.stdout) == (1, "")
    # The line is that of the source, which is longer than what it is compiled to.
    line = path.read_text().split("\n").index("WITH DISTNCT a, e") + 1
    place = re.escape(f"whomet: {path}:{line}")
    assert re.match(rf"{place}(:\d+)?: Neo4j refuses it: Invalid input", asked.stderr), asked.stderr


def test_an_answer_says_which_names_of_its_question_are_not_in_the_graph(loaded: Whomet) -> None:
    own = HEADER + "MATCH (p:Persn) RETURN p.nam AS n\n"
    (loaded.cwd / "own" / "own.cypher").write_text(own)
    answer = json.loads(loaded("ask", "own", "--json").stdout)
    assert answer["rows"] == []
    assert "there is no label 'Persn'; did you mean 'Person'?" in answer["notes"]
    with api.open(home=loaded.home, aot=False, questions=[str(loaded.cwd / "own")]) as g:
        assert list(g.ask("own").notes) == answer["notes"]


def _offered(whomet: Whomet, shell: str, words: str, at: int) -> list[str]:
    variables = {
        "_WHOMET_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(at),
    }
    done = replace(whomet, variables={**whomet.variables, **variables})()
    return [line for line in done.stdout.splitlines() if line]


def test_the_shell_completes_questions_options_choices_and_names(loaded: Whomet) -> None:
    assert "plain,who-met-whom" in _offered(loaded, "bash", "whomet ask who", 2)
    assert "plain,--actor" in _offered(loaded, "bash", "whomet ask visits --a", 3)
    assert "plain,planned" in _offered(loaded, "bash", "whomet ask visits --status pl", 4)
    names = _offered(loaded, "bash", "whomet ask visits --actor Bagh", 4)
    assert names == ["plain,Mohammad\\\\ Bagheri"]
    assert "plain" in (zsh := _offered(loaded, "zsh", "whomet ask visits --actor Bagh", 4))
    assert "Mohammad Bagheri" in zsh
    variables = {"COMP_WORDS": "whomet ask visits --place Tehr", "COMP_CWORD": "Tehr"}
    variables |= {**loaded.variables, "_WHOMET_COMPLETE": "fish_complete"}
    assert "Tehran" in replace(loaded, variables=variables)().stdout


@pytest.mark.long
def test_completion_starts_no_server(whomet: Whomet) -> None:
    assert _offered(whomet, "bash", "whomet ask visits --actor Bagh", 4) == []
    assert not (whomet.home / "neo4j").exists()


def test_bash_itself_completes(loaded: Whomet) -> None:
    (loaded.cwd / "whomet").write_text(f'#!/bin/sh\nexec {sys.executable} -m whomet "$@"\n')
    (loaded.cwd / "whomet").chmod(0o755)
    script = (
        'PATH="$PWD:$PATH"; eval "$(whomet completion bash)"; '
        "COMP_WORDS=(whomet ask visits --actor Mohammad\\\\\\ Ba) COMP_CWORD=4; "
        '_whomet_completion whomet; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=loaded.cwd,
        env=loaded.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.splitlines() == ["Mohammad\\ Bagheri"], done.stderr


def test_asked_step_by_step_on_a_terminal(loaded: Whomet, tmp_path: Path) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "whomet", "ask"],
        cwd=str(loaded.cwd),
        env={**loaded.environment, "TERM": "xterm"},
        dimensions=(50, 120),
        timeout=60,
        encoding="utf-8",
    )
    child.expect("question:")
    child.send("who-met-whim\r")
    child.expect("did you mean 'who-met-whom'")
    child.send("\x7f\x7fom\r")
    child.expect("--actor:")
    child.send("Bagh")
    child.expect("Mohammad Bagheri")  # offered
    child.send("eri\r")
    child.expect("--with:")
    child.send("Akar\r")
    child.expect("--place:")
    child.send("Tehran\r")
    child.expect("--since:")
    child.send("\x04")
    child.expect(re.escape("$ whomet ask who-met-whom --actor Bagheri --with Akar --place Tehran"))
    child.expect("2017-10-02")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_without_a_terminal_nothing_is_asked_back(loaded: Whomet) -> None:
    done = loaded("ask")
    assert (done.returncode, "Which question?" in done.stderr) == (2, True)
