"""Label Studio: an export is the brief that its native twin is, and no damage ends in an error."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whomet.loaders import SEVERITIES, read
from whomet.loaders.annotation.offsets import code_points
from whomet.loaders.errors import LoaderError
from whomet.loaders.profiles.proposing import proposal
from whomet.ontology.vocabulary import default_vocabulary

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "label-studio" / "abe.json"
TASKS: list[Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))


def _read(tasks: object) -> list[Any]:
    data = json.dumps(tasks, ensure_ascii=True).encode()
    return list(read(["-"], stdin=io.BytesIO(data), format="label-studio"))


def test_the_example_is_its_native_twin() -> None:
    (found,) = read([EXAMPLE])
    (twin,) = read([Path(__file__).with_name("twins") / "2019-06-12-abe.yaml"])
    assert twin.brief is not None
    assert found.brief == twin.brief


def test_the_older_shape_says_the_same() -> None:
    task = dict(TASKS[0])
    task["completions"] = task.pop("annotations")
    (wanted,), (found,) = _read(TASKS), _read([task])
    assert found.brief is not None and found.brief == wanted.brief


def _same(found: Any) -> bool:
    return bool(found.brief == _read(TASKS)[0].brief is not None)


def test_a_task_alone_or_one_a_line() -> None:
    assert _same(next(iter(_read(TASKS[0]))))
    other = TASKS[0] | {"data": TASKS[0]["data"] | {"brief": "other"}}
    lines = "\n".join(json.dumps(task) for task in (*TASKS, other)).encode()
    first, second = read(["-"], stdin=io.BytesIO(lines))
    assert _same(first) and second.brief is not None and second.brief.id == "other"


def test_an_annotation_as_a_target_storage_has_it() -> None:
    task = {key: value for key, value in TASKS[0].items() if key != "annotations"}
    alone = TASKS[0]["annotations"][0] | {"task": task}
    assert _same(_read(alone)[0])
    (skipped,) = _read(alone | {"was_cancelled": True})
    assert (skipped.brief, [f.code for f in skipped.faults]) == (None, ["skipped-task"])
    task["data"] = {key: value for key, value in task["data"].items() if key != "published"}
    (found,) = _read(alone)
    assert [f.code for f in found.faults] == ["missing-key"]


@pytest.mark.parametrize("counted", [len, lambda text: len(text.encode("utf-16-le")) // 2])
def test_offsets_are_counted_so_that_the_words_agree(counted: Any) -> None:
    before = "😀 Was: "
    more = {"start": counted(before), "end": counted(before) + 10}
    task = _task({"text": f"{before}Shinzo Abe left."}, _regions("labels", **more))
    brief = _one(task).brief
    assert [brief.text[slice(*s)] for m in brief.mentions for s in m.spans] == ["Shinzo Abe"]


def test_offsets_in_a_text_whose_line_ends_have_changed() -> None:
    more = {"start": 6, "end": 16}
    brief = _one(_task({"text": "Past.\r\nShinzo Abe left."}, _regions("labels", **more))).brief
    assert [brief.text[slice(*s)] for m in brief.mentions for s in m.spans] == ["Shinzo Abe"]


def test_a_key_is_made_of_any_name() -> None:
    text = json.dumps(TASKS).replace("Shinzo Abe", "Kim J. O-n")
    (found,) = _read(json.loads(text))
    assert found.brief is not None
    assert found.brief.mentions[0].key == "kim-jon"


def test_a_cancelled_annotation_does_not_count() -> None:
    task = TASKS[0] | {
        "annotations": [*TASKS[0]["annotations"], {"was_cancelled": True, "result": []}]
    }
    found = _read([task])[0]
    assert found.brief == _read(TASKS)[0].brief
    assert [f.problem for f in found.faults if f.code == "ignored-annotation"] == [
        "1 annotation is cancelled and not read; the task has others"
    ]


@given(st.text(st.sampled_from("a 😀ب\u200c𝔸"), max_size=12))
def test_offsets_of_the_front_end(text: str) -> None:
    points = code_points(text)
    for index in range(len(text) + 1):
        assert points[len(text[:index].encode("utf-16-le")) // 2] == index


@pytest.mark.parametrize(
    ("change", "found"),
    [({"start": 0}, "“😀 "), ({"end": 10**9}, "“6 "), ({"text": "X"}, "“12")],
)
def test_an_offset_that_is_not_right_shows_what_stands_there(
    change: dict[str, object], found: str
) -> None:
    tasks = json.loads(json.dumps(TASKS))
    date = tasks[0]["annotations"][0]["result"][7]
    date["value"] |= change
    (result,) = _read(tasks)
    fault = next(f for f in result.faults if f.code == "bad-offset")
    assert fault.found is not None
    assert fault.found.startswith(found[:3])


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items: Any = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        items = enumerate(value)
    return [path, *(p for key, child in items for p in _paths(child, (*path, key)))]


VALUES = (
    st.sampled_from(["", "Person", "Meeting", "type", "\ud800", "\x00", "abe1", "zz", 10**30, -1])
    | st.none() | st.booleans() | st.floats()
    # Made again each time: a list that contains itself is not JSON.
    | st.builds(list) | st.builds(dict) | st.builds(lambda: ["Date"])
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_paths(TASKS)[1:]), VALUES), min_size=1, max_size=3))
def test_any_value_in_any_place(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    tasks = json.loads(json.dumps(TASKS))
    for path, value in changes:
        parent = tasks
        try:
            for step in path[:-1]:
                parent = parent[step]
            parent[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    for result in _read(tasks):
        skipped = any(f.code == "skipped-task" for f in result.faults)
        at_fault = any(f.severity == "error" for f in result.faults)
        assert (result.brief is None) == (at_fault or skipped)
        assert all(f.code in SEVERITIES and f.line == 1 for f in result.faults)


def test_brackets_without_end() -> None:
    stream = io.BytesIO(b"[" * 100_000)
    found = [f.code for r in read(["-"], stdin=stream, format="label-studio") for f in r.faults]
    assert found[0] == "too-deep"


def _regions(kind: str, **more: Any) -> list[dict[str, Any]]:
    """Our example's first region as one of another type."""
    return [
        {
            "id": "r1",
            "type": kind,
            "value": {"text": "Shinzo Abe", kind: ["Person"], **more},
        }
    ]


def _task(data: dict[str, Any], *results: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    head = {"brief": "b", "source": "s", "published": "2019-06-13"}
    annotations = [{"id": n, "result": result} for n, result in enumerate(results)]
    return {"id": 7, "data": head | data, "annotations": annotations, **more}


def _one(task: dict[str, Any]) -> Any:
    (result,) = _read([task])
    return result


@pytest.mark.parametrize(
    ("task", "says"),
    [
        (_task({"text": "x"}), "nobody has annotated the task"),
        (_task({"text": "x"}, predictions=[{"result": []}]), "only predictions"),
        (_task({"text": "x"}, drafts=[{"result": []}]), "only drafts"),
        (
            _task({"text": "x"}) | {"annotations": [{"was_cancelled": True, "result": []}]},
            "was skipped",
        ),
    ],
)
def test_a_task_that_nobody_annotated_is_no_brief(task: dict[str, Any], says: str) -> None:
    result = _one(task)
    assert result.brief is None and not result.is_refused
    (fault,) = result.faults
    assert (fault.code, fault.severity, fault.found) == ("skipped-task", "warning", "task 7")
    assert says in fault.problem


def test_of_several_annotators_the_ground_truth_counts() -> None:
    person = [{"id": "r", "type": "labels", "value": {"start": 0, "end": 3, "labels": ["Person"]}}]
    topic = [{"id": "r", "type": "labels", "value": {"start": 0, "end": 3, "labels": ["Topic"]}}]
    task = _task({"text": "Abe"}, person, topic)
    assert [m.type for m in _one(task).brief.mentions] == ["Topic"]
    task["annotations"][0]["ground_truth"] = True
    result = _one(task)
    assert [m.type for m in result.brief.mentions] == ["Person"]
    assert "2 annotations; the ground truth is read" in result.faults[0].problem


@pytest.mark.parametrize(
    "more",
    [
        {"globalOffsets": {"start": 11, "end": 21}, "start": "/p[1]/x", "end": "/p[1]/x"},
        {"start": "/p[2]/b[1]/text()[1]", "startOffset": 0}
        | {"end": "/p[2]/b[1]/text()[1]", "endOffset": 10},
        {"start": "/html[1]/body[1]/p[2]/b[1]/text()[1]", "startOffset": 0}
        | {"end": "/html[1]/body[1]/p[2]/b[1]/text()[1]", "endOffset": 10},
    ],
)
def test_regions_of_html(more: dict[str, Any]) -> None:
    page = "<html><body><p>It is &amp;<br>so.</p><p><b>Shinzo Abe</b> left.</p></body></html>"
    brief = _one(_task({"text": page}, _regions("hypertextlabels", **more))).brief
    assert brief.text == "It is &\nso.Shinzo Abe left."
    assert [brief.text[slice(*s)] for m in brief.mentions for s in m.spans] == ["Shinzo Abe"]


@pytest.mark.parametrize("key", ["text", "utterance"])
def test_regions_of_paragraphs(key: str) -> None:
    said = [{"author": "A 😀", key: "Who?"}, {"author": "B", key: "Shinzo Abe."}]
    more = {"start": "1", "end": "1", "startOffset": 0, "endOffset": 10}
    brief = _one(_task({"dialogue": said}, _regions("paragraphlabels", **more))).brief
    assert brief.text == "A 😀: Who?\nB: Shinzo Abe."
    assert [brief.text[slice(*s)] for m in brief.mentions for s in m.spans] == ["Shinzo Abe"]


def test_a_control_of_ones_own_can_be_ignored_by_a_profile() -> None:
    choice = {"id": "a", "type": "choices", "from_name": "zz", "value": {"choices": ["PM"]}}
    items = [_region("a", 0, 10, "Person"), choice]
    [fault] = _one(_task({"text": "Shinzo Abe left."}, items)).faults
    assert fault.code == "unknown-key" and fault.fix.endswith("map or ignore it in a profile")


@pytest.mark.parametrize("text", ["s3://files/a.html", "/data/upload/1/a.txt"])
def test_the_address_of_a_text_is_no_text(text: str) -> None:
    result = _one(_task({"text": text}, [_region("a", 0, 99, "Person")]))
    assert [(f.code, f.found) for f in result.faults] == [("wrong-shape", f"“{text}”")]


def test_what_is_not_read_is_told() -> None:
    person = {"start": 0, "end": 10, "text": "Shinzo Abe", "labels": ["Person", "Topic"]}
    items = [
        {"id": "a", "type": "labels", "value": person},
        {"id": "b", "type": "labels", "value": {"start": 0, "end": 6, "labels": []}},
        {"id": "c", "type": "rectanglelabels", "value": {"x": 1, "rectanglelabels": ["Person"]}},
        {"id": "d", "type": "choices", "from_name": "mood", "value": {"choices": ["good"]}},
        {
            "id": "a",
            "type": "rating",
            "from_name": "rank",
            "value": {"text": "Shinzo", "rating": 4},
        },
        {"type": "relation", "from_id": "a", "to_id": "b", "labels": []},
        {"type": "relation", "from_id": "a", "to_id": "b", "labels": ["Equiv"]},
    ]
    result = _one(_task({"text": "Shinzo\tAbe left."}, items))
    assert result.brief is not None
    told = {f.problem for f in result.faults if f.code == "ignored-annotation"}
    assert told == {
        "a region has one class; Person is read and the others are ignored",
        "a region has no label and is ignored",
        "a result of this type is not read",
        "this is said of the task, not of a region, and is ignored",
        "a relation has no label and is ignored",
        "a relation of a region without a label is ignored",
    }


def _region(id: str, start: int, end: int, label: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "type": "labels",
        "value": {"start": start, "end": end, "labels": [label]},
    } | more


def test_two_regions_of_one_id() -> None:
    text = {"text": "Shinzo Abe left."}
    result = _one(_task(text, [_region("a", 0, 10, "Person"), _region("a", 11, 15, "Visit")]))
    assert [f.code for f in result.faults] == ["marks-at-odds"]
    result = _one(_task(text, [_region("a", 0, 10, "Person"), _region("a", 0, 10, "Topic")]))
    assert [m.type for m in result.brief.mentions] == ["Person"]
    assert [f.found for f in result.faults if f.code == "ignored-annotation"] == ["“Topic”"]


def test_notes_on_regions_are_those_of_events_or_told() -> None:
    said = {"meta": {"text": ["perhaps"]}}
    items = [
        _region("a", 0, 10, "Person", **said),
        _region("m", 11, 14, "Meeting", **said),
        {"type": "relation", "from_id": "m", "to_id": "a", "labels": ["Participant"]},
    ]
    result = _one(_task({"text": "Shinzo Abe met"}, items))
    assert [claim.note for claim in result.brief.claims] == ["perhaps"]
    assert [f.found for f in result.faults if f.code == "ignored-annotation"] == ["“perhaps”"]


def test_a_relation_from_who_has_the_role_says_which_way_it_goes() -> None:
    items = [
        _region("a", 0, 10, "Person"),
        _region("m", 11, 14, "Meeting"),
        {"type": "relation", "from_id": "a", "to_id": "m", "labels": ["Participant"]},
    ]
    faults = _one(_task({"text": "Shinzo Abe met"}, items)).faults
    [fault] = [f for f in faults if f.code == "unknown-role"]
    assert fault.found == "“participant”" and "from the event" in fault.fix


@pytest.mark.parametrize(
    ("start", "end", "words", "codes"),
    [(0, 11, "Shinzo Abe", set()), (1, 10, "hinzo Abe", {"cut-word"})],
)
def test_what_is_marked_are_words(start: int, end: int, words: str, codes: set[str]) -> None:
    result = _one(_task({"text": "Shinzo Abe left."}, [_region("a", start, end, "Person")]))
    assert [result.brief.text[slice(*s)] for m in result.brief.mentions for s in m.spans] == [words]
    assert {f.code for f in result.faults} == codes


def test_the_smaller_export_is_named() -> None:
    data = json.dumps([{"text": "x", "label": [], "annotation_id": 1, "id": 1}]).encode()
    (result,) = read(["-"], stdin=io.BytesIO(data))
    assert "JSON-MIN" in result.faults[0].problem


def test_a_proposal_for_the_smaller_export_names_the_other(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"id": 1, "text": "x", "label": [], "annotation_id": 1}]))
    with pytest.raises(LoaderError, match="JSON-MIN"):
        proposal([path], "label-studio", default_vocabulary())


def test_a_task_at_fault_leaves_the_others() -> None:
    wrong = json.loads(json.dumps(TASKS[0]))
    wrong["data"]["brief"] = "other"
    relation = next(
        i for i in wrong["annotations"][0]["result"] if i.get("labels") == ["Participant"]
    )
    relation["labels"] = ["Partcipant"]
    found = _read([wrong, *TASKS])
    assert [r.brief is None for r in found] == [True, False]
    assert "participant" in [f.fix for f in found[0].faults]
