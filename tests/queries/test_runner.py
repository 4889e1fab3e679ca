"""Asking: what is refused in one sentence, and lines for Browser that give the same rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from whomet.graph.database.connection import Connection
from whomet.queries import QuestionError, ask, catalogue, parameter_lines, resolve
from whomet.queries.values import plain

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("meeting", {}, "there is no question 'meeting'; did you mean 'meetings'"),
    ("meetings", {"acter": "Berg"}, "no parameter 'acter'; did you mean 'actor'"),
    ("meetings", {"since": "someday"}, "`since` 'someday': "),
    ("meetings", {"since": "2020-02-30"}, "`since` '2020-02-30': "),
    ("meetings", {"since": "2021", "until": "2020"}, "is after `until` 2020-12-31"),
    ("meetings", {"on": "2020", "until": "2021"}, "leave out `since` and `until`"),
    ("meetings", {"status": "plan"}, "one of occurred, planned, cancelled, any; got 'plan'; did"),
    ("meetings", {"limit": 0}, "`limit` needs a whole number, 1 or more; got 0"),
    ("meetings", {"limit": "ten"}, "`limit` needs a whole number"),
    ("meetings", {"limit": True}, "`limit` needs a whole number"),
    ("meetings", {"certain": "maybe"}, "`certain` is given or not"),
    ("meetings", {"actor": ""}, "`actor` needs a text"),
    ("meetings", {"actor": 7}, "`actor` needs a text; got 7"),
    ("meetings", {"with": "Berg", "with_": "Berg"}, "`with_` is given twice"),
    ("itinerary", {}, "needs `actor`; for instance: whomet ask itinerary"),
    ("evidence", {"with": "Berg"}, "needs `event` or `actor`; for instance: "),
]


def test_what_cannot_be_asked_is_refused_in_one_sentence(world: Connection) -> None:
    for name, given, message in REFUSED:
        with pytest.raises(QuestionError) as caught:
            ask(world, name, **given)
        assert message in caught.value.message
        assert "\n" not in caught.value.message


def test_an_empty_graph_has_no_rows_and_no_names(graph: Connection) -> None:
    assert ask(graph, "meetings").rows == []
    with pytest.raises(QuestionError, match="holds no briefs yet"):
        ask(graph, "meetings", actor="Berg")


def test_dates_come_as_words_edtf_and_days(world: Connection) -> None:
    question = catalogue().question("meetings")

    def days(**given: Any) -> tuple[date | None, date | None]:
        values = resolve(world, question, given, today=date(2020, 4, 15)).values
        return values["since"], values["until"]

    assert days() == (None, None)
    assert days(until="1961") == (None, date(1961, 12, 31))
    assert days(since="2020-03") == (date(2020, 3, 1), None)
    assert days(on="last month") == (date(2020, 3, 1), date(2020, 3, 31))
    assert days(since=date(2020, 3, 11)) == (date(2020, 3, 11), None)


BROWSER: list[tuple[str, dict[str, Any]]] = [
    ("who-met-whom", {"actor": "Berg", "since": "2020-03", "until": "2020-05", "limit": 3}),
    ("meetings", {"source": "harbour post", "undated": True, "on": "2020"}),
    ("visits", {"status": "any", "place": "Norland"}),
    ("positions", {"on": "2020-01-01"}),
    ("evidence", {"event": "test:talks"}),
]


def test_parameter_lines_make_the_file_run_as_it_is(world: Connection) -> None:
    for name, given in BROWSER:
        question = catalogue().question(name)
        resolved = resolve(world, question, given)
        lines = [line[len(":param ") : -1] for line in parameter_lines(resolved)]
        pairs = [line.split(" => ", 1) for line in lines]
        literals = ", ".join(f"{literal} AS `{parameter}`" for parameter, literal in pairs)
        [values] = world.read(f"RETURN {literals}")
        rows = [plain(row) for row in world.read(question.text, values)]
        assert rows == ask(world, name, **given).rows
        assert rows


def test_texts_become_cypher_literals(world: Connection) -> None:
    question = catalogue().question("meetings")
    resolved = resolve(world, question, {})
    nasty = "a'b\\c\n$d `e` \u2028"
    resolved.values["actor"] = nasty
    [line] = [line for line in parameter_lines(resolved) if line.startswith(":param actor")]
    assert world.read(f"RETURN {line.split(' => ', 1)[1][:-1]} AS text") == [{"text": nasty}]
