"""Pages of an answer hold while briefs are loaded and retracted between them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import whomet
from whomet.api import Graph
from whomet.graph.settings import Settings
from whomet.queries import QuestionError
from whomet.queries.paging import has_pages

BRIEF = """\
brief: between-{number}
title: Between
source: Example Digest
published: 1980-01-0{number}
text: {text}
entities:
  one: {{type: Person, name: Orla Prime, quote: Orla Prime}}
  two: {{type: Person, name: Person {number}, quote: Person {number}}}
events:
  met: {{type: Meeting, quote: met, participant: [one, two], when: 1979-0{number}-01}}
"""


def pages(
    graph: Graph,
    question: str,
    between: Callable[[int], None] = lambda _: None,
    **asked: Any,
) -> list[list[dict[str, Any]]]:
    """The rows of every page."""
    found, cursor = [], None
    while True:
        answer, cursor = graph.page(question, cursor, **asked)
        found.append(answer.rows)
        if cursor is None:
            return found
        between(len(found))


def known(row: dict[str, Any]) -> str:
    return json.dumps([row["event"], row.get("who_id"), row.get("whom_id")])


@pytest.mark.parametrize("limit", [2, 1000])
@pytest.mark.parametrize("question", ["who-met-whom", "itinerary", "visits"])
def test_pages_are_the_answer(
    settings: Settings, example_graph: Any, question: str, limit: int
) -> None:
    asked = {"actor": "Bagheri"}
    with whomet.open(home=settings.home) as graph:
        whole = graph.ask(question, **asked)
        found = pages(graph, question, limit=limit, **asked)
    assert [row for page in found for row in page] == whole.rows
    assert all(len(page) == limit for page in found[:-1])


def test_a_load_between_two_pages_neither_repeats_nor_loses_a_row(
    settings: Settings, example_graph: Any, tmp_path: Path
) -> None:
    with whomet.open(home=settings.home) as graph:
        before = {known(row) for row in graph.ask("who-met-whom").rows}
        loaded: list[str] = []

        def load(number: int) -> None:
            if number > 3:
                return
            # A meeting before all others, and the first rows gone.
            path = tmp_path / f"{number}.yaml"
            text = f"Orla Prime met Person {number}."
            path.write_text(BRIEF.format(number=number, text=text))
            graph.load(path)
            loaded.append(f"between-{number}")

        try:
            found = pages(graph, "who-met-whom", load, limit=4)
        finally:
            graph.retract(loaded)
        given = [known(row) for page in found for row in page]
        assert len(given) == len(set(given))
        assert before <= set(given)
        assert len(loaded) == 3


def test_a_cursor_is_for_one_question_and_whole(settings: Settings, example_graph: Any) -> None:
    with whomet.open(home=settings.home) as graph:
        _, cursor = graph.page("who-met-whom", actor="Bagheri", limit=2)
        assert cursor is not None
        again, _ = graph.page("who-met-whom", cursor, actor="Bagheri", limit=5)
        assert len(again) == 5
        with pytest.raises(QuestionError, match="another question or other parameters"):
            graph.page("who-met-whom", cursor, actor="Assad", limit=2)
        with pytest.raises(QuestionError, match="another question or other parameters"):
            graph.page("meetings", cursor, actor="Bagheri", limit=2)
        middle = len(cursor) // 2
        other = "A" if cursor[middle] != "A" else "B"
        for damaged in (
            cursor[:-3],
            cursor[:middle] + other + cursor[middle + 1 :],
            "x",
            "[]",
            "é",
        ):
            with pytest.raises(QuestionError, match="damaged"):
                graph.page("who-met-whom", damaged, actor="Bagheri", limit=2)
        with pytest.raises(QuestionError, match="order of time"):
            graph.page("brokers", limit=2)
        with pytest.raises(QuestionError, match="`limit`"):
            graph.page("visits", actor="Bagheri")


def test_questions_in_the_order_of_time_have_pages(settings: Settings) -> None:
    every = whomet.questions(home=settings.home)
    without = {each.name for each in every if not has_pages(each)}
    assert without == {
        *("brokers", "conflicts", "connection", "firsts", "frequency"),
        *("network", "search", "tally", "topics", "who"),
    }
