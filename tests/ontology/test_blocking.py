"""Names that are probably the same share a key; names that only share a common word do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from whomet.ontology.name_comparison.blocking import blocking_keys

PAIRS = yaml.safe_load((Path(__file__).parent / "name-pairs.yaml").read_text(encoding="utf-8"))
#: What only a birth makes likely, which a graph does not know.
BY_BIRTH = {"married name"}
LIKELY = {what: pair for what, pair in PAIRS["likely"].items() if what not in BY_BIRTH}


def share_a_key(one: str, other: str, kind: str = "Person") -> bool:
    """Whether two names are compared."""
    a, b = blocking_keys(one, kind), blocking_keys(other, kind)
    return bool(a.seeks & b.found_by or b.seeks & a.found_by)


@pytest.mark.parametrize(("what", "pair"), LIKELY.items(), ids=LIKELY)
def test_likely_names_share_a_key(what: str, pair: dict[str, Any]) -> None:
    assert share_a_key(pair["a"], pair["b"], pair.get("kind", "Person")), what


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Mara Quill", "Jo Quill", "Person"),
        ("Mara Quill", "Mara Dorn", "Person"),
        ("Quill", "Dorn", "Person"),
        ("M. Quill", "J. Quill", "Person"),
        ("Harbour Authority", "Fishing Authority", "Organization"),
        ("North Harbour", "South Fishing", "Place"),
    ],
)
def test_names_with_little_in_common_are_not_compared(one: str, other: str, kind: str) -> None:
    assert not share_a_key(one, other, kind)


def test_a_word_seeks_whole_names_and_is_not_sought_by_them() -> None:
    word, whole = blocking_keys("Quill"), blocking_keys("Mara Quill")
    assert word.seeks & whole.found_by
    assert not whole.seeks & word.found_by


@given(st.text(max_size=24), st.sampled_from(["Person", "Organization", "Place", "Topic"]))
def test_any_name_is_found_by_what_it_seeks(name: str, kind: str) -> None:
    keys = blocking_keys(name, kind)
    assert keys.seeks <= keys.found_by
    assert blocking_keys(name, kind) == keys
