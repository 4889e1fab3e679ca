"""doccano, Prodigy and Hypothesis: the examples are their native twin; what is not read is told."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from whomet.loaders import ReadBrief, check, read
from whomet.loaders.errors import LoaderError
from whomet.loaders.profiles.proposing import proposal
from whomet.ontology.vocabulary import default_vocabulary

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
TWIN = Path(__file__).with_name("twins") / "2019-06-12-abe-tehran.yaml"
HEAD = {"source": "s", "published": "2019-06-13", "text": "Ole Hansen met Kari Nordmann."}


def _read(record: dict[str, Any]) -> Any:
    (result,) = read(["-"], stdin=io.BytesIO(json.dumps(record).encode()))
    return result


@pytest.mark.parametrize("folder", ["doccano", "prodigy", "hypothesis"])
def test_the_example_is_its_native_twin(folder: str) -> None:
    found = [result.brief for result in read([EXAMPLES / folder]) if result.brief is not None]
    (twin,) = read([TWIN])
    assert twin.brief is not None
    assert [replace(brief, url=None) for brief in found] == [twin.brief]


@pytest.mark.parametrize("folder", ["doccano", "prodigy"])
def test_an_array_says_what_the_lines_say(folder: str, tmp_path: Path) -> None:
    (lines,) = (EXAMPLES / folder).glob("*.jsonl")
    records = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    array = tmp_path / f"{lines.stem}.json"
    array.write_text(json.dumps(records), encoding="utf-8")
    assert [r.brief for r in read([array])] == [r.brief for r in read([lines])]


def test_results_of_hypothesis_without_their_count(tmp_path: Path) -> None:
    for file in (EXAMPLES / "hypothesis").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    rows = json.loads((tmp_path / "abe.json").read_text(encoding="utf-8"))["rows"]
    (tmp_path / "abe.json").write_text(json.dumps(rows), encoding="utf-8")
    assert [r.brief for r in read([tmp_path])] == [r.brief for r in read([EXAMPLES / "hypothesis"])]


def test_labels_without_relations_and_in_capitals() -> None:
    brief = _read(HEAD | {"id": 3, "label": [[0, 10, "PERSON"]]}).brief
    assert brief.id.endswith("-3")
    assert [(m.type, m.name, m.spans) for m in brief.mentions] == [
        ("Person", "Ole Hansen", ((0, 10),))
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"cats": ["news"], "entities": [[0, 10, "Person"]]},
        {"entities": [[0, 10, "Person"]], "cats": []},
        {"entities": [], "relations": []},
    ],
)
def test_forms_of_doccano_without_ids(more: dict[str, Any]) -> None:
    brief = _read({"id": 3, **HEAD, **more}).brief
    assert [m.name for m in brief.mentions] == ["Ole Hansen"] * len(more["entities"])


def test_words_with_two_labels_are_two_spans() -> None:
    spans = [{"start": 0, "end": 10, "label": label} for label in ("PERSON", "ORGANIZATION")]
    met = {"start": 11, "end": 14, "label": "MEETING"}
    links = [
        {"head_span": met, "child_span": child, "label": "PARTICIPANT"}
        for child in (spans[0], {"start": 15, "end": 28, "label": None})
    ]
    other = {"start": 15, "end": 28, "label": "PERSON"}
    task = {"spans": [*spans, met, other], "relations": links, "answer": "accept"}
    brief = _read({**HEAD, "meta": HEAD, "_input_hash": 5, **task}).brief
    assert {(m.type, m.name) for m in brief.mentions} == {
        ("Person", "Ole Hansen"),
        ("Organization", "Ole Hansen"),
        ("Person", "Kari Nordmann"),
    }
    assert dict(brief.claims[0].roles) == {"participant": ("ole-hansen", "kari-nordmann")}


def test_a_relation_of_words_without_a_label_says_which() -> None:
    words = {"start": 11, "end": 14, "label": None}
    task = {"spans": [], "relations": [{"head_span": words, "child_span": words, "label": "HOST"}]}
    result = _read({**HEAD, "meta": HEAD, "_input_hash": 5, "answer": "accept", **task})
    [fault] = [f for f in result.faults if f.code == "unknown-reference"]
    assert fault.found == "“met (11 to 14)”"


def test_of_several_annotators_of_prodigy_the_first_counts() -> None:
    task = {**HEAD, "meta": HEAD, "_input_hash": 5, "spans": [], "answer": "accept"}
    lines = [json.dumps(task | {"_annotator_id": who}).encode() for who in ("ann", "bo")]
    first, second = read(["-"], stdin=io.BytesIO(b"\n".join(lines)))
    assert first.brief is not None and second.brief is None
    assert [(f.code, f.found) for f in second.faults] == [("skipped-task", "“bo”")]


def test_what_doccano_says_of_the_whole_text_is_told(tmp_path: Path) -> None:
    record = {"id": 1, "text": "x", "source": "X", "published": "2020-01-01", "label": []}
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(record | {"entities": [], "cats": ["a"], "Comments": []}) + "\n")
    [result] = read([path])
    assert [f.problem for f in result.faults if f.code == "ignored-annotation"] == [
        "cats is not read"
    ]


def _record(tool: str, fields: dict[str, Any]) -> dict[str, Any]:
    """A record of each tool with other fields, where its users put them."""
    if tool == "label-studio":
        done = {"id": 1, "result": [], "was_cancelled": False}
        return {"id": 1, "data": HEAD | {"text": "x"} | fields, "annotations": [done]}
    if tool == "prodigy":
        own = {"_input_hash": 5, "spans": [], "tokens": [{}], "answer": "accept"}
        meta = {k: v for k, v in HEAD.items() if k != "text"} | fields
        return {"text": "x", "meta": meta} | own
    return {"id": 3, "label": [], "Comments": []} | HEAD | fields


@pytest.mark.parametrize("tool", ["label-studio", "doccano", "prodigy"])
def test_a_field_that_nothing_uses_is_told(tool: str, tmp_path: Path) -> None:
    record = _record(tool, {"headline": "Talks", "desk": "north", "score": 0.5, "none": ""})
    line = json.dumps([record] if tool == "label-studio" else record).encode()

    def unused(profile: Path | None) -> dict[str, str | None]:
        (result,) = read(["-"], stdin=io.BytesIO(line), format=tool, profile=profile)
        return {f.found or "": f.fix for f in result.faults if f.code == "unused-field"}

    told = unused(None)
    assert list(told) == ["“headline”", "“desk”", "“score”"]
    assert 'title: "{task.headline}"' in (told["“headline”"] or "")
    profile = tmp_path / "p.yaml"
    profile.write_text(
        'defaults: {title: "{task.headline}"}\npatterns: {task.desk: ["{d}"]}\nignore: [score]\n'
    )
    assert unused(profile) == {}


@pytest.mark.parametrize("answer", ["reject", "ignore"])
def test_what_was_not_accepted_is_no_brief(answer: str) -> None:
    result = _read({**HEAD, "meta": HEAD, "spans": [], "_input_hash": 5, "answer": answer})
    assert (result.brief, [f.code for f in result.faults]) == (None, ["skipped-task"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"label": [[0, 99, "Person"]]}, "bad-offset"),
        ({"label": [[0, 10, "Persn"]]}, "unknown-type"),
        ({"label": [[0, 10, "MISC"]]}, "unknown-type"),
        ({"label": [[0, 10, " "]]}, "ignored-annotation"),
        ({"label": [[0, 10, "Person"]], "labels": ["good"]}, "ignored-annotation"),
        ({"label": [[1, 10, "Person"]]}, "cut-word"),
        ({"annotations": [{"label": 1, "start_offset": 0, "end_offset": 10}]}, "wrong-shape"),
        ({"label": [[0, 10, "Person"]], "relations": [{"from_id": 8}]}, "unknown-reference"),
    ],
)
def test_what_is_wrong_in_a_record(change: dict[str, Any], code: str) -> None:
    line = json.dumps(HEAD | {"id": 3} | change).encode()
    (result,) = read(["-"], stdin=io.BytesIO(line), format="doccano")
    assert code in [fault.code for fault in result.faults]
    advice = "or map or ignore it in a profile"
    assert all(
        advice in (f.fix or "")
        for f in result.faults
        if f.code == "unknown-type" and "MISC" in (f.found or "")
    )


def test_annotations_of_a_page_need_its_text(tmp_path: Path) -> None:
    data = (EXAMPLES / "hypothesis" / "abe.json").read_text(encoding="utf-8")
    (tmp_path / "found.json").write_text(data, encoding="utf-8")
    (result,) = read([tmp_path])
    assert [f.code for f in result.faults] == ["no-companion"]
    assert "found.pages.yaml" in str(result.faults[0])


def test_of_equal_words_those_between_the_same_words_are_marked(tmp_path: Path) -> None:
    selector = {"type": "TextQuoteSelector", "exact": "He", "prefix": "left.  ", "suffix": " came"}
    row = {"id": "a", "uri": "https://x.org/p", "text": "", "tags": ["Person", "name=Bo Li"]}
    row["target"] = [{"source": "https://x.org/p", "selector": [selector]}]
    reply = {"id": "b", "uri": "https://x.org/p", "references": ["a"], "tags": [], "text": "No."}
    path = tmp_path / "r.json"
    path.write_text(json.dumps({"total": 2, "rows": [row, reply]}))
    (tmp_path / "p.txt").write_text("He left. He came. He sat.\n")
    page = "https://x.org/p: {text: p.txt, source: s, published: 2019-06-13}\n"
    (tmp_path / "r.pages.yaml").write_text(page)
    (result,) = read([path])
    assert result.brief is not None
    assert [m.spans for m in result.brief.mentions] == [((9, 11),)]
    assert [f.problem for f in result.faults] == ["a reply to an annotation is not read"]


def test_a_page_that_is_missing_or_wrong_is_one_fault_and_the_others_go_in(tmp_path: Path) -> None:
    page = "https://example.org/digest/2019-06-12-abe-tehran"
    data = json.loads((EXAMPLES / "hypothesis" / "abe.json").read_text(encoding="utf-8"))
    for name in ("other", "other", "wrong", "wrong"):
        row = json.loads(json.dumps(data["rows"][0]))
        row["uri"] = page.replace("2019-06-12-abe-tehran", name)
        data["rows"].append(row)
    data["rows"][1]["text"] = "He smiled, which matters."
    (tmp_path / "abe.json").write_text(json.dumps(data, indent=1))
    given = (EXAMPLES / "hypothesis" / "abe.pages.yaml").read_text(encoding="utf-8")
    given += "https://example.org/digest/wrong:\n  sauce: X\n"
    (tmp_path / "abe.pages.yaml").write_text(given)
    found = list(read([tmp_path]))
    assert [result.brief.id for result in found if result.brief] == ["2019-06-12-abe-tehran"]
    wrong, missing = (result for result in found if result.is_refused)
    assert [f.code for f in wrong.faults] == ["unknown-key"]
    [fault] = missing.faults
    assert fault.code == "missing-key" and "digest/other” with 2 annotations" in str(fault)
    lines = (tmp_path / "abe.json").read_text().split("\n")
    assert "digest/other" in lines[fault.line - 1]
    [warned] = [f for result in found for f in result.faults if f.severity == "warning"]
    assert warned.code == "ignored-annotation" and "He smiled" in str(warned)


@pytest.mark.parametrize("tool", ["doccano", "prodigy", "brat"])
def test_what_is_missing_can_come_from_a_profile(tool: str, tmp_path: Path) -> None:
    record: dict[str, Any] = {"id": 1, "text": "x y", "label": []}
    (tmp_path / "a.jsonl").write_text(json.dumps(record))
    path = tmp_path / ("a.jsonl" if tool != "brat" else "a.ann")
    (tmp_path / "a.ann").write_text("T1\tPerson 0 1\tx\n")
    (tmp_path / "a.txt").write_text("x y")
    (result,) = read([path], format=tool)
    told = [fault for fault in result.faults if fault.severity == "error"]
    assert told and all("defaults of a profile" in (fault.fix or "") for fault in told)
    (tmp_path / "a.meta.yaml").write_text("title: x\n")
    (result,) = read([path], format=tool)
    told = [fault for fault in result.faults if fault.severity == "error"]
    assert [fault.problem for fault in told] == [
        "the key source is missing", "the key published is missing"
    ]  # fmt: skip
    assert all("defaults of a profile" in (fault.fix or "") for fault in told)


def _searched(folder: Path, words: str, text: str, page: str = "", **more: Any) -> list[ReadBrief]:
    """What is read of one annotation with these words, where the page has this text."""
    address = str(more.pop("address", "https://x.org/p"))
    tags = more.pop("tags", ["Person", "name=Bo Li"])
    target = [{"source": address, "selector": [{"type": "TextQuoteSelector", "exact": words}]}]
    row = {"id": "a", "uri": address, "text": "", "tags": tags, "target": target}
    (folder / "r.json").write_text(json.dumps({"total": 1, "rows": [row]} | more))
    (folder / "p.txt").write_text(text)
    page = page or "{text: p.txt, source: s, published: 2019-06-13}"
    (folder / "r.pages.yaml").write_text(f"{address}: {page}\n")
    return list(read([folder]))


@pytest.mark.parametrize(
    ("words", "text", "more", "told"),
    [
        ("Bo\n  Li", "Bo Li left.", {}, ""),  # blanks as in the source of the page
        ("Bo Li", "Bo Li left.", {"address": "urn:x-pdf:7f"}, ""),
        ("Bo Li", "Bo Li left.", {"total": 500}, "the search found 500 annotations, and the file"),
        ("He", "He left. He came.", {}, "the words occur more than once"),
        ("Bo Li", "Bo Li left.", {"tags": ["to do"]}, "this tag is no class of the ontology"),
    ],
)
def test_what_a_search_in_hypothesis_holds(
    words: str, text: str, more: dict[str, Any], told: str, tmp_path: Path
) -> None:
    (result,) = _searched(tmp_path, words, text, **more)
    assert result.brief is not None
    spans = [mention.spans for mention in result.brief.mentions]
    assert spans == ([] if "tags" in more else [((0, len(" ".join(words.split()))),)])
    problems = [f.problem for f in result.faults if f.code != "annotates-nothing"]
    assert [problem[: len(told)] for problem in problems] == ([told] if told else [])


def test_a_page_whose_text_is_a_file_that_is_not_there(tmp_path: Path) -> None:
    page = "{text: gone.txt, source: s, published: 2019-06-13}"
    [fault] = [f for r in _searched(tmp_path, "Bo Li", "Bo Li", page) for f in r.faults][:1]
    assert (Path(fault.file).name, fault.line, fault.code) == ("r.pages.yaml", 1, "no-companion")


TEXT_OF_EMOJI = "😀 Bo Li met An Xu."


@pytest.mark.parametrize("tool", ["prodigy", "brat"])
@pytest.mark.parametrize(
    ("shift", "words", "told"),
    [
        (0, "An Xu", []),
        (1, "An Xu", ["utf-16-offsets"]),
        (1, "Xu An", ["bad-offset", "bad-offset"]),
    ],
)
def test_offsets_in_utf_16_units_are_read_where_all_words_fit(
    tool: str, shift: int, words: str, told: list[str], tmp_path: Path
) -> None:
    marks = [(2 + shift, 7 + shift, "Bo Li"), (12 + shift, 17 + shift, words)]
    if tool == "brat":
        lines = (f"T{n}\tPerson {a} {b}\t{w}\n" for n, (a, b, w) in enumerate(marks, 1))
        (tmp_path / "a.ann").write_text("".join(lines))
        (tmp_path / "a.txt").write_text(TEXT_OF_EMOJI, encoding="utf-8")
        (tmp_path / "a.meta.yaml").write_text("source: s\npublished: 2019-06-13\n")
    else:
        spans = [{"start": a, "end": b, "text": w, "label": "PERSON"} for a, b, w in marks]
        meta = {"source": "s", "published": "2019-06-13"}
        record = {"text": TEXT_OF_EMOJI, "meta": meta, "spans": spans, "_input_hash": 5}
        (tmp_path / "a.jsonl").write_text(json.dumps(record))
    (result,) = read([tmp_path])
    codes = [fault.code for fault in result.faults if fault.code.endswith(("-offset", "-offsets"))]
    assert codes == told
    if "bad-offset" not in told:
        assert result.brief is not None
        assert [m.spans for m in result.brief.mentions] == [((2, 7),), ((12, 17),)]


@pytest.mark.parametrize(("words", "refused"), [("Bo Li", False), ("gone", True)])
def test_words_that_are_no_longer_on_a_page_leave_its_other_annotations(
    words: str, refused: bool, tmp_path: Path
) -> None:
    """Where none of its annotations is found, the text is that of another page."""
    rows = [
        {"uri": "https://x.org/p", "tags": ["Person", f"name={name}"],
         "target": [{"selector": [{"type": "TextQuoteSelector", "exact": exact}]}]}
        for name, exact in (("Bo Li", words), ("An Xu", "An Xu"))
    ]  # fmt: skip
    (tmp_path / "r.json").write_text(json.dumps({"rows": rows}))
    page = "https://x.org/p: {text: Bo Li left., source: s, published: 2019-06-13}\n"
    (tmp_path / "r.pages.yaml").write_text(page)
    (result,) = read([tmp_path])
    assert result.is_refused == refused
    if refused:
        assert {f.code for f in result.faults if f.severity == "error"} == {"quote-not-found"}
        return
    assert result.brief is not None and [m.name for m in result.brief.mentions] == ["Bo Li"]
    [told] = result.faults
    assert (told.code, told.found) == ("ignored-annotation", "“An Xu”")


@pytest.mark.parametrize(
    ("name", "first", "tool", "instead"),
    [
        ("a.csv", "annotation_id,annotator,created_at,id,label,lead_time,text,updated_at",
         "Label Studio", "the export called JSON"),
        ("a.tsv", "text\tid\tlabel\tannotator\tannotation_id\tcreated_at\tupdated_at\tlead_time",
         "Label Studio", "the export called JSON"),
        ("a.csv", "\ufeffCreated at,Author,Page,URL,Group,Annotation/Reply Type,Quote,Comment,Tags",
         "Hypothesis", "/api/search"),
        ("a.csv", "Creation Date,URL,Group,Annotation/Reply Type,Quote,User,Body,Tags,Page",
         "Hypothesis", "/api/search"),
        ("a.csv", "id,text,label", "doccano", "JSONL"),
        ("a.tsv", "#FORMAT=WebAnno TSV 3.3", "INCEpTION", "UIMA CAS"),
    ],
)  # fmt: skip
def test_a_table_that_a_tool_exports_says_which_export_to_use(
    name: str, first: str, tool: str, instead: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(f"{first}\n1,2,3\n", encoding="utf-8")
    (fault,) = check([path]).faults
    assert fault.code == "no-mapping" and tool in fault.problem and instead in (fault.fix or "")
    with pytest.raises(LoaderError, match=tool):
        proposal([path], "csv", default_vocabulary())
