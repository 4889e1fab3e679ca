"""The `repr` of what whomet returns says what it is in one short line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import whomet
from whomet.api import Graph
from whomet.graph.settings import Settings
from whomet.loaders import Fault
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import default_vocabulary
from whomet.queries import Catalogue, Description, QueryResult, catalogue
from whomet.reports import DryRun, ElementChange, Totals

FAULT = Fault("a.yaml", 1, 1, "bad-id", "an id has letters only")
FAULTS = (FAULT,) * 1000
QUESTION = catalogue().question("visits")
RESULT = QueryResult(QUESTION, {}, ("who",), [{"who": "x" * 100}] * 1000)
TRIAL = DryRun({}, {}, 0, (ElementChange("added", "Person", "x"),) * 1000)

SHORT: list[tuple[Any, str]] = [
    (Brief("b", "t", "s", date(2017, 10, 19), "x" * 10_000), "<Brief 'b' of 2017-10-19: "),
    (default_vocabulary(), "<Vocabulary "),
    (catalogue(), "<Catalogue of "),
    (Catalogue((Path("no-folder"),)), "<Catalogue of 0 questions>"),
    (QUESTION, "<Question 'visits'>"),
    (RESULT, "<QueryResult of 'visits': 1,000 rows>"),
    (whomet.Answer(RESULT), "<Answer to 'visits': 1,000 rows>"),
    (Description("Person", "p", "x", {}, [{}] * 1000), "<Description of the Person 'p': 1,000 "),
    (Graph(Settings(Path("home"), Path("cache"), password="secret")), "<Graph at home>"),
    (whomet.CheckReport(2, 3, FAULTS, ()), "<CheckReport: 2 briefs, 3 claims, 1,000 faults, 0 "),
    (whomet.ConvertReport(1, 3, (), FAULTS, ()), "<ConvertReport: 1 brief, 3 files, 0 left"),
    (TRIAL, "<DryRun: 1,000 differences>"),
    (
        whomet.LoadReport(1, 2, 3, 9, 0, 0, 0, Totals(6, 9, 9, 9), {}, FAULTS, (), 0.5, TRIAL),
        "<LoadReport: 1 new, 2 changed, 3 unchanged, 1,000 faults, 0 warnings, dry run>",
    ),
    (whomet.RetractReport(1, ("b",) * 1000), "<RetractReport: 1 retracted, 1,000 unknown>"),
]


@pytest.mark.parametrize(("value", "begin"), SHORT, ids=[type(v).__name__ for v, _ in SHORT])
def test_a_repr_is_one_short_line(value: object, begin: str) -> None:
    shown = repr(value)
    assert shown.startswith(begin)
    assert len(shown) < 100 and "\n" not in shown
