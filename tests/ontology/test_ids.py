"""Ids of claims and mentions: made, read, and told apart from refs and the ids of names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whomet.ontology.active_vocabulary import load_vocabulary
from whomet.ontology.ids import (
    brief_and_key,
    brief_of,
    id_in_brief,
    is_id_in_brief,
    is_unresolved,
)

#: The pattern of the ids of briefs is that of the keys, too (`loaders/checking/briefs.py`).
WORDS = st.from_regex(load_vocabulary().patterns["brief"], fullmatch=True)


@given(WORDS, WORDS)
def test_what_is_made_is_read_again(brief: str, key: str) -> None:
    id = id_in_brief(brief, key)
    assert brief_and_key(id) == (brief, key)
    assert brief_of(id) == brief
    assert is_id_in_brief(id)
    assert is_unresolved(id)


@given(WORDS)
def test_a_word_is_no_id_in_a_brief(word: str) -> None:
    assert brief_and_key(word) is None
    assert not is_id_in_brief(word)


@pytest.mark.parametrize("text", ["", "#", "#e1", "b1#"])
def test_an_id_in_a_brief_has_both_parts(text: str) -> None:
    assert brief_and_key(text) is None


@pytest.mark.parametrize(
    "id", ["person:mara-quill", "wikidata:Q794", "https://example.org/people#me"]
)
def test_names_and_refs_are_no_ids_in_a_brief(id: str) -> None:
    assert not is_id_in_brief(id)


def test_a_name_in_an_unresolved_container_is_unresolved() -> None:
    assert is_unresolved("place:b1#old/market")
    assert not is_id_in_brief("place:b1#old/market")
    assert not is_unresolved("place:syria/damascus")
