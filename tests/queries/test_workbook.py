"""Answers as workbooks: the rows as in the other formats, and nothing that runs."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from openpyxl.utils.escape import unescape

from whomet.answer import Answer
from whomet.queries import QueryResult, QuestionError, catalogue
from whomet.queries.presentation import as_xlsx, render
from whomet.queries.presentation.rows import text

from .test_formats import answers


def workbook(answer: QueryResult) -> tuple[Any, tuple[str, ...]]:
    stream = io.BytesIO()
    notes = render(answer, "xlsx", stream)
    return openpyxl.load_workbook(stream), notes


def of_one(question: str, *rows: dict[str, Any]) -> QueryResult:
    """An answer with these rows, in which all other columns are empty."""
    asked = catalogue().question(question)
    columns = dict.fromkeys([column.name for column in asked.columns])
    return QueryResult(
        asked, {}, tuple(columns | rows[0]), [columns | row for row in rows], notes=("one",)
    )


@pytest.mark.long
@given(answers())
def test_every_row_is_there_as_text_and_nothing_runs(answer: QueryResult) -> None:
    book, _ = workbook(answer)
    sheet = book["Rows"]
    assert [cell.value for cell in sheet[1]] == list(answer.columns)
    assert sheet.max_row <= 1 + len(answer.rows)
    for number, row in enumerate(answer.rows, 2):
        for index, column in enumerate(answer.columns, 1):
            cell = sheet.cell(number, index)
            assert cell.data_type != "f" and cell.hyperlink is None
            assert _plain(cell.value) == _plain(text(row[column]))


def _plain(value: object) -> str:
    """A text as a workbook gives it back: of a line end only that there is one."""
    found = unescape("" if value is None else str(value))
    return found.replace("\r\n", "\n").replace("\r", "\n")


def test_days_are_dates_and_numbers_numbers() -> None:
    row = {"begin_earliest": "2017-10-19", "begin_latest": "1899-01-01", "when": "2017-10"}
    book, notes = workbook(of_one("visits", row | {"count": 3}))
    header, cells = book["Rows"].iter_rows(values_only=True)
    found = dict(zip(header, cells, strict=True))
    assert found["begin_earliest"] == datetime(2017, 10, 19)
    assert (found["begin_latest"], found["when"], found["count"]) == ("1899-01-01", "2017-10", 3)
    about = set(book["About"].iter_rows(values_only=True))
    question = catalogue().question("visits").question
    assert about >= {("question", question), ("rows", "1 of 1"), ("note", "one")}
    assert notes == ()


def test_a_cell_that_is_too_long_is_cut_and_told() -> None:
    book, [note] = workbook(of_one("evidence", {"quote": "x" * 40_000}))
    assert "x" * 32_767 in [cell.value for cell in book["Rows"][2]]
    assert note.startswith("1 cell was cut at 32,767 characters")


def test_more_rows_than_a_sheet_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_xlsx, "MOST_ROWS", 1)
    with pytest.raises(QuestionError, match="a sheet holds 1 rows, but there are more"):
        workbook(of_one("visits", {"leader": "a"}, {"leader": "b"}))


def test_saved_from_python(tmp_path: Path) -> None:
    answer = Answer(of_one("visits", {"leader": "Ada Weil"}))
    answer.save(tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Rows"]
    assert "Ada Weil" in [cell.value for cell in sheet[2]]
    answer.save(tmp_path / "a.csv")
    assert "Ada Weil" in (tmp_path / "a.csv").read_text()
    with pytest.raises(QuestionError, match="is not text"):
        answer.render("xlsx")
    with pytest.raises(QuestionError, match="extension of no format"):
        answer.save(tmp_path / "a.doc")
