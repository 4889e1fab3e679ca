"""Nouns in sentences for people: with a number, with an article."""

from __future__ import annotations


def plural(number: int, noun: str) -> str:
    """`1 brief`, `1,200 briefs`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def with_article(noun: str) -> str:
    """`a Meeting`, `an Agreement`, by the first letter."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"
