"""Damaged copies of every example end in briefs or faults; an accident is a fault of its file."""

from __future__ import annotations

import io
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

from bench.fuzzing import broken_rules, seeds
from whomet.loaders import check, read
from whomet.loaders.checking.problems import MOST_PROBLEMS
from whomet.loaders.faults import quoted
from whomet.loaders.files.source import file_source

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_damaged_examples_break_no_rule(tmp_path: Path) -> None:
    assert [found.rule for found in broken_rules(150, 20260928, tmp_path)] == []


def test_there_is_a_seed_of_every_format() -> None:
    endings = {next(iter(files)).rpartition(".")[2] for files in seeds()}
    assert endings == {"yaml", "ann", "csv", "xmi", "json", "jsonld", "jsonl"}


def test_an_accident_is_a_fault_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise IndexError("string index\nout of range")

    monkeypatch.delenv("WHOMET_DEBUG", raising=False)
    monkeypatch.setattr(import_module("whomet.loaders.brat.documents"), "parse", fails)
    report = check([EXAMPLES / "brat", EXAMPLES / "label-studio"])
    (fault,) = report.faults
    assert fault.code == "internal-error"
    assert fault.found == "IndexError: string index out of range"
    assert "report" in str(fault)
    assert report.briefs == 1


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [('{"k":[{"a":1,"a":2},', 1, 21), ('{"k":\n{"a":1,"a":2} "b"}', 2, 15)],
)
def test_a_mistake_after_a_key_that_occurs_twice(text: str, line: int, column: int) -> None:
    (result,) = read(["-"], stdin=io.BytesIO(text.encode()))
    assert [(f.code, f.line, f.column) for f in result.faults] == [("json-syntax", line, column)]


def test_of_very_many_problems_the_first_are_kept() -> None:
    quotes = ", ".join(['""'] * 20_000)
    entity = f"{{type: Topic, name: x, quote: [{quotes}]}}"
    text = "brief: b\nsource: s\npublished: 2017-10-19\ntext: x\ne: {x: 1}\nentities:\n  a: "
    (result,) = read(["-"], stdin=io.BytesIO((text + entity).encode()))
    assert {f.code for f in result.faults} == {"empty-value", "unknown-key"}
    assert len(result.faults) == MOST_PROBLEMS


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"brief": "b"}\n' + "\n" * 500_001, "500000 blank lines"),
        ("brief: b\n" + "\n" * 1_000_001, "1000000 lines"),
        ("a: [" + "x, " * 100_001 + "x]", "100000 values"),
    ],
)
def test_work_has_bounds(text: str, says: str) -> None:
    results = read(["-"], stdin=io.BytesIO(text.encode()))
    told = [f.code for result in results for f in result.faults if says in f.problem]
    assert told == ["too-large"]


@pytest.mark.parametrize("page", ["of no/file", "x" * 300, "nul\0"])
def test_a_text_is_no_name_of_a_file(tmp_path: Path, page: str) -> None:
    source = file_source(tmp_path / "notes.json")
    assert source.beside(page) is None


def test_an_array_that_ends_within_a_letter() -> None:
    data = '[{"brief": "b", "text": "\u0628'.encode()[:-1]
    (result,) = read(["-"], stdin=io.BytesIO(data))
    assert [fault.code for fault in result.faults] == ["not-utf8"]


TABLE = EXAMPLES / "tables"


@pytest.mark.parametrize("name", ["same", ""])
def test_very_many_columns(tmp_path: Path, name: str) -> None:
    mapping = (TABLE / "state-visits.mapping.yaml").read_text(encoding="utf-8")
    (tmp_path / "state-visits.mapping.yaml").write_text(mapping, encoding="utf-8")
    rows = (TABLE / "state-visits.csv").read_text(encoding="utf-8").splitlines()[:2]
    rows[0] += f",{name}" * 15_000
    rows[1] += ",x" * 15_000
    (tmp_path / "state-visits.csv").write_text("\n".join(rows), encoding="utf-8")
    # Each column was once looked for among all the others, which took minutes.
    results = list(read([tmp_path / "state-visits.csv"]))
    codes = Counter(fault.code for result in results for fault in result.faults)
    told = {"repeated-column": 31, "unused-column": 31} if name else {"unnamed-column": 2}
    assert codes == told


def test_what_is_shown_of_a_long_line() -> None:
    line = "begin " + "x" * 100_000 + "\n end"
    assert quoted(line) == f"“begin {'x' * 24} … {'x' * 26} end”"


def test_very_many_blank_lines_between_comments_and_words() -> None:
    text = "# Plann" + "\n" * 100_000 + "ed: the visit"
    (result,) = read(["-"], stdin=io.BytesIO(text.encode()))
    assert result.brief is None
    assert result.faults


def test_very_many_blanks_within_a_line() -> None:
    text = 'brief: b\ntitle: "a' + " " * 300_000 + 'b"\n'
    (result,) = read(["-"], stdin=io.BytesIO(text.encode()))
    assert {fault.code for fault in result.faults} == {"missing-key", "too-long"}


def test_very_many_parts_of_a_cell(tmp_path: Path) -> None:
    mapping = (TABLE / "state-visits.mapping.yaml").read_text(encoding="utf-8")
    (tmp_path / "state-visits.mapping.yaml").write_text(mapping, encoding="utf-8")
    head, row = (TABLE / "state-visits.csv").read_text(encoding="utf-8").splitlines()[:2]
    cells = row.split(",")
    cells[head.split(",").index("met")] = ";".join(["Mara Vlstö"] * 9_000)
    cells[head.split(",").index("met_refs")] = ""
    (tmp_path / "state-visits.csv").write_text(f"{head}\n{','.join(cells)}\n", encoding="utf-8")
    # The cell was once taken apart, and the name looked for everywhere, for each of its parts.
    (result,) = read([tmp_path / "state-visits.csv"])
    assert result.brief is not None
    [mention] = [m for m in result.brief.mentions if m.name == "Mara Vlstö"]
    assert len(mention.spans) == 9_000


def test_very_many_words_that_are_not_in_the_text() -> None:
    quotes = ", ".join(["Rohani"] * 12_000)
    text = "Hassan Rouhani came to Tokyo. " * 100
    entity = f"{{type: Person, name: Hassan Rouhani, quote: [Hassan Rouhani, {quotes}]}}"
    brief = f"brief: b\nsource: s\npublished: 2019-12-21\ntext: {text}\nentities:\n  a: {entity}\n"
    # What they are most like was once looked for anew for each of them.
    (result,) = read(["-"], stdin=io.BytesIO(brief.encode()))
    assert [f.code for f in result.faults] == ["quote-not-found"] * MOST_PROBLEMS
