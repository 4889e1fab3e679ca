"""Answers about small worlds: data-only cases, one file per question beside each world.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.engines import LANGUAGES
from tests.notices import no_notices
from tests.queries.conftest import GOLDEN, LoadWorld
from whomet.queries import ask, catalogue

pytestmark = pytest.mark.languages(*LANGUAGES)

# World by world, each of which is loaded once.
CASES = sorted(
    (path for path in GOLDEN.rglob("*.yaml") if path.stem != "world"),
    key=lambda path: (path.parent, path.name),
)


def test_every_question_has_a_case_file() -> None:
    assert {path.stem for path in CASES} == set(catalogue().names)


@pytest.mark.parametrize("path", CASES, ids=lambda path: str(path.relative_to(GOLDEN)))
def test_answers(load_world: LoadWorld, path: Path, caplog: pytest.LogCaptureFixture) -> None:
    world = load_world(path.with_name("world.yaml"))
    cases = yaml.safe_load(path.read_text(encoding="utf-8"))
    for case in cases:
        with no_notices(caplog):
            answer = ask(world, path.stem, **case["parameters"])
        got = {
            "parameters": case["parameters"],
            "columns": case["columns"],
            "rows": [[row[column] for column in case["columns"]] for row in answer.rows],
        }
        if "notes" in case:
            # What there is instead of an answer without rows is told behind all else.
            got["notes"] = list(answer.notes)[: len(case["notes"])]
        elif answer.rows and "limit" not in case["parameters"]:
            assert answer.notes == (), case
        assert got == case
