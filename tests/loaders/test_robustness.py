"""Whatever is written, reading ends in briefs or in faults with a place, never in anything else."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from whomet.loaders import SEVERITIES, read

BASE = (Path(__file__).with_name("cases") / "base.yaml").read_text(encoding="utf-8")
VALUES: dict[str, Any] = yaml.load(BASE, Loader=yaml.BaseLoader)

WORDS = st.sampled_from([
    "", " ", "bagheri", "assad", "met", "trip", "Damascus", "today", "2017", "2017-13-01", "x:y",
    "\n", "Meeting", "Visit", "Place", "\ud800", "\x00", "text",
    "2017-10-20/2017-10-19", "9" * 600,
])  # fmt: skip
ANYTHING = st.recursive(
    WORDS | st.none() | st.booleans() | st.integers(-3, 3) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from("type name quote text nth phrase edtf ref part_of when".split())
            | WORDS,
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items: Any = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        items = enumerate(value)
    return [path, *(p for key, child in items for p in _paths(child, (*path, key)))]


PATHS = _paths(VALUES)[1:]


def _holds(data: bytes) -> None:
    for result in read(["-"], stdin=io.BytesIO(data)):
        assert (result.brief is None) == any(f.severity == "error" for f in result.faults)
        lines = data.decode("utf-8", "replace").split("\n")
        for fault in result.faults:
            assert fault.code in SEVERITIES
            assert 1 <= fault.line <= len(lines)
            assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1
            assert str(fault).isprintable()
        if result.brief is not None:
            for claim in result.brief.claims:
                assert result.brief.text[claim.span[0] : claim.span[1]] == claim.quote
            result.brief.annotation().encode()


@pytest.mark.parametrize("key", ["\n", "a\x1b[31mb", "x\u2028y", "tab\t"])
def test_a_key_that_a_terminal_would_not_print_is_shown_by_its_codes(key: str) -> None:
    data = VALUES | {"events": {key: None}}
    _holds(json.dumps(data).encode())


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PATHS), ANYTHING), min_size=1, max_size=3))
def test_any_value_in_any_place(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    data = json.loads(json.dumps(VALUES))
    for path, value in changes:
        parent = data
        try:
            for step in path[:-1]:
                parent = parent[step]
            parent[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    _holds(json.dumps(data).encode())
    _holds(json.dumps(data, indent=1).encode())


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(BASE)),
            st.integers(0, 5),
            st.text(st.sampled_from("\t\n :#[]{},&*!|>-'\"%@`~\x85\u2028😀a"), max_size=3),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_any_slip_of_the_keyboard(slips: list[tuple[int, int, str]]) -> None:
    text = BASE
    for index, removed, added in slips:
        text = text[:index] + added + text[index + removed :]
    _holds(text.encode())


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes(data: bytes) -> None:
    _holds(data)
    _holds(b'{"' + data)
