"""The answers to the example briefs in every format: the same rows, whole sentences, places."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from rich.cells import cell_len

from whomet.graph.database.connection import Connection
from whomet.graph.writing.loading import load_briefs
from whomet.loaders import read
from whomet.ontology.sentences import sentence_around
from whomet.queries import QueryResult, ask
from whomet.queries.cypher_tokens import tokens, used_parameters
from whomet.queries.internal_queries import internal
from whomet.queries.presentation import render
from whomet.queries.presentation.as_csv import cell
from whomet.queries.quotes import Sentence, quoted

EXAMPLES = Path(__file__).parents[2] / "examples" / "briefs"
ASKED: list[tuple[str, dict[str, Any]]] = [
    ("who-met-whom", {"include_denied": True, "status": "any"}),
    ("visits", {"status": "any"}),
    ("meetings", {}),
    ("messages", {}),
    ("positions", {}),
    ("statements", {}),
    ("evidence", {"actor": "Erdogan"}),
    ("itinerary", {"actor": "Bagheri"}),
]


@pytest.fixture(scope="module")
def examples(connection: Connection) -> Connection:
    """A graph of the example briefs, which no test of this file changes."""
    connection.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    briefs = [result.brief for result in read([EXAMPLES]) if result.brief is not None]
    load_briefs(connection, briefs)
    return connection


def rendered(reader: Connection, answer: QueryResult, format: str, **options: Any) -> str:
    stream = io.StringIO(newline="")
    render(answer, format, stream, reader=reader, **options)
    return stream.getvalue()


def test_the_same_rows_in_each_format(examples: Connection) -> None:
    for name, given in ASKED:
        for way in ("short", "full"):
            answer = quoted(examples, ask(examples, name, **given), way)
            rows, columns = answer.rows, list(answer.columns)
            assert rows, name
            written = {
                format: rendered(examples, answer, format)
                for format in ("json", "jsonl", "csv", "geojson", "markdown", "ics")
            }
            assert json.loads(written["json"])["rows"] == rows
            assert [json.loads(line) for line in written["jsonl"].splitlines()] == rows
            table = list(csv.DictReader(io.StringIO(written["csv"], newline="")))
            assert len(table) == len(rows) and list(table[0]) == columns
            features = json.loads(written["geojson"])["features"]
            once = {feature["id"].split(".")[0]: feature["properties"] for feature in features}
            assert [{c: p[c] for c in columns} for p in once.values()] == rows
            assert len(written["markdown"].splitlines()) == len(rows) + 2
            entries = Calendar.from_ical(written["ics"]).subcomponents
            assert len({entry["UID"] for entry in entries}) == len(rows)
            for width in (80, 200):
                shown = rendered(examples, answer, "table", width=width, rows=None)
                assert max(map(cell_len, shown.splitlines())) <= width
            said = "quotes" if "quotes" in columns else "quote"
            assert [line[said] for line in table] == [cell(row[said]) for row in rows]


def test_places_of_the_examples_are_on_the_map(examples: Connection) -> None:
    answer = ask(examples, "visits", status="any")
    collection = json.loads(rendered(examples, answer, "geojson"))
    assert collection["type"] == "FeatureCollection"
    found = {
        feature["properties"]["map_place"]: feature["geometry"]["coordinates"]
        for feature in collection["features"]
        if feature["geometry"] is not None
    }
    longitude, latitude = found["Tehran"]
    assert 51 < longitude < 52 and 35 < latitude < 36
    longitude, latitude = found["Sochi"]
    assert 39 < longitude < 40.5 and 43 < latitude < 44


def test_sentences_are_pieces_of_their_briefs(examples: Connection) -> None:
    texts = {
        row["id"]: row["text"]
        for row in examples.read("MATCH (b:Brief) RETURN b.id AS id, b.text AS text")
    }
    for name, given in ASKED:
        answer = quoted(examples, ask(examples, name, **given), "full")
        for row in answer.rows:
            if "quotes" in row:
                triples = zip(row["briefs"], row["quotes"], row["sentences"], strict=True)
            else:
                triples = zip([row["brief"]], [row["quote"]], [row["sentence"]], strict=True)
            for brief, quote, sentence in triples:
                assert isinstance(sentence, Sentence) and sentence.words == quote
                whole = sentence.before + sentence.words + sentence.after
                assert whole in texts[brief]
                begin = texts[brief].index(whole) + len(sentence.before)
                assert sentence_around(texts[brief], begin, begin + len(quote))[1] >= begin


def test_nothing_is_to_be_said_about_the_queries_of_places_and_texts(examples: Connection) -> None:
    # No place of the examples followed until a brief stated another.
    examples.write(lambda tx: tx.run("CALL db.createProperty('known_until')").consume())
    for name in ("places", "texts"):
        cypher = internal(name)
        values = dict.fromkeys(used_parameters(list(tokens(cypher))))
        notices = examples.explain(cypher, values).gql_status_objects
        assert [n.status_description for n in notices if n.gql_status[:2] in ("01", "03")] == []
