"""What pages say about dates, settings and exit codes, held against the code."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from pathlib import Path

from tests.docs.blocks import left_out
from whomet.cli import run
from whomet.graph.settings import DESCRIPTIONS, Settings
from whomet.ontology.dates import resolve

DOCS = Path(__file__).resolve().parents[2] / "docs"


def _table(page: str, pattern: str) -> list[tuple[str, ...]]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return [found.groups() for found in re.finditer(pattern, text, re.MULTILINE)]


def test_every_date_of_the_table_is_read_as_it_says() -> None:
    rows = _table("dates.md", r"^\| (.+?) \| (occurred|planned) \| (.+?) \|$")
    assert len(rows) >= 10
    for phrase, status, expected in rows:
        assert resolve(phrase, date(2017, 10, 19), status == "planned") == expected, phrase


def test_every_setting_is_described() -> None:
    settable = {one.name for one in fields(Settings)} - {"password_prompt", "notices"}
    assert set(DESCRIPTIONS) == settable
    assert {name for (name,) in _table("settings.md", r"^\| `(\w+)` \|.*\| `WHOMET_")} == settable


def test_every_exit_code_is_described() -> None:
    codes = (
        run.DONE,
        run.AT_FAULT,
        run.WRONG_USAGE,
        run.NO_DATABASE,
        run.CHANGED,
        run.INTERRUPTED,
        run.NO_READER,
    )
    assert _table("reports.md", r"^\| (\d+) \| ") == [(str(code),) for code in codes]


def test_the_glossary_is_in_order() -> None:
    terms = [term for (term,) in _table("glossary.md", r"^\| ((?!Term|---).+?) \| ")]
    assert len(terms) >= 30
    assert terms == sorted(terms, key=str.casefold)


def test_the_pages_that_add_something_leave_no_step_out() -> None:
    for page in ("add-a-question.md", "extending.md"):
        assert left_out(DOCS / page) == []
