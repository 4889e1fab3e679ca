"""What counts as a word in full-text search, and what people type."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whomet.ontology.search_words import (
    as_lucene,
    occurrences,
    parse_search,
    searchable,
    words,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran's envoy, Ba'athist; U.S. troops", "iran envoy baathist us troops"),
        ("Tel-Aviv AT&T", "tel aviv at t"),
        ("Erdoğan met Aḥmadīnejād in Straße", "erdogan met ahmadinejad in strasse"),
        ("محمّد باقري في دمشق", "محمد باقری فی دمشق"),
        ("文在寅与特朗普会谈", "文 在 寅 与 特 朗 普 会 谈"),
        ("문재인은 왔다", "문 재 인 은 왔 다"),
        ("Ёлка и Йод", "елка и иод"),
        ("नमस्ते दुनिया", "नमसते दुनिया"),
    ],
)
def test_words_are_cut_and_folded(text: str, expected: str) -> None:
    assert " ".join(word.folded for word in words(text)) == expected


@pytest.mark.parametrize(
    ("typed", "lucene"),
    [
        ('grain "bread price" -war foo*', '+("grain") +("bread price") +(foo*) -"war"'),
        ("a AND b OR c", '+("a") +("b" OR "c")'),
        ('say "a" OR “b c”', '+("say") +("a" OR "b c")'),
        ('"unbalanced foo', '+("unbalanced") +("foo")'),
        ("foo:bar~2 [a TO b]", '+("foo bar 2") +("a") +("to") +("b")'),
        ("文在寅", '+("文 在 寅")'),
        ("tel-av*", '+((+"tel" +av*))'),
        ("((", ""),
        ("-x", '-"x"'),
        ("OR x OR", '+("x")'),
    ],
)
def test_what_is_typed_becomes_lucene(typed: str, lucene: str) -> None:
    assert as_lucene(parse_search(typed)) == lucene


@given(st.text(max_size=40))
def test_nothing_that_is_typed_is_a_syntax_error(typed: str) -> None:
    """Only folded words, and signs that we write, are in the query."""
    lucene = as_lucene(parse_search(typed))
    term = r'(?:"[^"\\+()*]+"|[^\s"\\+()*:]+\*|\(\+"[^"\\+()*]+" \+[^\s"\\+()*:]+\*\))'
    clause = rf"(?:\+\({term}(?: OR {term})*\)|-{term})"
    assert re.fullmatch(rf"(?:{clause}(?: {clause})*)?", lucene)
    assert parse_search(lucene).terms == () or parse_search(lucene).wanted


@given(st.text(max_size=60))
def test_words_stand_where_they_say(text: str) -> None:
    end = 0
    for word in words(text):
        assert end <= word.begin < word.end <= len(text)
        assert word.folded and " " not in word.folded
        end = word.end


def test_a_phrase_does_not_reach_from_the_title_into_the_text() -> None:
    assert searchable("A letter", "From Calder") == "a letter | from calder"


def test_occurrences_have_their_places() -> None:
    text = "Bread prices rose; bread is dear. Price of BREAD."
    found = occurrences(parse_search("dear bread"), list(words(text)))
    shown = [text[begin:end] for _, begin, end in found]
    assert sorted(shown) == ["BREAD", "Bread", "bread", "dear"]
    [phrase] = occurrences(parse_search('"bread is"'), list(words(text)))
    assert text[phrase[1] : phrase[2]] == "bread is"
