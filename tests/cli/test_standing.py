"""`whomet standing` as an analyst uses it: what is new, has changed and is gone, and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.cli.conftest import Whomet
from tests.plans import db_hits
from whomet.api import Graph
from whomet.graph.database.connection import Connection
from whomet.graph.errors import GraphError
from whomet.graph.settings import Settings
from whomet.graph.standing import kept_runs
from whomet.graph.standing.judged import sentence
from whomet.graph.standing.storing import LAST
from whomet.ontology.errors import WhometError
from whomet.queries import QueryResult
from whomet.queries.resolving import Resolved
from whomet.queries.runner import run as ask
from whomet.standing import running
from whomet.standing.running import JUDGEMENTS

TEXT = """
brief: {id}
title: {id}
source: Digest
published: 2017-10-20
text: They met in {place}.
entities:
  a: {{type: Person, name: Mara Quill}}
  b: {{type: Person, name: {other}}}
  c: {{type: Place, name: {place}, quote: {place}}}
events:
  m: {{type: Meeting, quote: met, participant: [a, b], place: c, when: {when}}}
"""
TENURE = """
{"brief": "tenure", "title": "t", "source": "Digest", "published": "2017-10-20", "text": "Chief.",
 "entities": {"a": {"type": "Person", "name": "Jo Dorn"},
              "p": {"type": "Position", "name": "Chief"}},
 "events": {"t": {"type": "Tenure", "holder": "a", "position": "p"}}}
"""
RUN = "MATCH (r:StandingRun) RETURN properties(r) AS properties ORDER BY r.at DESC LIMIT 1"
AS_BEFORE = """
MATCH (r:StandingRun {id: $id}) SET r.content = $content
WITH r MATCH (q:StandingQuestion {id: r.of}) REMOVE q.judged, q.noted, q.seen, q.token
"""


@pytest.fixture
def opened(server: Settings, graph: Connection) -> Any:
    """A graph without briefs."""
    with Graph(server) as opened:
        yield opened


def put(
    opened: Graph, folder: Path, id: str, when: str, other: str = "Jo Dorn", place: str = "Ankara"
) -> None:
    """Load a brief about one meeting, or correct it."""
    path = folder / f"{id}.yaml"
    path.write_text(TEXT.format(id=id, when=when, other=other, place=place), encoding="utf-8")
    assert opened.load(path).to_json()["refused"] == 0


def news(opened: Graph, since: str | None = None) -> list[tuple[Any, ...]]:
    """What a run tells: kind, whom, the columns that differ, and the causes."""
    told = opened.run_standing_question("quill", since=since)
    return [(one.kind, one.row["whom"], one.columns, one.causes) for one in told.changes]


@pytest.mark.server
def test_an_analyst_is_told_what_has_changed_and_why(opened: Graph, tmp_path: Path) -> None:
    put(opened, tmp_path, "one", "2017-10-18")
    opened.add_standing_question("quill", "who-met-whom", actor="Mara Quill")
    assert news(opened) == []  # the first run keeps the answer
    baseline = opened.standing_questions()[0].checked
    assert baseline is not None
    put(opened, tmp_path, "two", "2017-10-02", "Al Fenn")
    assert news(opened) == [("new", "Al Fenn", (), ("brief two",))]
    assert news(opened) == []
    put(opened, tmp_path, "two", "2017-10-02", "Al Fenn", place="Ankara Two")
    assert news(opened) == [("changed", "Al Fenn", ("where",), ("correction of two",))]
    put(opened, tmp_path, "three", "2017-10-18")
    assert news(opened) == [("changed", "Jo Dorn", ("briefs",), ("brief three",))]
    opened.judge("one#m", "three#m", "different")
    told = news(opened)
    assert {one[0] for one in told} == {"new", "changed"}
    assert all(cause.startswith("judgement: ") for one in told for cause in one[3])
    # A judgement that a run has seen is no cause of what comes later, nor is it in any answer.
    opened.judge("Jo Dorn", "Mara Quill", "different")
    assert news(opened) == []
    assert "quill: different" not in opened.connect().read(RUN)[0]["properties"]["content"]
    opened.judge("Jo Dorn", "Al Fenn", "same", by="me")
    made = "person:jo-dorn and two#b: same (by me)"
    [told] = {one[3] for one in news(opened)}
    assert told == (f"judgement: {made}",)
    # An earlier whomet kept the sentences about all judgements with each answer.
    [run] = opened.connect().read(RUN)
    content = json.loads(run["properties"]["content"]) | {
        "judgements": [sentence(j["properties"]) for j in opened.connect().read(JUDGEMENTS)]
    }
    values = {"id": run["properties"]["id"], "content": json.dumps(content)}
    opened.connect().write(lambda transaction: transaction.run(AS_BEFORE, values).consume())
    opened.forget("person:jo-dorn", "two#b")
    [told] = {one[3] for one in news(opened)}
    assert told == (f"judgement withdrawn: {made}",)
    opened.retract("two")
    assert news(opened) == [("gone", "Al Fenn", (), ("retraction of two",))]
    # Since the first run there is one row more: Al Fenn came and went.
    assert {one[0] for one in news(opened, since=baseline)} == {"new"}
    with pytest.raises(GraphError, match="No run of 'quill' is kept from 2001-01-01 or before"):
        news(opened, since="2001-01-01")
    # The same is true in a graph that is made of a backup.
    opened.backup(tmp_path / "graph.zip")
    restored = opened.restore(tmp_path / "graph.zip", replace=True)
    assert restored.differences == ()
    assert news(opened) == []
    assert {one[0] for one in news(opened, since=baseline)} == {"new"}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each question that a run has asked, and not taken from its last answer."""
    found: list[str] = []

    def counted(reader: Any, resolved: Resolved, with_notes: bool) -> QueryResult:
        found.append(resolved.question.name)
        return ask(reader, resolved, with_notes)

    monkeypatch.setattr(running, "run_question", counted)
    return found


@pytest.fixture
def asked_by(opened: Graph, asked: list[str]) -> Callable[[Callable[[], Any]], list[str]]:
    """What is asked if all standing questions are run after a change."""

    def found(change: Callable[[], Any]) -> list[str]:
        change()
        asked.clear()
        for question in opened.standing_questions():
            opened.run_standing_question(question.name)
        return asked.copy()

    return found


def tenure(opened: Graph, folder: Path, holder: str) -> None:
    """Load a brief about one tenure, or correct it."""
    path = folder / "tenure.json"
    path.write_text(TENURE.replace("Jo Dorn", holder))
    assert opened.load(path).to_json()["refused"] == 0


@pytest.mark.server
def test_only_what_a_change_concerns_is_asked(
    opened: Graph,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    asked: list[str],
    asked_by: Callable[[Callable[[], Any]], list[str]],
) -> None:
    put(opened, tmp_path, "one", "2017-10-18")
    opened.add_standing_question("quill", "who-met-whom", actor="Quill", until="this year")
    opened.add_standing_question("ankara", "visits", place="Ankara")
    opened.add_standing_question("brokers", "brokers")
    ankara, brokers, quill = every = ["visits", "brokers", "who-met-whom"]
    assert asked_by(lambda: None) == every
    first = opened.standing_questions()[2].checked
    assert asked_by(lambda: None) == []
    # The same again, and what is rolled back, are no changes.
    assert asked_by(lambda: put(opened, tmp_path, "one", "2017-10-18")) == []
    two = tmp_path / "two.yaml"
    two.write_text(TEXT.format(id="two", when="2017-10-19", other="Jo Dorn", place="Ankara"))
    assert asked_by(lambda: opened.load(two, dry_run=True)) == []
    assert asked_by(lambda: opened.load(two)) == every
    assert asked_by(lambda: opened.judge("one#m", "two#m", "different")) == every
    assert asked_by(lambda: opened.forget("one#m", "two#m")) == [brokers]
    assert asked_by(lambda: opened.judge("Jo Dorn", "Mara Quill", "unsure")) == [brokers]
    # Others, elsewhere; what is said of those in a row; and of the place alone.
    two.write_text(two.read_text().replace("Mara Quill", "Ida Holt").replace("Jo Dorn", "Al Fenn"))
    assert asked_by(lambda: opened.load(two)) == every
    two.write_text(two.read_text().replace("Ankara", "Tehran"))
    assert asked_by(lambda: opened.load(two)) == [ankara, brokers]
    two.write_text(two.read_text().replace("2017-10-19", "2017-10-20"))
    assert asked_by(lambda: opened.load(two)) == [brokers]
    assert asked_by(lambda: tenure(opened, tmp_path, "Jo Dorn")) == [brokers, quill]
    assert asked_by(lambda: tenure(opened, tmp_path, "Al Fenn")) == [brokers, quill]
    assert asked_by(lambda: opened.retract("tenure")) == [brokers]
    # Since an earlier run, nothing has to be asked either.
    asked.clear()
    assert opened.run_standing_question("quill", since=first).changes == ()
    assert asked == []
    # "This year" is another one: what is asked for has changed.
    next_year = type("NextYear", (date,), {"today": lambda: date(date.today().year + 1, 1, 1)})
    monkeypatch.setattr("whomet.queries.resolving.date", next_year)
    assert asked_by(lambda: None) == [quill]
    assert opened.verify() == []


@pytest.mark.server
def test_what_follows_from_others_is_asked_when_a_change_concerns_these(
    opened: Graph, tmp_path: Path, asked_by: Callable[[Callable[[], Any]], list[str]]
) -> None:
    put(opened, tmp_path, "one", "2017-10-18")
    opened.add_standing_question("as what", "capacities", place="Ankara")
    opened.add_standing_question("between", "brokers", place="Ankara")
    opened.add_standing_question("network", "network", place="Ankara")
    opened.add_standing_question("sentences", "evidence", event="one#m")
    _, brokers, _, _ = every = ["capacities", "brokers", "network", "evidence"]
    assert asked_by(lambda: None) == every
    # Who met in Ankara has had no position so far, and no row.
    assert asked_by(lambda: tenure(opened, tmp_path, "Jo Dorn")) == every
    two = tmp_path / "two.yaml"
    two.write_text(TEXT.format(id="two", when="2017-10-19", other="Jo Dorn", place="Tehran"))
    # Whether the two have met elsewhere matters to who is between them.
    assert asked_by(lambda: opened.load(two)) == [brokers]
    two.write_text(two.read_text().replace("Mara Quill", "Ida Holt").replace("Jo Dorn", "Al Fenn"))
    assert asked_by(lambda: opened.load(two)) == [brokers]
    two.write_text(two.read_text().replace("2017-10-19", "2017-10-20"))
    assert asked_by(lambda: opened.load(two)) == []
    assert asked_by(lambda: put(opened, tmp_path, "one", "2017-10-19")) == every


@pytest.mark.server
def test_the_last_run_is_found_among_many_at_the_cost_of_one(opened: Graph) -> None:
    opened.add_standing_question("quill", "visits")
    connection = opened.connect()
    others = "UNWIND range(1, 1000) AS n CREATE (:StandingRun {id: 'quill ' + n + ' x', of: 'x'})"
    connection.write(lambda transaction: transaction.run(others).consume())
    opened.run_standing_question("quill")
    [last] = kept_runs(connection, "quill", 5)
    values = {"of": "quill", "first": f"quill {last.at}", "last": f"quill {last.at}", "limit": 1}
    assert db_hits(connection, LAST, values) < 100


@pytest.mark.server
def test_what_cannot_be_kept_is_refused(opened: Graph, tmp_path: Path) -> None:
    put(opened, tmp_path, "one", "2017-10-18")
    with pytest.raises(WhometError, match="Mara Quil"):
        opened.add_standing_question("quill", "who-met-whom", actor="Mara Quilxz")
    opened.add_standing_question("quill", "who-met-whom", actor="Mara Quill")
    with pytest.raises(GraphError, match="There is a standing question 'quill' already"):
        opened.add_standing_question("quill", "meetings")
    with pytest.raises(GraphError, match=r"no standing question 'quil'.*quill"):
        opened.remove_standing_question("quil")
    opened.remove_standing_question("quill")
    assert opened.standing_questions() == []


def test_from_the_command_line(whomet_up: Whomet, tmp_path: Path) -> None:
    def put(id: str, when: str) -> None:
        text = TEXT.format(id=id, when=when, other="Jo Dorn", place="Ankara")
        assert whomet_up("load", "-", input=text.encode()).returncode == 0

    put("one", "2017-10-18")
    done = whomet_up("standing", "add", "quill", "meetings", "--actor", "Mara Quill")
    assert done.returncode == 0, done.stderr
    [listed] = json.loads(whomet_up("standing", "list", "--json").stdout)["standing"]
    assert listed["parameters"] == {"actor": ["Mara Quill"]}
    assert "first run, 1 rows kept" in whomet_up("standing", "run").stdout
    put("two", "2017-10-02")
    feed = tmp_path / "news.atom"
    done = whomet_up("standing", "run", "--format", "atom", "--output", str(feed), "--exit-code")
    assert done.returncode == 10, done.stderr
    [entry] = ET.parse(feed).getroot().findall("{http://www.w3.org/2005/Atom}entry")
    assert entry.findtext("{http://www.w3.org/2005/Atom}title", "").startswith("new: ")
    done = whomet_up("standing", "run", "--exit-code", "--quiet")
    assert (done.returncode, done.stdout) == (0, "")
    done = whomet_up("standing", "run", "nobody", "quill")
    assert done.returncode == 1
    assert "There is no standing question 'nobody'" in done.stderr
    assert "quill: nothing has changed since" in done.stdout
