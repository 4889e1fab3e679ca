"""Strings that look alike and are not equal: what differs, in words."""

from __future__ import annotations

import unicodedata

_NAMES = {"\n": "a line feed", "\r": "a carriage return", "\t": "a tab", " ": "a blank"}


def difference(one: str, other: str) -> str | None:
    """The first letter in which two strings differ that look alike; None where they do not."""
    if one == other or _seen(one) != _seen(other):
        return None
    if unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other):
        return "one uses combining accents, the other precomposed letters (NFD and NFC)"
    for mine, theirs in zip(one + " ", other + " ", strict=False):
        if mine != theirs:
            return f"{_named(mine)} here, {_named(theirs)} in the text"
    return "blanks at their ends"


def _seen(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    folded = "".join(c for c in plain if c.isprintable() or c.isspace())
    return " ".join(folded.split())


def _named(letter: str) -> str:
    name = _NAMES.get(letter) or unicodedata.name(letter, "a character").lower()
    return name if letter in _NAMES else f"{name} (U+{ord(letter):04X})"
