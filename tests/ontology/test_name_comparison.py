"""Comparing names: each kind of difference is a pair in name-pairs.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from whomet.ontology.name_comparison import compare_names

PAIRS = yaml.safe_load((Path(__file__).parent / "name-pairs.yaml").read_text(encoding="utf-8"))
CASES = [(verdict, what, pair) for verdict, pairs in PAIRS.items() for what, pair in pairs.items()]


@pytest.mark.parametrize(("verdict", "what", "pair"), CASES, ids=[what for _, what, _ in CASES])
def test_pairs(verdict: str, what: str, pair: dict[str, Any]) -> None:
    found = compare_names(**pair)
    assert found.verdict == verdict, found
    assert found.reasons
    turned = {
        "a": pair["b"],
        "b": pair["a"],
        "kind": pair.get("kind", "Person"),
        "a_context": pair.get("b_context"),
        "b_context": pair.get("a_context"),
    }
    assert compare_names(**turned).verdict == verdict


@pytest.mark.parametrize(
    "context",
    [
        {"country": "Iran", "born": 1960},
        {"Nationality": ["Iranian", "Iran"], "date of birth": "1960-03-21"},
        {"country": ("IR Iran", "Iran"), "born": "21 March 1960", "unknown": object()},
        {"active": "1990/1996", "organization": None, "position": ""},
        {"active": {"from": 1991, "to": 1993}},
    ],
)
def test_contexts_may_have_many_forms(context: dict[str, object]) -> None:
    known = {"country": "Iran", "born": "1960", "active": (1990, 2000)}
    found = compare_names("Ali Zand", "Aly Zand", a_context=context, b_context=known)
    assert found.verdict == "likely"


def test_the_score_goes_with_the_verdict() -> None:
    assert compare_names("Mara Quill", "Mára Quill").score == 1.0
    assert 0.6 <= compare_names("Mara B. Quill", "Mara Quill").score < 1.0
    assert compare_names("Mara Quill", "Jo Dorn").score < 0.6


@given(st.text(max_size=20), st.text(max_size=20), st.sampled_from(["Person", "Place", "Topic"]))
def test_any_two_texts_can_be_compared(one: str, other: str, kind: str) -> None:
    found = compare_names(one, other, kind=kind)
    assert 0.0 <= found.score <= 1.0
    assert found.verdict in ("same", "likely", "unlikely")
