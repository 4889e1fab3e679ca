"""What the questions answer on the example briefs: data, in answers.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.engines import LANGUAGES
from whomet.graph.database.connection import Connection
from whomet.graph.writing.loading import load_briefs
from whomet.ontology.records import Brief
from whomet.queries.runner import ask

pytestmark = pytest.mark.languages(*LANGUAGES)

ANSWERS = Path(__file__).with_name("answers.yaml")


def rows(graph: Connection, case: dict[str, Any]) -> list[list[Any]]:
    # YAML reads 2017-10-19 as a date; questions take and give text.
    given = {name: _text(value) for name, value in case["parameters"].items()}
    answer = ask(graph, case["question"], **given)
    return [[_text(row[column]) for column in case["columns"]] for row in answer.rows]


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return [_text(each) for each in value]
    return value if value is None or isinstance(value, bool) else str(value)


def test_answers(graph: Connection, briefs: list[Brief]) -> None:
    load_briefs(graph, briefs)
    cases = yaml.safe_load(ANSWERS.read_text(encoding="utf-8"))
    wrong = [
        (case["question"], case["parameters"], found)
        for case in cases
        if (found := rows(graph, case)) != _text(case["rows"])
    ]
    assert wrong == []
