"""What an empty answer says there is instead, and which command has it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.engines import LANGUAGES
from tests.queries.named_entities import load, place
from whomet.graph.database.connection import Connection
from whomet.queries import alternatives, ask, catalogue


def rows_of_next(graph: Connection, notes: Sequence[str]) -> int:
    """How many rows the command has that the notes of an answer offer."""
    [command] = [note for note in notes if note.startswith("next: ")]
    name, *words = shlex.split(command.removeprefix("next: whomet ask "))
    given: dict[str, Any] = {}
    while words:
        parameter = next(
            p for p in catalogue().question(name).parameters if words[0] == f"--{p.option}"
        )
        value = True if parameter.type == "flag" else words[1]
        given[parameter.name] = [*given.get(parameter.name, []), value] if parameter.many else value
        words = words[1 if value is True else 2 :]
    return ask(graph, name, **given).total


def test_an_answer_without_rows_says_what_there_is_instead(world: Connection) -> None:
    answer = ask(world, "visits", actor="Berg")
    assert answer.rows == []
    assert answer.notes[0].startswith("no rows; there would be 1 with --status planned")
    assert answer.notes[1] == "next: whomet ask visits --actor Berg --status planned"
    assert ask(world, "visits", hints=False, actor="Berg").notes == ()
    narrow = ask(world, "meetings", actor="Anna Berg", on="1990")
    assert "without --on" in narrow.notes[-3]
    assert narrow.notes[-1].endswith("…") or "names what --actor refers to" in narrow.notes[-1]
    met = ask(world, "firsts", **{"actor": "Anna Berg", "with": "Erik Falk"})
    assert met.notes[0] == "no rows; there would be 2 with --kind meeting"
    assert met.notes[1].endswith(" --actor 'Anna Berg' --with 'Erik Falk' --kind meeting")
    visited = ask(world, "firsts", actor="Holt", kind="meeting")
    assert "1 with --kind visit" in visited.notes[0]
    same = ask(world, "who-met-whom", **{"actor": "Anna Berg", "with": "test:berg"})
    assert same.rows == [] and same.notes[-1] == "--actor and --with refer to the same"


@pytest.mark.parametrize(("name", "parameter"), [("who", "name"), ("search", "text")])
def test_words_that_nothing_has_bring_the_names_like_them(
    world: Connection, name: str, parameter: str
) -> None:
    answer = ask(world, name, **{parameter: "Nordhavvn"})
    assert answer.rows == []
    told = f"names like --{parameter} 'Nordhavvn': 'Nordhavn' (Place, spelled alike)"
    assert answer.notes[-2:] == (told, f"next: whomet ask {name} --{parameter} '\"Nordhavn\"'")
    assert answer.notes[0] == f"no rows for this --{parameter}, whatever the other conditions"
    assert rows_of_next(world, answer.notes)
    begun = ask(world, name, **{parameter: "Nordhav"})
    assert begun.notes[0].endswith(f" with --{parameter} 'Nordhav*'")
    assert begun.notes[1] == f"next: whomet ask {name} --{parameter} 'Nordhav*'"


@pytest.mark.parametrize(
    ("name", "given", "without", "left"),
    [
        ("frequency", {"medium": "written"}, "--medium", ""),
        ("network", {"medium": "written", "status": "cancelled"}, "--medium and --status", ""),
        ("search", {"text": "met", "until": "1950"}, "--until", " --text met"),
    ],
)
def test_where_no_condition_is_nearer_what_there_is_without_any_is_told(
    world: Connection, name: str, given: dict[str, Any], without: str, left: str
) -> None:
    answer = ask(world, name, **given)
    free = ask(world, name, **{key: value for key, value in given.items() if key == "text"})
    assert answer.rows == [] and free.total
    assert answer.notes[-2:] == (
        f"no rows; there would be {free.total} without {without}",
        f"next: whomet ask {name}{left}",
    )


def test_in_a_large_graph_no_hint_reads_all_of_it(
    world: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alternatives, "LARGE", 1)
    assert ask(world, "frequency", medium="written").notes == ()
    in_period = ask(world, "meetings", actor="Anna Berg", medium="written", since="1990")
    assert in_period.rows == []
    assert "without --medium" in in_period.notes[0]
    assert "without --actor" not in in_period.notes[0]
    assert "with --status planned" in ask(world, "visits", actor="Berg").notes[0]


@pytest.mark.parametrize(
    ("name", "given", "notes"),
    [
        (
            "search",
            {"text": "Xyzzy", "on": "1950"},
            ["no rows for this --text, whatever the other conditions"],
        ),
        (
            "connection",
            {"actor": "Anna Berg", "with": "Ilse Storm", "known_by": "1950"},
            ["no rows for this --actor and --with, whatever the other conditions"],
        ),
        (
            "firsts",
            {"actor": "Ilse Storm", "place": "Southmark"},
            ["no rows for this --actor, whatever the other conditions"],
        ),
    ],
)
def test_where_there_are_no_rows_whatever_the_conditions_that_is_told(
    world: Connection, name: str, given: dict[str, Any], notes: list[str]
) -> None:
    answer = ask(world, name, **given)
    assert answer.rows == []
    assert [note for note in answer.notes if "whatever" in note] == notes


def test_another_status_is_offered_whatever_was_asked(world: Connection) -> None:
    answer = ask(world, "meetings", actor="Anna Berg", status="cancelled")
    assert answer.rows == []
    assert "with --status occurred" in answer.notes[0]


@pytest.mark.languages(*LANGUAGES)
def test_an_answer_of_nothing_tells_what_is_near_and_what_else_there_is(
    graph: Connection, tmp_path: Path
) -> None:
    entities = {
        "norland": place("Norland", "x:norland"),
        "town": {"type": "Place", "name": "Nordhavn", "kind": "city", "part_of": "norland"},
        "south": place("Southmark", "x:south"),
        "anna": {"type": "Person", "name": "Anna Berg"},
        "erik": {"type": "Person", "name": "Erik Falk"},
    }
    to_norland = {"type": "Visit", "visitor": "anna", "destination": "norland", "when": "2019-05"}
    to_south = {"type": "Visit", "visitor": "erik", "destination": "south", "when": "2019-06"}
    load(graph, tmp_path, entities, events={"one": to_norland, "two": to_south})
    [larger, next_one, *_] = ask(graph, "visits", actor="Anna Berg", place="Nordhavn").notes
    assert "would be 1 with --place 'Norland', in which it lies, 1 without --place" in larger
    assert next_one == "next: whomet ask visits --actor 'Anna Berg' --place x:norland"
    [alone, next_one, *_] = ask(
        graph, "visits", actor="Anna Berg", place="Southmark", on="1950"
    ).notes
    assert alone == "no rows; there would be 1 for --actor alone, 1 for --place alone"
    assert next_one == "next: whomet ask visits --actor 'Anna Berg'"
    assert ask(graph, "meetings", actor="Anna Berg", since="2019", until="2019-08").notes[-2:] == (
        "the timeline has 1 row under the same conditions",
        "next: whomet ask timeline --actor 'Anna Berg' --since 2019-01-01 --until 2019-08-31",
    )
    # Defaults are no conditions; what no timeline is asked for is told.
    for given, told in (
        ({"place": "Norland", "level": "country"}, "1 row under the same conditions"),
        ({"place": "Norland", "unmet": True}, "1 row without --unmet"),
    ):
        answer = ask(graph, "co-presence", **given)
        assert answer.notes[-2] == f"the timeline has {told}"
        assert rows_of_next(graph, answer.notes) == 1
    # Nor is the timeline of both at once of use where the two have nothing in common.
    for name in ("co-presence", "connection"):
        answer = ask(graph, name, **{"actor": "Anna Berg", "with": "Erik Falk"})
        assert answer.notes[-2:] == (
            "the timeline has rows: 1 for --actor alone, 1 for --with alone",
            "next: whomet ask timeline --actor 'Anna Berg'",
        )
        assert rows_of_next(graph, answer.notes) == 1
    same = ask(graph, "connection", **{"actor": "Anna Berg", "with": "person:anna-berg"})
    assert same.notes[-1] == "next: whomet ask timeline --actor 'Anna Berg'"


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("co-presence", {"actor": "Erik Falk", "on": "1990"}),
        ("co-presence", {"place": "Nordhavn", "unmet": True, "certain": True}),
        ("connection", {"actor": "Anna Berg", "with": "Ilse Storm", "known_by": "1950"}),
        ("connection", {"actor": "Anna Berg", "with": "Erik Falk", "since": "2021"}),
        ("conflicts", {"actor": "Anna Berg", "status": "denied", "kind": "structure"}),
        ("firsts", {"actor": "Anna Berg", "place": "Southmark", "nth": 9}),
        ("messages", {"actor": "Ilse Storm", "topic": "fishing rights"}),
    ],
)
def test_what_is_offered_has_rows(world: Connection, name: str, given: dict[str, Any]) -> None:
    answer = ask(world, name, **given)
    assert answer.rows == [] and rows_of_next(world, answer.notes)
