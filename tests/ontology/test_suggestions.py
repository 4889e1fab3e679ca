"""Suggestions for what is misspelled."""

from __future__ import annotations

import unicodedata

import pytest

from whomet.ontology.suggestions import (
    CLASSES,
    did_you_mean,
    most_similar,
    nearest,
    nearest_words,
    similarity,
    suggest,
)


def test_the_most_similar_come_first_whatever_the_case() -> None:
    names = ["visits", "visitors", "meetings", "Visit"]
    assert most_similar("VISIT", names) == ["Visit", "visits", "visitors"]
    assert most_similar("visit", names, 1) == ["Visit"]
    assert nearest("meetngs", names) == "meetings"
    assert nearest("tenure", names) is None
    assert most_similar("x", []) == []


def test_a_threshold_is_for_a_purpose() -> None:
    assert similarity("abcde", "abcxy") == 60
    assert nearest("abcde", ["abcxy"]) == "abcxy"
    assert nearest("abcde", ["abcxy"], CLASSES) is None


def test_the_hint_continues_a_sentence() -> None:
    assert did_you_mean(["a", "b"]) == "; did you mean 'a' or 'b'?"
    assert did_you_mean([]) == suggest("tenure", ["visits"]) == ""
    assert suggest("visit", ["visits"]) == "; did you mean 'visits'?"


def test_words_of_a_text_are_suggested_whole() -> None:
    text = "General Bagheri’s visit to Damascus began on Tuesday."
    assert nearest_words("bagheri's visit", text) == "Bagheri’s visit"
    assert nearest_words("Damascsu began", text) == "Damascus began"
    assert nearest_words("a parliament", text) is None


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("4 Octobr 2017", "4 October 2017"),
        ("left on 14 Octobr", "left on 14 October"),
        ("4 october 2017", "4 October 2017"),
        ("4October 2017", "4 October 2017"),
        ("ministr of defence", "minister of defence"),
        ("he lef on 14", "He left on 14"),
    ],
)
def test_what_is_suggested_is_as_a_whole_like_the_quote(quote: str, words: str) -> None:
    text = "On 14 October 2017 the minister of defence came. He left on 14 October, not on"
    assert nearest_words(quote, f"{text} 4 October 2017.") == words


def test_marks_belong_to_the_words_that_are_suggested() -> None:
    text = unicodedata.normalize("NFD", "Then José came.")
    assert nearest_words("José", text) == unicodedata.normalize("NFD", "José")
