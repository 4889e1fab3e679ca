"""Answers about the golden world: what no gazetteer knows, sentences, pandas, networkx."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from typing import Any

import networkx
import pandas
import pytest

from whomet.answer import Answer as PythonAnswer
from whomet.graph.database.connection import Connection
from whomet.ontology.errors import WhometError
from whomet.queries import QueryResult, QuestionError, ask, catalogue
from whomet.queries.presentation import render
from whomet.queries.quotes import quoted


def rendered(reader: Connection, answer: QueryResult, format: str, **options: Any) -> str:
    stream = io.StringIO(newline="")
    render(answer, format, stream, reader=reader, **options)
    return stream.getvalue()


def test_places_that_nobody_knows_are_told_and_keep_their_rows(world: Connection) -> None:
    answer = ask(world, "visits", status="any")
    stream = io.StringIO()
    [note] = render(answer, "geojson", stream, reader=world)
    assert "Nordhavn" in note
    features = json.loads(stream.getvalue())["features"]
    assert len(features) == len(answer.rows)
    assert all(feature["geometry"] is None for feature in features)


def test_sentences_in_a_table_and_in_markdown(world: Connection) -> None:
    answer = quoted(world, ask(world, "messages"), "full")
    assert answer.rows[0]["sentences"] == [
        "There «Gina Holt gave her a letter from Queen Ilse Storm»."
    ]
    marked = "“There «Gina Holt gave her a letter from Queen Ilse Storm».”"
    assert marked in rendered(world, answer, "table", width=200)
    assert "There **Gina Holt gave her a letter from Queen Ilse Storm**." in rendered(
        world, answer, "markdown"
    )
    with pytest.raises(QuestionError, match="quotes are short or full; got 'long'"):
        quoted(world, answer, "long")


def test_pandas_has_days_as_datetimes_and_lists_as_lists(world: Connection) -> None:
    frame = PythonAnswer(ask(world, "meetings", place="Norland")).to_pandas()
    assert frame["when"].dtype == "datetime64[s]"
    assert frame["when"][0] == pandas.Timestamp(2020, 3, 11)
    assert "Anna Berg" in frame["participants"][0]
    assert frame["begin_earliest"].dtype == "datetime64[s]"
    counted = PythonAnswer(ask(world, "frequency")).to_pandas()
    assert counted["count"].dtype == "Int64" and counted["count"].sum() > 0
    everything = PythonAnswer(ask(world, "meetings")).to_pandas()
    assert "[2020-05-01..2020-05-10]" in list(everything["when"])
    empty = PythonAnswer(ask(world, "meetings", since="2050")).to_pandas()
    assert list(empty.columns)[-3:] == ["event", "briefs", "quotes"] and len(empty) == 0


def test_networkx_has_an_edge_for_each_row(world: Connection) -> None:
    answer = PythonAnswer(ask(world, "who-met-whom"))
    network = answer.to_networkx()
    assert isinstance(network, networkx.MultiGraph)
    assert network.number_of_edges() == len(answer)
    edge = next(iter(network.get_edge_data("test:berg", "person:carlo-dante").values()))
    assert edge["quotes"] and edge["event"] == "test:talks"
    visits = PythonAnswer(ask(world, "visits")).to_networkx()
    [place] = [node for node, data in visits.nodes(data=True) if data.get("name") == "Nordhavn"]
    assert visits.nodes[place]["node_kind"] == "place" and place != "Nordhavn"
    [holt] = [node for node, data in visits.nodes(data=True) if data.get("name") == "Gina Holt"]
    assert {data["role"] for *_, data in visits.edges(holt, data=True)} == {"visitors"}


@pytest.mark.parametrize("name", ["network", "tally", "topics", "brokers", "gaps"])
def test_no_row_of_a_network_takes_the_place_of_another(world: Connection, name: str) -> None:
    answer = PythonAnswer(ask(world, name))
    nodes = dict(answer.to_networkx().nodes(data=True)).values()
    told = [
        {c: v for c, v in node.items() if c in answer.columns and c != "event"} for node in nodes
    ]
    facts = [facts for facts in told if len(facts) > 1]
    assert len(answer) > 0 and len(facts) == len(answer)
    for row in answer:
        assert any(all(row[column] == value for column, value in of.items()) for of in facts)


def test_two_people_of_one_name_are_two_nodes() -> None:
    question = catalogue().question("who-met-whom")
    columns = tuple(column.name for column in question.columns)
    rows = [
        {**dict.fromkeys(columns), "who": "Ana", "who_id": "x:a", "whom": "Franco", "whom_id": id}
        for id in ("x:1", "x:2")
    ]
    network = PythonAnswer(QueryResult(question, {}, columns, rows)).to_networkx()
    assert dict(network.nodes(data="name")) == {"x:a": "Ana", "x:1": "Franco", "x:2": "Franco"}


def test_a_notebook_shows_rows_and_no_markup_of_briefs(world: Connection) -> None:
    answer = ask(world, "meetings", actor="berg", limit=1)
    html = PythonAnswer(answer)._repr_html_()
    assert "Anna Berg (Person, test:berg), found" in html and "1 of " in html
    nasty = {**answer.rows[0], "participants": ["<b>x</b>"], "quotes": ["<script>"]}
    nasty["quotes"] *= len(nasty["briefs"])
    html = PythonAnswer(replace(answer, rows=[nasty]))._repr_html_()
    assert "<script>" not in html and "<b>x</b>" not in html and "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("method", "library"), [("to_pandas", "pandas"), ("to_networkx", "networkx")]
)
def test_a_library_that_is_missing_is_named(
    method: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = PythonAnswer(QueryResult(catalogue().question("visits"), {}, (), []))
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(
        WhometError,
        match=r"needs pandas, networkx and igraph; run `pip install 'whomet\[analysis\]'`",
    ):
        getattr(answer, method)()
