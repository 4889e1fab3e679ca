"""`whomet dossier`: what it writes, and one sentence where it cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import BRIEFS, Whomet, sentences
from whomet.dossier.page import columns_of
from whomet.dossier.sections import SECTION_PLANS, Section
from whomet.dossier.subject import Subject
from whomet.queries import QueryResult, catalogue


def test_dossiers_and_what_stands_in_their_way(whomet_up: Whomet) -> None:
    empty = whomet_up("dossier", "Bagheri")
    assert (empty.returncode, empty.stdout) == (1, "")
    assert sentences(empty.stderr) == [
        "whomet: the graph holds no briefs yet; `whomet load` brings them in"
    ]
    assert whomet_up("load", BRIEFS).returncode == 0

    done = whomet_up("dossier", "Bagheri", "--limit", "2")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Mohammad Bagheri: mohammad-bagheri.html, ")
    assert "Note: left out 8 rows of meetings; raise --limit for more." in done.stderr
    page = (whomet_up.cwd / "mohammad-bagheri.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")

    (whomet_up.cwd / "kept.html").write_text("kept")
    for wrong, said in {
        ("Bagherri", "-o", "kept.html"): "did you mean 'Mohammad Bagheri' (Person, ",
        ("--place", "Bagheri"): "--place 'Bagheri' is a person; give a place",
        ("Ali",): "'Ali' may be any of ",
        ("Bagheri", "--with", "Bagheri"): "both actors are Mohammad Bagheri",
        ("Damascus", "--with", "Bagheri"): "Damascus is a place; --with expects a person",
        ("Damascus", "--place", "Syria"): "is a place already; omit --place",
        ("Damascus", "--on", "1961"): "nothing on record for a dossier on Damascus",
        ("--on", "the day of days"): "--on 'the day of days'",
        ("Bagheri", "-o", "no/such/folder.html"): "Cannot write no/such/folder.html",
    }.items():
        refused = whomet_up("dossier", *wrong)
        assert (refused.returncode, refused.stdout) == (1, ""), wrong
        [sentence] = sentences(refused.stderr)
        assert said in sentence
    misused = whomet_up("dossier", "Bagheri", "--on", "2017", "--since", "2016")
    assert misused.returncode == 2
    assert "leave out --since and --until" in misused.stderr
    assert (whomet_up.cwd / "kept.html").read_text() == "kept"
    assert {path.name for path in whomet_up.cwd.iterdir()} == {"kept.html", "mohammad-bagheri.html"}


@pytest.mark.parametrize(
    ("medium", "certainty", "labels"),
    [
        ("in-person", "certain", []),
        ("phone", "certain", ["How"]),
        (None, "possible", ["Certainty"]),
    ],
)
def test_what_is_unusual_of_meetings_is_a_column(
    medium: str | None, certainty: str, labels: list[str]
) -> None:
    [plan] = [plan for plan in SECTION_PLANS if plan.id == "meetings"]
    usual: dict[str, Any] = {column.name: None for column in plan.columns}
    rows = [
        {**usual, "medium": "in-person", "certainty": "certain"},
        {**usual, "medium": medium, "certainty": certainty},
    ]
    answer = QueryResult(catalogue().question("meetings"), {}, tuple(usual), rows)
    subject = Subject("period", "2017", (), (), {}, ())
    found = columns_of(Section(plan, answer, rows, 2, {}), subject)
    assert [column.label for column in found] == labels


@pytest.mark.parametrize("arguments", [(), ("--with", "Assad"), ("Assad", "--limit", "0")])
def test_wrong_usage(whomet: Whomet, arguments: tuple[str, ...]) -> None:
    refused = whomet("dossier", *arguments)
    assert refused.returncode == 2
    assert len(sentences(refused.stderr)) == 1


def test_a_database_that_is_away(whomet: Whomet, tmp_path: Path) -> None:
    away = whomet("--uri", "bolt://127.0.0.1:1", "--user", "neo4j", "dossier", "Assad")
    assert away.returncode == 3
    assert len(sentences(away.stderr)) == 1
    assert not list(tmp_path.glob("*.html"))
