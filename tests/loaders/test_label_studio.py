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


def test_a_key_is_made_of_any_name() -> None:
    text = json.dumps(TASKS).replace("Shinzo Abe", "Kim J. O-n")
    (found,) = _read(json.loads(text))
    assert found.brief is not None
    assert found.brief.mentions[0].key == "kim-j-o-n"


def test_a_cancelled_annotation_does_not_count() -> None:
    task = TASKS[0] | {
        "annotations": [*TASKS[0]["annotations"], {"was_cancelled": True, "result": []}]
    }
    assert _read([task])[0].brief == _read(TASKS)[0].brief


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
    # Made anew each time: one that stands in itself is no JSON.
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
        assert (result.brief is None) == any(f.severity == "error" for f in result.faults)
        assert all(f.code in SEVERITIES and f.line == 1 for f in result.faults)


def test_brackets_without_end() -> None:
    stream = io.BytesIO(b"[" * 100_000)
    (result,) = read(["-"], stdin=stream, format="label-studio")
    assert [f.code for f in result.faults] == ["too-deep"]
