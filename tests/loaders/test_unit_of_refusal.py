"""The brief is the unit of refusal: the right ones of a file of many go in."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from whomet.brief_outcomes import BriefOutcomes, summary_of
from whomet.loaders import ReadBrief, check, read
from whomet.loaders.native.json_items import items_of
from whomet.loaders.refused_lines import RefusedLines


def brief(id: str, **more: object) -> dict[str, object]:
    text = "Ada Weil met Bo Lund."
    entities = {"a": {"type": "Person", "name": "Ada Weil", "quote": "Ada Weil"}}
    return {"brief": id, "source": "s", "published": "2020-01-05", "text": text,
            "entities": entities, **more}  # fmt: skip


def outcomes(data: str | bytes, **reading: str) -> list[tuple[str | None, int, list[str]]]:
    """Of each result: the id, the line, the codes and places of its faults."""
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return [_outcome(result) for result in read(["-"], stdin=stream, **reading)]


def _outcome(result: ReadBrief) -> tuple[str | None, int, list[str]]:
    codes = [f"{f.line}:{f.column} {f.code}" for f in result.faults]
    id = result.brief.id if result.brief else result.refused.id if result.refused else None
    return id, result.line, codes


def test_a_json_array_of_briefs() -> None:
    wrong = brief("b", published="2020-13-05")
    text = json.dumps([brief("a"), wrong, brief("c")], indent=1)
    line = 1 + text.split("\n").index('  "published": "2020-13-05",')
    found = outcomes(text)
    assert [id for id, _, codes in found if not codes] == ["a", "c"]
    assert found[1][2] == [f"{line}:16 bad-published"]


def test_the_columns_of_an_array_on_one_line() -> None:
    text = json.dumps([brief("a"), brief("b", published="2020-13-05")], separators=(",", ":"))
    column = 1 + text.index('"2020-13-05"')
    assert outcomes(text)[1] == ("b", 1, [f"1:{column} bad-published"])


def test_two_briefs_of_one_id_on_one_line() -> None:
    text = json.dumps([brief("a"), brief("a", source="t")], separators=(",", ":"))
    assert [bool(codes) for _, _, codes in outcomes(text)] == [False, True]
    assert outcomes(text)[1][2][0].endswith("duplicate-brief")


def test_an_item_that_is_no_json_refuses_itself_only() -> None:
    text = f'[{json.dumps(brief("a"))},\n{{"brief": "b",, "x": 1}},\n{json.dumps(brief("c"))}]'
    found = outcomes(text)
    assert [(id, codes) for id, _, codes in found] == [
        ("a", []), (None, ["2:15 json-syntax"]), ("c", [])
    ]  # fmt: skip


def test_an_array_that_is_cut_keeps_what_is_whole() -> None:
    text = json.dumps([brief("a"), brief("b")])
    found = outcomes(text[:-30])
    assert found[0] == ("a", 1, [])
    assert {code.split()[1] for _, _, codes in found[1:] for code in codes} == {"json-syntax"}


def test_items_across_the_blocks_in_which_they_are_read() -> None:
    values = [{"n": number, "text": "\u00e9\u6f22\U0001f600" * 50_000} for number in range(12)]
    data = json.dumps(values, ensure_ascii=False, indent=1).encode()
    items = list(items_of(io.BytesIO(data)))
    assert [json.loads(item.text) for item in items] == values
    assert [item.line for item in items] == [2 + 4 * number for number in range(12)]


def test_several_documents_of_yaml() -> None:
    def document(id: str, published: str) -> str:
        return f"---\nbrief: {id}\nsource: s\npublished: {published}\ntext: |\n  a --- b\n"

    text = "# the briefs of a day\n" + "".join(
        document(id, day) for id, day in (("a", "2020-01-05"), ("b", "never"), ("c", "2020-01-05"))
    )
    found = outcomes(text)
    assert [id for id, _, _ in found] == ["a", "b", "c"]
    assert found[1][2] == ["11:12 bad-published"]
    assert [found[0][2], found[2][2]] == [["3:1 annotates-nothing"], ["15:1 annotates-nothing"]]


def test_a_line_that_is_cut_is_at_fault_on_its_own_line() -> None:
    lines = [json.dumps(brief(id)) for id in "abc"]
    lines[1] = lines[1][:-1]
    found = outcomes("\n".join(lines) + "\n")
    assert [(id, line) for id, line, _ in found] == [("a", 1), (None, 2), ("c", 3)]
    assert found[1][2] == [f"2:{len(lines[1]) + 1} json-syntax"]


def test_skip_file_refuses_the_file() -> None:
    lines = [json.dumps(brief(id)) for id in "ab"] + ["{}"]
    found = outcomes("\n".join(lines), on_fault="skip-file")
    assert [id for id, _, _ in found] == [None]


def test_skip_file_says_which_briefs_are_kept_out_and_why() -> None:
    wrong = brief("b", published="2020-13-05")
    text = "\n".join(json.dumps(one) for one in (brief("a"), wrong, brief("c")))
    outcomes = BriefOutcomes()
    [result] = read(["-"], stdin=io.BytesIO(text.encode()), on_fault="skip-file")
    outcomes.read(result)
    a, b, c = outcomes.listed()
    assert [(one.id, one.line, one.outcome) for one in (a, b, c)] == [
        ("a", 1, "not-loaded"), ("b", 2, "refused"), ("c", 3, "not-loaded")
    ]  # fmt: skip
    assert "skip-file" in a.why[0] and "skip-file" in c.why[0]
    assert len(b.why) == 1 and "2020-13-05" in b.why[0]
    assert result.refusals == 1
    report = check(["-"], stdin=io.BytesIO(text.encode()), on_fault="skip-file")
    assert (report.briefs, report.refused, report.kept_out) == (0, 1, 2)


def test_where_there_is_nothing_nothing_is_refused(tmp_path: Path) -> None:
    outcomes = BriefOutcomes()
    for path in (tmp_path, tmp_path / "none.yaml", tmp_path / "*.yaml"):
        report = check([path])
        assert (report.ok, report.refused, len(report.faults)) == (False, 0, 1)
        for result in read([path]):
            outcomes.read(result)
    assert outcomes.listed() == ()


@pytest.mark.parametrize(
    ("done", "written", "refused", "missing", "outcome"),
    [
        (0, 0, 0, False, "nothing-to-do"),
        (2, 0, 0, False, "nothing-to-do"),
        (2, 1, 0, False, "loaded"),
        (2, 1, 1, False, "some-refused"),
        (0, 0, 1, True, "all-refused"),
        (0, 0, 0, True, "nothing-found"),
        (2, 1, 0, True, "some-missing"),
    ],
)
def test_the_outcome_in_one_word(
    done: int, written: int, refused: int, missing: bool, outcome: str
) -> None:
    assert summary_of(done, written, refused, missing) == outcome


def test_a_refused_line_says_what_was_read_of_it(tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl"
    path.write_text(json.dumps(brief("a", published="x")) + "\n{\n", encoding="utf-8")
    first, second = [result.refused for result in read([path])]
    assert first is not None and second is not None
    assert (first.id, first.value, first.text) == ("a", brief("a", published="x"), None)
    assert (second.id, second.value, second.text) == (None, None, "{")


def test_the_key_refused_of_a_mended_line_is_passed_over() -> None:
    mended = {"refused": {"file": "x", "line": 3, "faults": []}, **brief("a")}
    assert outcomes(json.dumps(mended)) == [("a", 1, [])]


def test_each_refused_brief_of_a_file_that_is_kept_out_has_a_line(tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl"
    lines = [json.dumps(brief("a")), "{", json.dumps(brief("c", published="x"))]
    path.write_text("\n".join(lines), encoding="utf-8")
    stream = io.StringIO()
    written = RefusedLines(stream)
    for result in read([path], on_fault="skip-file"):
        written.add(result)
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(one["refused"]["line"], one.get("brief")) for one in found] == [(2, None), (3, "c")]
    assert [len(one["refused"]["faults"]) for one in found] == [1, 1]
    path.write_text(stream.getvalue().splitlines()[0], encoding="utf-8")
    [fault] = check([path]).faults
    assert (fault.code, fault.line) == ("wrong-shape", 1) and "refused" in fault.problem


def test_a_file_that_is_left_out_of_a_folder(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.json").write_text(json.dumps(brief(name)), encoding="utf-8")
    for left_out, ids in (("b.json", ["a"]), ("sub/b.json", ["a", "b"])):
        results = read([tmp_path], left_out=[tmp_path / left_out])
        assert [r.brief.id for r in results if r.brief] == ids


def test_check_counts_the_refused() -> None:
    lines = "\n".join([json.dumps(brief("a")), "{", json.dumps(brief("c", source=""))])
    report = check(["-"], stdin=io.BytesIO(lines.encode()))
    assert (report.briefs, report.refused, report.ok) == (1, 2, False)


@pytest.mark.parametrize("margin", ["", "  "])
def test_an_item_that_is_cut_leaves_those_that_begin_like_it(margin: str) -> None:
    items = [margin + json.dumps(brief(id)) for id in "abc"]
    text = "[\n" + ",\n".join([items[0], items[1][:-20], items[2]]) + "\n]"
    found = outcomes(text)
    assert [(id, bool(codes)) for id, _, codes in found] == [
        ("a", False), (None, True), ("c", False)
    ]  # fmt: skip
    assert found[1][2][0].startswith("3:")


@pytest.mark.parametrize("name", ["b.json", "b.jsonl", "b.ndjson"])
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("shape", ["[{},\n{}]", "{}\n{}\n"])
def test_several_briefs_however_they_are_written(
    name: str, indent: int | None, shape: str, tmp_path: Path
) -> None:
    texts = (json.dumps(brief(id), indent=indent) for id in "ab")
    (tmp_path / name).write_text(shape.replace("{}", "%s") % tuple(texts), encoding="utf-8")
    briefs = [r.brief.id for r in read([tmp_path]) if r.brief]
    # One brief after the other is an accident in a .json file, unless each is on its line.
    refused = (name, indent, shape[0]) == ("b.json", 1, "{")
    assert briefs == ([] if refused else ["a", "b"])


def test_what_is_no_brief_at_all_is_one_fault(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "x", "version": "1"}')
    [fault] = check([tmp_path]).faults
    assert (fault.code, fault.found) == ("wrong-shape", "“name, version”")
