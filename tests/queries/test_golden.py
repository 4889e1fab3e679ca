"""Answers about the small world: data-only cases, one file a question."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from graph.connection import Connection
from queries import ask, catalogue

GOLDEN = Path(__file__).parent / "golden"


def test_every_question_has_a_case_file() -> None:
    assert {path.stem for path in GOLDEN.glob("*.yaml")} == {"world", *catalogue().names}


@pytest.mark.parametrize("name", catalogue().names)
def test_answers(world: Connection, name: str) -> None:
    cases = yaml.safe_load((GOLDEN / f"{name}.yaml").read_text(encoding="utf-8"))
    for case in cases:
        answer = ask(world, name, **case["parameters"])
        got = {
            "parameters": case["parameters"],
            "columns": case["columns"],
            "rows": [[row[column] for column in case["columns"]] for row in answer.rows],
        }
        if "notes" in case:
            got["notes"] = list(answer.notes)
        else:
            assert answer.notes == (), case
        assert got == case
