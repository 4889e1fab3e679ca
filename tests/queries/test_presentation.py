"""The same rows in every format, within the width, and nothing of a brief read as markup."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from whomet.graph.database.connection import Connection
from whomet.queries import QueryResult, QuestionError, ask, catalogue, describe
from whomet.queries.presentation import formats, render
from whomet.queries.presentation.layout import (
    JOIN,
    clean,
    joined_dates,
    quote_lines,
    widths,
)
from whomet.queries.source_chains import steps_of


def rendered(what: Any, format: str, **options: Any) -> str:
    stream = io.StringIO()
    render(what, format, stream, **options)
    return stream.getvalue()


def answer(rows: list[dict[str, Any]], name: str = "meetings") -> QueryResult:
    question = catalogue().question(name)
    columns = tuple(column.name for column in question.columns)
    full = [{column: row.get(column) for column in columns} for row in rows]
    return QueryResult(question, {}, columns, full)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_table_has_the_rows_of_the_json(world: Connection, width: int) -> None:
    for name in ("who-met-whom", "visits", "messages", "positions"):
        asked = ask(world, name)
        rows = json.loads(rendered(asked, "json"))["rows"]
        assert rows == asked.rows
        table = rendered(asked, "table", width=width)
        assert max(cell_len(line) for line in table.splitlines()) <= width
        flat = re.sub(r"\s+", "", table)
        for row in rows:
            for quote in row["quotes"]:
                assert re.sub(r"\s+", "", quote) in flat
        assert f"{len(rows)} row" in table


def test_a_table_shows_fifty_rows_and_says_how_many_more() -> None:
    table = rendered(answer([{"when": f"{year:04}"} for year in range(1, 121)]), "table", width=80)
    assert "0050" in table and "0051" not in table
    assert "… and 70 more rows" in table
    assert len(json.loads(rendered(answer([{"when": "1"}] * 120), "json"))["rows"]) == 120


def test_text_of_briefs_is_never_markup_nor_steers_the_terminal() -> None:
    nasty = "[bold red]x[/] :smile: \x1b[31mred\x07 [/nothing]"
    row = {"participants": [nasty], "event": "b#e", "briefs": ["b"], "quotes": [nasty]}
    table = rendered(answer([row]), "table", width=200, colour=False)
    assert "[bold red]x[/] :smile: [31mred [/nothing]" in table
    assert "\x1b" not in table and "\x07" not in table


def test_long_lists_fold() -> None:
    table = rendered(answer([{"participants": [f"P{n}" for n in range(30)]}]), "table", width=200)
    assert "P5; … 24 more" in table and "P6" not in table


def test_a_row_about_several_events_shows_the_briefs_of_its_quotes() -> None:
    row = {"briefs": ["b", "c"], "quotes": ["met", "spoke"]}
    origins = [origin for _, origin in quote_lines({**row, "event": ["b#e", "c#e"]})]
    assert origins == ["b", "c"]
    assert [origin for _, origin in quote_lines({**row, "event": ["b#e"]})] == ["b#e", "c"]


def test_descriptions_come_in_every_format(world: Connection) -> None:
    described = describe(world, "test:talks")
    assert json.loads(rendered(described, "json")) == described.to_json()
    assert "White Hall" in rendered(described, "table", width=80)


def test_days_and_ids_go_below_rows_that_would_not_fit() -> None:
    row = {
        **{"name": "Ada Lund", "id": "person:ada-lund", "class": "Person", "meetings": 4},
        **{
            "visits": 31,
            "briefs": 35,
            "first": "[2017-05-09..2017-05-19]",
            "last": "2019-04-03",
        },
    }
    table = rendered(answer([row], "who"), "table", width=80)
    assert [re.sub(" +", " ", line.strip()) for line in table.splitlines()[2:]] == [
        "name class meetings visits briefs",
        "Ada Lund Person 4 31 35",
        "id person:ada-lund · first between 9 and 19 May 2017 · last 3 Apr 2019",
    ]


def test_people_read_small_numbers_without_an_exponent() -> None:
    table = rendered(
        answer([{"actor": "Ada", "betweenness": 2.6e-05}], "network"), "table", width=99
    )
    assert "0.000026" in table


def test_an_unknown_format_names_the_known_ones() -> None:
    assert {"json", "table"} <= set(formats())
    with pytest.raises(QuestionError, match="no format 'jsn'; did you mean 'json'"):
        rendered(answer([]), "jsn")


@given(st.lists(st.integers(0, 90), min_size=1, max_size=12), st.integers(20, 220))
def test_columns_fit_or_say_that_they_do_not(natural: list[int], total: int) -> None:
    chosen = widths(natural, total, keep={0: natural[0]})
    if chosen is not None:
        assert chosen[0] == natural[0]
        assert sum(chosen) + 2 * (len(chosen) - 1) <= total
        assert all(width <= wanted for width, wanted in zip(chosen, natural, strict=True))


@given(st.text())
def test_cleaned_text_is_one_line_without_controls(text: str) -> None:
    assert "\n" not in clean(text) and "\x1b" not in clean(text)
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    "date",
    ["between 24 and 26 Jan 1958", "28 Feb – 2 Mar 1969", "30 Dec 1968 – 2 Jan 1969", "3 May 2016"],
)
def test_no_line_breaks_within_a_date(date: str) -> None:
    joined = joined_dates(f"during  Visit of A · {date} · Paris", ranges=True)
    assert joined.replace(JOIN, " ") == f"during  Visit of A · {date} · Paris"
    assert date.replace(" ", JOIN) in joined
    assert joined_dates("from 1 Oct 2017 (end not told)").split() == [
        *("from", f"1{JOIN}Oct{JOIN}2017", f"(end{JOIN}not{JOIN}told)"),
    ]


def test_sources_that_say_it_together_are_one_step() -> None:
    names = ["SANA", "the palace", "the ministry"]
    assert steps_of(names, [1, 2, 2]) == ["SANA", "the palace and the ministry"]
    assert steps_of(names, [1, 2, 3]) == names
    row = {"quote": "met", "claim": "b#m", "attributed_to": names}
    told = [quote_lines(row), quote_lines({**row, "attributed_to_steps": [1, 2, 2]})]
    assert [origin for [(_, origin)] in told] == [
        "b#m (on the word of SANA, the palace, the ministry)",
        "b#m (on the word of SANA, the palace and the ministry)",
    ]


def test_the_heading_does_not_call_a_date_certain_that_is_not() -> None:
    bounds = ("begin_earliest", "begin_latest", "end_earliest", "end_latest")
    row = {"certainty": "certain", "status": "occurred", "participants": ["A", "B"]}
    row |= {"event": "e", "briefs": [], "quotes": []}
    exact = answer([{**row, "when": "2017-10-19", **dict.fromkeys(bounds, "2017-10-19")}])
    assert "1 row, certain\n" in rendered(exact, "table")
    undated = answer([row])
    assert "1 row, certain but for the date\n" in rendered(undated, "table")
    assert "no date" in rendered(undated, "table")
    assert "no date" not in rendered(undated, "csv")
