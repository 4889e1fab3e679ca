"""The same rows in each format, on rows made to break formats; no database."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from whomet.ontology.dates import stated_bounds
from whomet.ontology.vocabulary import default_vocabulary
from whomet.queries import QueryResult, QuestionError, catalogue
from whomet.queries.presentation import as_ics, format_of, formats, render
from whomet.queries.presentation.as_csv import FORMULA
from whomet.queries.presentation.as_ics import days_of
from whomet.queries.presentation.layout import clean, parts
from whomet.queries.presentation.rows import read_columns, shown, text
from whomet.queries.quotes import Sentence

NASTY = (
    *("=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'quoted'", '"x", y'),
    *("a|b", "**bold** _it_ `code`", "[link](http://x.y)", "<b onclick=1>", "www.x.org a@b.org"),
    *("\\| \\", "&amp; &#42;", "$x^2$ ~~no~~ :smile:", "line\nbreak", "BEGIN:VEVENT\r\nEND:VEVENT"),
    *(
        "a;b,c\\n",
        "\x1b[31m",
        "سوريا؟ دمشق",
        "«already» marked",
        "  blanks  ",
        "é" * 90,
        "- x",
        "# x",
    ),
)
words = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
days = st.dates().map(date.isoformat)
edtf = (
    st.none()
    | days
    | st.sampled_from(("2017", "2017-10", "2017-10-01/2017-11", "../2016", ""))
    | (
        st.sampled_from(
            ("[2017-10-03..2017-10-05]", "[..2017-10-20]", "2017-10-20/..", "9999-12-31")
        )
    )
)
lists = st.lists(words, max_size=4)


@st.composite
def answers(draw: st.DrawFn) -> QueryResult:
    """An answer to a question of the library, with rows that nobody would like to see."""
    question = catalogue().question(draw(st.sampled_from(("visits", "who-met-whom", "evidence"))))
    rows = []
    for _ in range(draw(st.integers(0, 4))):
        row: dict[str, Any] = {}
        for column in question.columns:
            if column.name in ("when", "start", "end"):
                row[column.name] = draw(edtf) or None
            else:
                row[column.name] = draw(lists if column.many else st.none() | words)
        if "quotes" in row:
            row["briefs"] = ["brief"] * len(row["quotes"])
        else:
            row |= {"quote": draw(words), "claim": "b#c", "brief": "b"}
        rows.append(row)
    return QueryResult(question, {}, tuple(column.name for column in question.columns), rows)


class NoPlaces:
    """A graph that knows no place."""

    vocabulary = default_vocabulary()

    def read(self, *_: Any) -> list[dict[str, Any]]:
        return []

    def explain(self, *_: Any) -> Any:
        raise AssertionError


def rendered(answer: QueryResult, format: str) -> str:
    stream = io.StringIO(newline="")
    render(answer, format, stream, reader=NoPlaces())
    return stream.getvalue()


def bare(cell: str) -> str:
    """A cell of CSV without the apostrophe that keeps it from being a formula."""
    return re.sub(r"\A'(?=[=+\-@\t\r\n＝＋－＠])", "", cell)


def cells(line: str) -> list[str]:
    """The cells of a line of a Markdown table: parted at bars that are not escaped."""
    assert line.startswith("| ") and line.endswith(" |")
    found = [""]
    inner = iter(line[2:-2])
    for character in inner:
        if character == "\\":
            found[-1] += next(inner)
        elif character == "|":
            found.append("")
        else:
            assert character not in "*_`[]<>~&$@", line
            found[-1] += character
    return [cell.strip() for cell in found]


@pytest.mark.long
@given(answers())
def test_every_format_has_the_same_rows(answer: QueryResult) -> None:
    rows, columns = answer.rows, list(answer.columns)
    assert json.loads(rendered(answer, "json"))["rows"] == rows
    assert [json.loads(line) for line in rendered(answer, "jsonl").split("\n")[:-1]] == rows
    features = json.loads(rendered(answer, "geojson"))["features"]
    assert [{c: f["properties"][c] for c in columns} for f in features] == rows

    first, *others = csv.reader(io.StringIO(rendered(answer, "csv"), newline=""))
    assert first == columns
    plain = [[text(row[column]) for column in columns] for row in rows]
    assert [[bare(cell) for cell in line] for line in others] == [
        [bare(cell) for cell in line] for line in plain
    ]
    assert not any(cell.startswith(FORMULA) for line in others for cell in line)

    head, rule, *lines = rendered(answer, "markdown").splitlines()
    readable = read_columns(answer)
    assert cells(head) == list(readable) and set(rule) == set("| -")
    assert [[re.sub(r"\s+", "", cell) for cell in cells(line)] for line in lines] == [
        [re.sub(r"\s+", "", clean(text(shown(column, row)))) for column in readable] for row in rows
    ]


@given(answers())
def test_a_calendar_has_an_entry_for_each_row_and_reads_back(answer: QueryResult) -> None:
    written = rendered(answer, "ics")
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    calendar = Calendar.from_ical(written)
    assert not any(component.errors for component in calendar.walk())
    entries = [entry for entry in calendar.subcomponents if entry.name in ("VEVENT", "VJOURNAL")]
    assert len(entries) == len(calendar.subcomponents) == len(answer.rows)
    assert len({entry["UID"] for entry in entries}) == len(entries)
    for row, entry in zip(answer.rows, entries, strict=True):
        dated = days_of(row)
        assert entry.name == ("VEVENT" if dated else "VJOURNAL")
        assert entry["SUMMARY"]
        if dated:
            assert entry["DTSTART"].dt == dated.first
            if dated.last < date.max:
                assert entry["DTEND"].dt == dated.last + timedelta(days=1)
        for quote in row.get("quotes") or [row.get("quote")]:
            if clean(quote or ""):
                assert f"“{clean(quote)}”" in entry["DESCRIPTION"]


@pytest.mark.long
@given(answers())
def test_the_same_rows_have_the_same_ids_in_every_calendar(answer: QueryResult) -> None:
    once, again = (
        [entry["UID"] for entry in Calendar.from_ical(rendered(answer, "ics")).subcomponents]
        for _ in range(2)
    )
    assert once == again


def test_no_two_entries_have_one_id_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    question = catalogue().question("frequency")
    columns = tuple(column.name for column in question.columns)
    names = [*"abca", *"bcdeabcdeab", *"ffff"]
    rows = [{**dict.fromkeys(columns), "who": name, "whom": "x"} for name in names]
    answer = QueryResult(question, {}, columns, rows)

    def ids() -> list[str]:
        entries = Calendar.from_ical(rendered(answer, "ics")).subcomponents
        return [entry["UID"] for entry in entries]

    of_all = ids()
    monkeypatch.setattr(as_ics, "REMEMBERED", 3)
    few_at_a_time = ids()
    assert len(set(of_all)) == len(set(few_at_a_time)) == len(names)
    assert of_all[:6] == few_at_a_time[:6]


@given(edtf, edtf, edtf)
def test_days_of_a_calendar_hold_all_that_is_possible(
    when: str | None, start: str | None, end: str | None
) -> None:
    found = days_of({"when": when or None, "start": start or None, "end": end or None})
    if found is None:
        assert not when
        return
    assert found.first <= found.last
    if when:
        bounds = stated_bounds(when)
        assert bounds.begin_earliest in (None, found.first)
        assert bounds.end_latest in (None, found.last)
        certain = bounds.begin_earliest == bounds.begin_latest is not None
        certain &= bounds.end_earliest == bounds.end_latest is not None
        assert (found.note == "") == certain


@pytest.mark.parametrize(
    ("row", "first", "last", "status"),
    [
        ({"when": "2017-10-19"}, date(2017, 10, 19), date(2017, 10, 20), "CONFIRMED"),
        ({"when": "2017-10"}, date(2017, 10, 1), date(2017, 11, 1), "TENTATIVE"),
        ({"when": "2017-10-19", "status": "planned"}, date(2017, 10, 19), date(2017, 10, 20),
         "TENTATIVE"),
        ({"when": "2017-10-19", "status": "denied"}, date(2017, 10, 19), date(2017, 10, 20),
         "CANCELLED"),
        ({"start": "2017-10-17", "end": "2017-10-19"}, date(2017, 10, 17), date(2017, 10, 20),
         "CONFIRMED"),
        ({"when": "2017-10-20/.."}, date(2017, 10, 20), date(2017, 10, 21), "TENTATIVE"),
        ({"when": "2017-10-19", "certainty": "possible"}, date(2017, 10, 19), date(2017, 10, 20),
         "TENTATIVE"),
        ({"when": "2017-10-19", "date_match": "possible"}, date(2017, 10, 19), date(2017, 10, 20),
         "TENTATIVE"),
    ],
)  # fmt: skip
def test_dates_in_a_calendar(row: dict[str, Any], first: date, last: date, status: str) -> None:
    question = catalogue().question("visits")
    columns = tuple(column.name for column in question.columns)
    answer = QueryResult(question, {}, columns, [{**dict.fromkeys(columns), **row}])
    [entry] = Calendar.from_ical(rendered(answer, "ics")).subcomponents
    assert (entry["DTSTART"].dt, entry["DTEND"].dt, entry["STATUS"]) == (first, last, status)


@pytest.mark.parametrize(
    ("question", "row", "summary"),
    [
        ("who-met-whom", {"who": "A", "whom": "B"}, "A met B"),
        ("who-met-whom", {"who": "A", "whom": "B", "medium": "in-person"}, "A met B"),
        ("who-met-whom", {"who": "A", "whom": "B", "medium": "phone"}, "A spoke by phone with B"),
        ("meetings", {"participants": ["A", "B"], "medium": "video"}, "A and B spoke by video"),
        ("itinerary", {"kind": "Meeting", "what": "A, B", "medium": "phone"}, "Phone call: A, B"),
        ("itinerary", {"kind": "Visit", "what": "A", "status": "planned"}, "Planned: Visit: A"),
        ("meetings", {"participants": ["A", "B"], "status": "denied"}, "Denied: A and B met"),
        (
            "meetings",
            {"participants": ["A", "B"], "certainty": "possible"},
            "Possible: A and B met",
        ),
        ("evidence", {"what": "A, B", "polarity": "denied"}, "Denied: A, B"),
        ("network", {"actor": "A", "meetings": 4}, "A, meetings: 4"),
    ],
)
def test_an_entry_says_what_happened(question: str, row: dict[str, Any], summary: str) -> None:
    found = catalogue().question(question)
    columns = tuple(column.name for column in found.columns)
    answer = QueryResult(found, {}, columns, [{**dict.fromkeys(columns), **row}])
    [entry] = Calendar.from_ical(rendered(answer, "ics")).subcomponents
    assert str(entry["SUMMARY"]) == summary


def test_rows_without_a_date_are_told_and_kept() -> None:
    question = catalogue().question("visits")
    columns = tuple(column.name for column in question.columns)
    answer = QueryResult(question, {}, columns, [dict.fromkeys(columns)] * 2)
    [note] = render(answer, "ics", io.StringIO())
    assert note.startswith("2 rows without a date are kept as VJOURNAL")


def test_geojson_without_a_graph_says_what_it_needs() -> None:
    with pytest.raises(QuestionError, match="ask for geojson while it is open"):
        render(QueryResult(catalogue().question("visits"), {}, (), []), "geojson", io.StringIO())


@given(words, words, words)
def test_a_sentence_comes_to_pieces_that_make_one_clean_line(a: str, b: str, c: str) -> None:
    sentence = Sentence(a, b, c)
    assert sentence == f"{a}«{b}»{c}"
    assert "".join("".join(parts(sentence)).split()) == "".join(clean(a + b + c).split())


def test_the_end_of_a_name_tells_the_format() -> None:
    told = {
        format_of(Path(f"answer.{end}")) for end in ("csv", "md", "jsonl", "geojson", "ics", "xlsx")
    }
    assert told == {"csv", "markdown", "jsonl", "geojson", "ics", "xlsx"}
    assert format_of(Path("a.JSON")) == "json" and format_of(Path("a.xls")) is None
    assert {"csv", "geojson", "ics", "json", "jsonl", "markdown", "table", "xlsx"} == set(formats())
