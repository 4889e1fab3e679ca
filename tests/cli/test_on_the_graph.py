"""`whomet` as a process, and `import whomet`, on a real Neo4j."""

from __future__ import annotations

import json
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import IO, Any

import click
import pytest

import whomet as api
from tests.cli.conftest import BRIEFS, ROOT, Whomet
from whomet.cli.app import COMMANDS, app
from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings
from whomet.ontology.errors import WhometError

EXAMPLES = len(list(BRIEFS.glob("*.yaml")))
MANY = 2000
BAD = "brief: bad\ntitle: Bad\nsource: A test\npublished: 2017-13-19\ntext: Nothing.\n"


def test_load_tells_what_it_did(whomet_up: Whomet) -> None:
    first = whomet_up("load", BRIEFS)
    assert first.returncode == 0, first.stderr
    assert f"{EXAMPLES} briefs: {EXAMPLES} new, 0 changed, 0 unchanged" in first.stdout
    again = json.loads(whomet_up("load", "--json", BRIEFS).stdout)
    assert again["ok"]
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, EXAMPLES)
    assert again["graph"]["briefs"] == EXAMPLES
    verified = whomet_up("verify")
    assert (verified.returncode, verified.stderr) == (0, "")
    state = json.loads(whomet_up("status", "--json").stdout)
    assert state["running"] is True
    assert {name: state[name] for name in again["graph"]} == again["graph"]
    assert state["home"] == str(whomet_up.home)
    assert re.fullmatch(r"bolt://127\.0\.0\.1:\d+", state["uri"])


def test_a_file_at_fault_changes_nothing_and_the_others_go_in(whomet_up: Whomet) -> None:
    (whomet_up.cwd / "a-bad.yaml").write_text(BAD)
    good = BAD.replace("13-19", "10-19").replace("bad", "good")
    (whomet_up.cwd / "b-good.yaml").write_text(good)

    refused = whomet_up("load", "--all-or-nothing", "--json", ".")
    assert refused.returncode == 1
    report = json.loads(refused.stdout)
    assert (report["new"], report["graph"]["briefs"]) == (0, 0)

    done = whomet_up("load", ".")
    assert done.returncode == 1
    assert done.stderr.startswith("a-bad.yaml:4:")
    assert "1 brief: 1 new" in done.stdout
    assert "not loaded" in done.stdout


def test_all_or_nothing_from_standard_input(whomet_up: Whomet) -> None:
    good = BAD.replace("13-19", "10-19").encode()
    done = whomet_up("load", "--all-or-nothing", "--json", "-", input=good)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["new"] == 1


def test_retract_and_load_again(loaded: Whomet) -> None:
    before = json.loads(loaded("status", "--json").stdout)
    done = loaded("retract", "2017-10-19-damascus")
    assert (done.returncode, done.stdout) == (0, "1 brief removed.\n")
    assert json.loads(loaded("status", "--json").stdout)["briefs"] == EXAMPLES - 1
    unknown = loaded("retract", "2017-10-19-damascu")
    assert unknown.returncode == 1
    assert "No brief has the id '2017-10-19-damascu'" in unknown.stderr
    assert loaded("load", BRIEFS).returncode == 0
    assert json.loads(loaded("status", "--json").stdout) == before


def test_ask_in_every_form(loaded: Whomet) -> None:
    asked = ["ask", "who-met-whom", "--actor", "Bagheri", "--place", "Syria"]
    table = loaded(*asked)
    assert table.returncode == 0, table.stderr
    assert "Assad" in table.stdout
    answer = json.loads(loaded(*asked, "--json").stdout)
    assert answer == json.loads(loaded(*asked, "--format", "json").stdout)
    assert answer["question"] == "who-met-whom"
    assert {row["who"] for row in answer["rows"]} == {"Mohammad Bagheri"}
    assert all(row["quotes"] for row in answer["rows"])
    assert list(answer["rows"][0]) == answer["columns"]
    limited = json.loads(loaded(*asked, "--json", "--limit", "1").stdout)
    assert limited["rows"] == answer["rows"][:1]

    file = loaded.cwd / "answer.json"
    written = loaded(*asked, "--json", "--output", file)
    assert (written.returncode, written.stdout) == (0, "")
    assert json.loads(file.read_text(encoding="utf-8")) == answer
    assert [path.name for path in loaded.cwd.iterdir()] == ["answer.json"]


def test_params_are_what_the_question_file_needs(loaded: Whomet, connection: Connection) -> None:
    asked = ["ask", "visits", "--place", "Tehran", "--since", "2018"]
    lines = loaded(*asked, "--params").stdout.splitlines()
    values = {}
    for line in lines:
        name, value = re.fullmatch(r":param (\w+) => (.*);", line).groups()  # type: ignore[union-attr]
        values[name] = connection.read(f"RETURN {value} AS value")[0]["value"]
    text = (ROOT / "queries" / "compiled" / "visits.cypher").read_text(encoding="utf-8")
    assert loaded("questions", "show", "visits").stdout in text
    rows = connection.read(text, values)
    answer = json.loads(loaded(*asked, "--json").stdout)
    assert [row["event"] for row in rows] == [row["event"] for row in answer["rows"]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", "visits", "--actor", "Bagherri"], "Bagheri"),
        (["ask", "visits", "--since", "someday"], "someday"),
        (["ask", "visits", "--since", "2018", "--until", "2017"], "swap them"),
        (["show", "nothing-of-the-kind"], "nothing-of-the-kind"),
    ],
)
def test_a_wrong_name_or_date_is_one_sentence(
    loaded: Whomet, arguments: list[str], said: str
) -> None:
    done = loaded(*arguments)
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["firsts"], "needs --actor"),
        (["connection", "--actor", "Bagheri"], "needs --with"),
        (["timeline", "--since", "2017"], "needs --actor or --place or --topic"),
        (["visits", "--on", "2017", "--since", "2016"], "leave out --since and --until"),
    ],
)
def test_parameters_that_are_missing_or_exclude_each_other_are_wrong_usage(
    loaded: Whomet, arguments: list[str], said: str
) -> None:
    done = loaded("ask", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def _examples() -> list[str]:
    """Every example of every help text that a test can run."""
    context = click.Context(app, info_name="whomet")
    found = []
    for name in COMMANDS:
        command = app.get_command(context, name)
        commands = [command]
        if isinstance(command, click.Group):
            commands += [
                command.get_command(context, sub) for sub in command.list_commands(context)
            ]
        for each in commands:
            help_text = each.get_help(click.Context(each, info_name=name, parent=context))
            found += re.findall(r"^\s+(whomet .*)$", help_text.split("Examples:")[-1], re.MULTILINE)
    # The suite's server is one for all tests: what stops it is tested in a place of its own.
    return [example for example in dict.fromkeys(found) if example != "whomet down"]


def _run(loaded: Whomet, example: str) -> subprocess.CompletedProcess[str]:
    """Run an example, without its redirections; what serves until Ctrl-C gets that."""
    arguments = list(takewhile(lambda word: word not in "<>", shlex.split(example)[1:]))
    if arguments[0] != "serve":
        return loaded(*arguments)
    # A test beside this one may serve at the usual port.
    process = loaded.start(*arguments, "--no-open", "--port", "0")
    assert process.stdout is not None
    said = "".join(iter_until(process.stdout, "Ctrl-C"))
    process.send_signal(signal.SIGINT)
    rest, error = process.communicate(timeout=60)
    return subprocess.CompletedProcess(
        arguments, process.returncode, said + rest.decode(), error.decode()
    )


def iter_until(stream: IO[bytes], word: str) -> Iterator[str]:
    """The lines of a stream up to the one that has this word."""
    for line in stream:
        yield line.decode()
        if word in line.decode():
            return


def test_the_examples_of_help_work(loaded: Whomet) -> None:
    (loaded.cwd / "examples").symlink_to(ROOT / "examples")
    (loaded.cwd / "whomet.toml").write_text("extensions = []\n")
    examples = _examples()
    assert {example.split()[1] for example in examples} == set(COMMANDS) - {"down"}
    failed = []
    for example in examples:
        done = _run(loaded, example)
        empty = " ask " in example and re.search(r"\b0 rows", done.stdout)
        silent = not done.stdout and "--output" not in example and " mcp " not in example
        if done.returncode or empty or silent:
            failed.append((example, done.returncode, done.stderr))
        if " retract " in example:
            assert loaded("load", BRIEFS).returncode == 0
    assert failed == []


def test_what_the_demo_says_to_try_works(loaded: Whomet) -> None:
    from whomet.cli.commands.demo import NEXT_COMMANDS

    loaded.cwd = ROOT
    for _, command in NEXT_COMMANDS:
        words = command.replace("FOLDER", str(BRIEFS)).split()[1:]
        # These open a window, and one of them serves until it is ended.
        done = loaded(*words, *(["--help"] if words[0] in ("serve", "browser") else []))
        assert done.returncode == 0, (command, done.stderr)
        assert "0 rows" not in done.stdout


def test_demo_wipes_nothing(whomet_up: Whomet) -> None:
    own = BAD.replace("13-19", "10-19").encode()
    assert whomet_up("load", "-", input=own).returncode == 0
    done = whomet_up("demo")
    assert done.returncode == 0, done.stderr
    for said in ("Who met whom", "carried", "visited", "What to try next", "“"):
        assert said in done.stdout
    assert "\x1b" not in done.stdout
    assert json.loads(whomet_up("status", "--json").stdout)["briefs"] == EXAMPLES + 1


def _brief(number: int) -> dict[str, Any]:
    people = {"a": f"Alpha Person{number}", "b": f"Beta Person{number}"}
    return {
        "brief": f"b{number}",
        "title": f"Brief {number}",
        "source": "A test",
        "published": "2017-10-19",
        "text": f"{people['a']} met {people['b']} today.",
        "entities": {
            key: {"type": "Person", "name": name, "quote": [name]} for key, name in people.items()
        },
        "events": {
            "met": {"type": "Meeting", "quote": "met", "participant": ["a", "b"], "when": "today"}
        },
    }


def test_an_interrupted_load_leaves_whole_briefs(whomet_up: Whomet, connection: Connection) -> None:
    file = whomet_up.cwd / "many.jsonl"
    file.write_text("\n".join(json.dumps(_brief(number)) for number in range(MANY)))
    process = whomet_up.start("load", file)
    deadline = time.monotonic() + 120
    while not connection.read("MATCH (b:Brief) RETURN count(b) AS n")[0]["n"]:
        assert time.monotonic() < deadline
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130, error
    assert error.decode().splitlines()[-1] == "whomet: Interrupted."
    assert b"Traceback" not in error
    held = connection.read("MATCH (b:Brief) RETURN count(b) AS n")[0]["n"]
    assert 0 < held < MANY
    assert whomet_up("verify").returncode == 0
    report = json.loads(whomet_up("load", "--json", file).stdout)
    assert (report["unchanged"], report["new"]) == (held, MANY - held)


def test_python(server: Settings, graph: Connection, tmp_path: Path) -> None:
    with api.open(home=server.home, aot=False) as g:
        report = g.load(BRIEFS)
        assert report.ok and report.new == EXAMPLES
        assert g.load([BRIEFS]).unchanged == EXAMPLES
        answer = g.ask("who-met-whom", actor="Bagheri", with_="Assad")
        assert len(answer) == len(answer.rows) == len(list(answer)) >= 1
        assert answer[0]["whom"] == "Bashar al-Assad"
        assert set(answer[0]) == set(answer.columns)
        assert "Assad" in answer.render()
        assert answer.to_json()["rows"] == answer.rows
        assert g.status().running
        assert g.show("2017-10-19-damascus").kind == "Brief"
        assert "who-met-whom" in {question.name for question in g.questions()}
        assert g.verify() == []
        with pytest.raises(WhometError, match="did you mean"):
            g.ask("who-met-hwom")
        assert g.retract("2017-10-19-damascus").removed == 1
    assert api.check(BRIEFS).ok
    assert {question.name for question in api.questions(home=tmp_path)} >= {"visits"}


def test_pandas_is_asked_for_in_one_sentence(
    loaded: Whomet, server: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pandas", None)
    with api.open(home=server.home, aot=False) as g, pytest.raises(WhometError, match="pandas"):
        g.ask("visits").to_pandas()
