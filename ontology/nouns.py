"""Nouns in sentences for people: with a number, with an article."""

from __future__ import annotations

from collections.abc import Sequence


def plural(number: int, noun: str) -> str:
    """`1 brief`, `1,200 briefs`."""
    return counted(number, noun, f"{noun}s")


def counted(number: int, one: str, several: str) -> str:
    """`1 row is`, `1,200 rows are`."""
    return f"{number:,} {one if number == 1 else several}"


def with_article(noun: str) -> str:
    """`a Meeting`, `an Agreement`, by the first letter."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def listed(words: Sequence[str]) -> str:
    """`A, B and C`."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
