"""Answers of any number of rows are sent as they are read, and end with their reader."""

from __future__ import annotations

import asyncio
import io
import json
import re
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from tempfile import TemporaryFile
from typing import Any

import openpyxl
import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from whomet.api import Graph
from whomet.graph.database.connection import Connection
from whomet.graph.errors import GraphError
from whomet.graph.settings import Settings
from whomet.queries import OpenAnswer, QuestionError
from whomet.queries.presentation import WHOLE, formats, pieces, render
from whomet.serving.api import laid_out
from whomet.serving.shared_graph import SharedGraph
from whomet.serving.streaming import CHUNK, streamed

Headers = dict[str, str]
ROWS = 20_000
NUMBERS = """\
// title = "Numbers"
// question = "Which numbers are there?"
// why = "There are many."
// parameters = []
// example = "whomet ask numbers"
// [columns]
// n = "a number"
// said = "a text"
UNWIND range(1, 20000) AS n
RETURN n AS n, 'as it was said ' + n AS said
"""
BROKEN = NUMBERS.replace("Numbers", "Broken").replace(
    "RETURN n AS n", "RETURN n / (n - 15000) AS n"
)
RUNNING = """
SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS 'as it was said'
  AND NOT currentQuery CONTAINS 'SHOW' RETURN currentQuery
"""


@pytest.fixture(scope="module")
def numbers(
    settings: Settings, example_graph: Connection, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SharedGraph]:
    """A graph with a question of many rows."""
    folder = tmp_path_factory.mktemp("questions")
    (folder / "numbers.cypher").write_text(NUMBERS)
    (folder / "broken.cypher").write_text(BROKEN)
    graph = SharedGraph(replace(settings, questions=(folder,)))
    yield graph
    graph.close()


def chunks_of(
    graph: SharedGraph,
    format: str,
    leave_after: int | None = None,
    *,
    question: str = "numbers",
    whole: bool = True,
) -> list[bytes]:
    """The body of an answer as a reader gets it who may leave after some chunks."""
    answer = streamed(graph, question, {}, format, time_limit=60, media_type="x/y", headers={})
    got: list[bytes] = []
    ended: list[bool] = []
    gone = asyncio.Event()

    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            got.append(message["body"])
            ended.append(not message.get("more_body"))
        if len(got) == leave_after:
            gone.set()
            await asyncio.sleep(60)

    scope: dict[str, Any] = {"type": "http", "method": "GET", "asgi": {"spec_version": "2.3"}}
    scope["path"] = f"/api/v1/ask/{question}"
    asyncio.run(answer(scope, receive, send))
    assert leave_after is not None or ended[-1] is whole
    return got


def test_every_row_comes_in_chunks(numbers: SharedGraph) -> None:
    chunks = chunks_of(numbers, "json")
    assert len(chunks) > 10
    assert max(map(len, chunks)) < 2 * CHUNK
    answer = json.loads(b"".join(chunks))
    assert [row["n"] for row in answer["rows"]] == list(range(1, ROWS + 1))
    assert (answer["total"], answer["notes"]) == (ROWS, [])


def test_who_leaves_ends_the_transaction(numbers: SharedGraph, example_graph: Connection) -> None:
    assert len(chunks_of(numbers, "jsonl", leave_after=2)) == 2
    assert example_graph.read(RUNNING) == []


def test_an_answer_that_fails_midway_has_no_end_and_is_one_line_in_the_log(
    numbers: SharedGraph, example_graph: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    chunks = chunks_of(numbers, "jsonl", question="broken", whole=False)
    assert 2 < len(b"".join(chunks).splitlines()) < 15_000
    [said] = caplog.records
    assert said.getMessage().startswith("the answer at /api/v1/ask/broken ends early: ")
    assert "/ by zero" in said.getMessage()
    assert said.exc_info is None
    assert example_graph.read(RUNNING) == []


def test_the_time_limit_holds_for_a_slow_reader(numbers: SharedGraph) -> None:
    def take(graph: Graph) -> None:
        with graph.stream("numbers", time_limit=0.5) as answer:
            rows = iter(answer)
            next(rows)
            time.sleep(2)  # a reader who waits: the server ends the transaction by itself
            list(rows)

    with pytest.raises(GraphError, match="longer than the time limit"):
        numbers.use(take)


@pytest.mark.parametrize("format", sorted(set(formats()) - {*WHOLE}))
def test_memory_does_not_grow_with_the_rows(numbers: SharedGraph, format: str) -> None:
    """A format that kept its rows would take more than five megabytes for 20,000."""

    def take(graph: Graph) -> tuple[int, int]:
        with graph.stream("numbers", time_limit=600) as answer:
            text = pieces(answer, format, reader=answer.reader)
            for _ in range(2000):
                next(text)
            tracemalloc.start()
            try:
                # The entries of a calendar take a millisecond each to make.
                sent = sum(map(len, islice(text, 8_000) if format == "ics" else text))
                return sent, tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

    sent, peak = numbers.use(take)
    assert sent > 300_000
    assert peak < (1_800_000 if format == "ics" else 4_000_000)


def test_a_workbook_takes_its_rows_one_by_one(numbers: SharedGraph) -> None:
    def take(graph: Graph) -> tuple[int, int]:
        with graph.stream("who", limit=1) as answer, TemporaryFile() as file:
            render(answer, "xlsx", file)  # what is imported for it is not of the rows
        with graph.stream("numbers", time_limit=600) as answer, TemporaryFile() as file:
            tracemalloc.start()
            try:
                render(answer, "xlsx", file)
                return file.tell(), tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

    written, peak = numbers.use(take)
    assert written > 200_000
    assert peak < 6_000_000
    chunks = chunks_of(numbers, "xlsx")
    assert max(map(len, chunks)) == CHUNK
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(chunks)), read_only=True)["Rows"]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [*range(1, ROWS + 1)]


def test_a_table_of_too_many_rows_is_refused(numbers: SharedGraph) -> None:
    how = {"quotes": "short", "time_limit": 60.0, "with_likely": False}
    with pytest.raises(QuestionError, match=r"a table has 10,000 rows at the most.*csv"):
        numbers.use(lambda graph: laid_out(graph, "numbers", "table", how, {}))
    some = numbers.use(lambda graph: laid_out(graph, "visits", "table", how, {}))
    told = numbers.use(lambda graph: graph.ask("visits").total)
    assert re.search(rf"\b{told} rows?\b", str(some))


def test_what_is_said_of_all_rows_is_there_after_them(
    settings: Settings, example_graph: Connection
) -> None:
    with Graph(settings) as graph:
        whole = graph.ask("gaps", quotes="full")
        with graph.stream("gaps", quotes="full") as answer:
            assert isinstance(answer, OpenAnswer)
            assert (list(answer), answer.columns) == (whole.rows, whole.columns)
            assert (answer.notes, answer.counts) == (whole.notes, whole.counts)
            assert answer.total == whole.total


def test_a_question_at_fault_is_a_problem_before_anything_is_sent(
    client: TestClient, viewer: Headers
) -> None:
    for format in formats():
        answer = client.get(
            "/api/v1/ask/visits", params={"actor": "Bageri", "format": format}, headers=viewer
        )
        assert (answer.status_code, answer.headers["content-type"]) == (
            422,
            "application/problem+json",
        )
        assert "etag" not in answer.headers
