"""The tools of language models, used with the SDK's own client."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

import whomet
from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings
from whomet.serving.mcp import MOST_BYTES, ROWS, _fitting, mcp_server

Call = Callable[[str, dict[str, Any]], Any]


def run(settings: Settings, work: Callable[[Client], Awaitable[Any]]) -> Any:
    async def connected() -> Any:
        async with Client(mcp_server(settings)) as client:
            return await work(client)

    return asyncio.run(connected())


@pytest.fixture(scope="module")
def call(settings: Settings, example_graph: Connection) -> Call:
    """Calls one tool and returns its result."""
    return lambda name, arguments: run(settings, lambda c: c.call_tool(name, arguments))


def test_there_is_a_tool_for_every_question_and_none_that_writes(
    settings: Settings, example_graph: Connection
) -> None:
    tools = run(settings, lambda client: client.list_tools()).tools
    names = {tool.name for tool in tools}
    assert names == {question.name for question in whomet.questions()} | {"show"}
    for tool in tools:
        assert tool.annotations.read_only_hint and not tool.annotations.open_world_hint
        assert tool.input_schema["additionalProperties"] is False


def test_a_row_has_its_quotes_and_briefs(call: Call, settings: Settings) -> None:
    answer = call("who-met-whom", {"actor": "Bagheri", "with": "Assad"}).structured_content
    with whomet.open(home=settings.home) as graph:
        assert answer["rows"] == graph.ask("who-met-whom", actor="Bagheri", with_="Assad").rows
    assert answer["rows"] and all(row["quotes"] and row["briefs"] for row in answer["rows"])
    assert answer["left_out"] == 0


def test_what_is_left_out_is_counted(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    every = call("who-met-whom", {"limit": 100_000}).structured_content
    few = call("who-met-whom", {}).structured_content
    assert len(few["rows"]) + few["left_out"] == len(every["rows"])
    assert len(few["rows"]) == min(ROWS, len(every["rows"]))
    monkeypatch.setattr("whomet.serving.mcp.ROWS", 2)
    found = call("search", {"text": "Bagheri"}).structured_content
    assert (len(found["rows"]), found["left_out"]) == (2, found["total"] - 2)
    assert call("search", {"text": "Bagheri", "limit": 1}).structured_content["left_out"] == 0


def test_an_answer_has_a_limit_of_size() -> None:
    rows = [{"what": "x" * 1000} for _ in range(1000)]
    fitting = _fitting({"rows": rows}, "rows")
    assert len(json.dumps(fitting)) < MOST_BYTES * 1.1
    assert len(fitting["rows"]) + fitting["left_out"] == 1000
    assert "narrow" in fitting


def test_show_gives_the_text_of_a_brief_as_data(call: Call) -> None:
    shown = call("show", {"id": "2017-08-16-ankara"}).structured_content
    assert shown["kind"] == "Brief"
    assert "arrived in Ankara on Tuesday" in shown["facts"]["text"][0]


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("who-met-whom", {"actor": "Bageri"}, "did you mean"),
        ("who-met-whom", {"actr": "Bagheri"}, "did you mean 'actor'"),
        ("who-met-whom", {"limit": -1}, "whole number"),
        ("who-met-whom", {"actor": ""}, "`actor` has no value"),
        ("who-met-whom", {"with_likely": "yes"}, "`with_likely` is true or false; got 'yes'"),
        ("who-met-whom", {"actor": "x'}) DETACH DELETE (n) //"}, "called"),
        ("show", {"id": "../../etc/passwd"}, "called"),
        ("load", {"path": "/etc/passwd"}, "no tool 'load'"),
        ("cypher", {"query": "MATCH (n) DETACH DELETE n"}, "no tool 'cypher'"),
    ],
)
def test_what_cannot_be_asked_is_told_and_changes_nothing(
    call: Call, settings: Settings, name: str, arguments: dict[str, Any], told: str
) -> None:
    result = call(name, arguments)
    assert result.is_error
    assert told in result.content[0].text
    with whomet.open(home=settings.home) as graph:
        assert graph.totals().briefs > 20


def test_the_command_speaks_on_standard_input_and_output(
    settings: Settings, example_graph: Connection
) -> None:
    started = StdioServerParameters(
        command=sys.executable,
        args=["-m", "whomet", "mcp"],
        env={**os.environ, "WHOMET_HOME": str(settings.home)},
    )

    async def ask() -> Any:
        async with Client(started) as client:
            return await client.call_tool("meetings", {"actor": "Bagheri", "limit": 1})

    answer = asyncio.run(ask()).structured_content
    assert len(answer["rows"]) == 1
