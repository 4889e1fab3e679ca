"""Names as they may be written in another script: found by patterns, and told from others."""

from __future__ import annotations

import re

import pytest

from whomet.ontology.name_comparison.other_scripts import (
    in_other_script,
    latin_patterns,
    likeness,
)
from whomet.ontology.names import fold
from whomet.ontology.suggestions import OTHER_SCRIPT

LIKE = (
    ("Владимир Путин", "Vladimir Putin"),
    ("Хрущёв", "Nikita Khrushchev"),
    ("Джо Байден", "Joe Biden"),
    ("Эйзенхауэр", "Dwight D. Eisenhower"),
    ("Хо Ши Мин", "Ho Chi Minh"),
    ("بشار الأسد", "Bashar al-Assad"),
    ("محمد باقری", "Mohammad Bagheri"),
    ("حسن نصر الله", "Hassan Nasrallah"),
    ("علی خامنه‌ای", "Ali Khamenei"),
    ("حزب الله", "Hezbollah"),
    ("בנימין נתניהו", "Benjamin Netanyahu"),
    ("יצחק רבין", "Yitzhak Rabin"),
    ("Κυριάκος Μητσοτάκης", "Kyriakos Mitsotakis"),
    ("习近平", "Xi Jinping"),
    ("邓小平", "Deng Xiaoping"),
    ("문재인", "Moon Jae-in"),
    ("서울", "Seoul"),
)


@pytest.mark.parametrize(("typed", "name"), LIKE)
def test_a_name_in_another_script_is_found_and_most_like_itself(typed: str, name: str) -> None:
    assert in_other_script(typed) and not in_other_script(name)
    patterns = [re.compile(pattern) for pattern in latin_patterns(typed)]
    words = fold(name).split()
    assert any(pattern.fullmatch(word) for pattern in patterns for word in words)
    scores = {other: likeness(typed, other) for _, other in LIKE}
    assert scores[name] >= OTHER_SCRIPT
    assert max(scores, key=lambda other: scores[other]) == name


@pytest.mark.parametrize(
    ("name", "stored"), [(name, typed) for typed, name in LIKE if len(typed.split()) > 1]
)
def test_what_is_stored_in_another_script_is_found_by_latin_letters(name: str, stored: str) -> None:
    assert likeness(name, stored) >= OTHER_SCRIPT


def test_a_part_is_less_alike_than_the_whole() -> None:
    part = likeness("Mikhail Gorbachev", "Горбачёв")
    assert OTHER_SCRIPT <= part < likeness("Mikhail Gorbachev", "Михаил Горбачёв")


def test_other_names_are_not_alike() -> None:
    for typed, name in (
        ("Путин", "Donald Trump"),
        ("習近平", "Zhou Enlai"),
        ("محمود عباس", "Assad"),
    ):
        assert likeness(typed, name) < OTHER_SCRIPT
    assert (latin_patterns("…"), likeness("…", "Assad")) == ([], 0.0)
