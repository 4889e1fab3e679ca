"""Asking: what is refused in one sentence, and lines for Browser that give the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.queries.named_entities import load
from whomet.graph.database.connection import Connection
from whomet.ontology.vocabulary import Vocabulary
from whomet.queries import QuestionError, ask, catalogue, parameter_lines, resolve
from whomet.queries.internal_queries import Reader
from whomet.queries.runner import QueryResult, run
from whomet.queries.values import plain

if TYPE_CHECKING:
    from neo4j import ResultSummary

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
    ("meetings", {"actor": ""}, "`actor` has no value; got ''; give one, or leave it out"),
    ("meetings", {"actor": ["x", " "]}, "`actor` needs a text; got ' '"),
    ("meetings", {"actor": False}, "`actor` needs a text; got False"),
    ("search", {"text": " "}, "question 'search' needs `text`; for instance: "),
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


def test_several_wrong_parameters_are_told_together(world: Connection) -> None:
    with pytest.raises(QuestionError) as caught:
        ask(world, "meetings", actor="Anna Burg", place="Norlund", since="someday", acter="x")
    lines = caught.value.message.split("\n")
    assert [line.split("'")[1] for line in lines] == ["meetings", "someday", "Anna Burg", "Norlund"]
    assert set(caught.value.candidates) >= {"actor", "Anna Berg", "Norland"}
    assert set(caught.value.parameters) >= {"since", "actor", "place"}


def test_a_parameter_that_may_be_given_several_times_means_any_of_them(world: Connection) -> None:
    def events(**given: Any) -> set[str]:
        return {row["event"] for row in ask(world, "meetings", **given).rows}

    one, other = events(actor="Anna Berg"), events(actor="Gina Holt")
    assert events(actor=["Anna Berg", "Gina Holt"]) == one | other
    assert events(actor=("Anna Berg", "test:berg")) == one
    both = ask(world, "who-met-whom", actor=["Anna Berg", "Carlo Dante"])
    assert {row["who"] for row in both.rows} == {"Anna Berg", "Carlo Dante"}
    assert len(both.parameters["actor"]) == 2
    for empty in ([], ()):
        with pytest.raises(QuestionError, match=r"`actor` has no value; got .*; give one"):
            events(actor=empty)
    with pytest.raises(QuestionError, match="`attributed_to` takes one value; got 2"):
        ask(world, "meetings", attributed_to=["Anna Berg", "Gina Holt"])


def test_an_answer_says_how_it_was_understood(world: Connection) -> None:
    answer = ask(world, "meetings", actor="berg", on="2020-03", place="Norland")
    told = [each.to_json() for each in answer.understood]
    assert [(each["parameter"], each["given"]) for each in told] == [
        ("actor", "berg"),
        ("place", "Norland"),
        ("on", "2020-03"),
    ]
    assert told[0]["id"] == "test:berg" and "how" in told[0]
    assert told[1]["name"] == "Norland" and "how" not in told[1]
    assert (told[2]["first"], told[2]["last"]) == ("2020-03-01", "2020-03-31")
    assert "1–31 Mar 2020" in str(answer.understood[2])


def test_a_limit_tells_how_many_rows_there_are(world: Connection) -> None:
    every = ask(world, "who-met-whom")
    first = ask(world, "who-met-whom", limit=2)
    assert (len(first.rows), first.total) == (2, len(every.rows))
    assert f"2 of {len(every.rows)} rows" in first.notes[0]
    assert every.total == len(every.rows) and not every.notes
    shown = ask(world, "who-met-whom", most=2)
    assert (shown.rows, shown.total, shown.parameters["limit"]) == (first.rows, first.total, None)
    assert shown.notes == (
        f"the first 2 of {first.total} rows; --limit reads another number of them",
    )
    assert ask(world, "who-met-whom", most=2, limit=3).rows == every.rows[:3]
    gaps = ask(world, "gaps", limit=1)
    assert sum(gaps.counts.values()) == gaps.total > 1


def test_rows_have_ids_beside_names_and_bounds_beside_dates(world: Connection) -> None:
    for name in ("who-met-whom", "meetings", "visits", "positions"):
        answer = ask(world, name)
        by_name = {column.name: column for column in answer.question.columns}
        assert answer.rows
        for row in answer.rows:
            for column in answer.columns:
                whose, _, kind = column.rpartition("_")
                if kind == "ids":
                    assert len(row[column]) == len(row[whose])
                elif kind == "id":
                    assert (row[column] is None) == (row[whose] is None)
            assert row["certainty"] in ("certain", "probable", "possible")
            if row.get("when") and len(row["when"]) == len("2020-03-11") and "/" not in row["when"]:
                assert row["begin_earliest"] == row["end_latest"] == row["when"]
        assert by_name["begin_earliest"].companion


def test_rows_that_do_not_say_their_status_are_told_of(world: Connection) -> None:
    given = {"actor": "Anna Berg"}
    assert ask(world, "frequency", **given).notes == ()
    [note] = ask(world, "frequency", **given, status="any", include_denied=True).notes
    assert note == "planned, cancelled and denied events count here too, and no row says which"
    assert ask(world, "itinerary", **given, status="any").notes == ()


@dataclass(frozen=True)
class _Counting:
    """Reads as `reader` does, and keeps every query."""

    reader: Reader
    sent: list[str] = field(default_factory=list)

    @property
    def vocabulary(self) -> Vocabulary:
        return self.reader.vocabulary

    def read(self, cypher: str, parameters: Any = None) -> list[dict[str, Any]]:
        self.sent.append(cypher)
        return self.reader.read(cypher, parameters)

    def stream(self, cypher: str, parameters: Any = None) -> Iterator[dict[str, Any]]:
        self.sent.append(cypher)
        return self.reader.stream(cypher, parameters)

    def explain(self, cypher: str, parameters: Any = None) -> ResultSummary:
        return self.reader.explain(cypher, parameters)


@pytest.mark.parametrize(
    ("name", "given", "queries"),
    [
        ("who", {"class": "Person"}, 1),
        ("who-met-whom", {"actor": "Anna Berg", "with": "Erik Falk"}, 2),
        ("meetings", {"place": "Norland"}, 2),
        ("meetings", {"place": "Norland", "since": "2000"}, 3),
        ("network", {}, 2),
        ("search", {"text": "met"}, 2),
        # All that have the words are found and counted at once.
        ("search", {"text": "met", "limit": "1"}, 2),
        # Without rows: whether there are briefs, which statuses, each wider choice, who is named.
        ("meetings", {"actor": "Anna Berg", "medium": "written"}, 6),
        # Whether there is any row at all, and how many without the conditions.
        ("gaps", {"kind": "no-report", "until": "1800"}, 7),
    ],
)
def test_a_question_asks_no_more_than_it_must(
    world: Connection, name: str, given: dict[str, Any], queries: int
) -> None:
    """Names, rows, and what is undated, measured or in texts: one query each."""
    answer, sent = counted(world, name, given)
    assert answer.rows or any("no rows" in note for note in answer.notes)
    assert sent == queries


def counted(graph: Connection, name: str, given: dict[str, Any]) -> tuple[QueryResult, int]:
    """An answer, and how many queries were sent for it."""

    def asked(reader: Reader) -> tuple[QueryResult, int]:
        counting = _Counting(reader)
        answer = run(counting, resolve(counting, catalogue().question(name), given))
        return answer, len(counting.sent)

    return graph.together(asked)


@pytest.mark.parametrize(
    ("given", "queries"), [({}, 3), ({"kind": "date"}, 3), ({"since": "2019"}, 5)]
)
def test_what_a_whole_graph_has_none_of_is_looked_for_once(
    graph: Connection, tmp_path: Path, given: dict[str, Any], queries: int
) -> None:
    """Rows, whether there are briefs, what is undated, twice, and the widest question there is."""
    load(graph, tmp_path, {"anna": {"type": "Person", "name": "Anna Berg"}})
    answer, sent = counted(graph, "conflicts", given)
    assert answer.notes == ("no rows, whatever the conditions",)
    assert sent == queries
