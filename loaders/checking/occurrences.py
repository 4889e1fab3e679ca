"""Where words occur in a text: whole words, with offsets in code points."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from whomet.ontology.records import Span

# Scripts that are written without spaces between words: there a word may end anywhere.
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0xA4CF),  # Han, kana, Yi
    (0xF900, 0xFAFF),  # Han
    (0x20000, 0x3FFFF),  # Han
)


def is_word(letter: str) -> bool:
    """Whether `letter` continues a word: letters, digits, `_` and combining marks do."""
    if letter.isascii():
        return letter.isalnum() or letter == "_"
    point = ord(letter)
    if any(low <= point <= high for low, high in _UNSPACED):
        return False
    return letter.isalnum() or unicodedata.category(letter)[0] == "M"


# What usually comes before and after a word; looked up first, for speed.
_EDGES = frozenset(" \n.,;:!?'\"()-’“”")


def whole_words(words: str, text: str) -> list[Span]:
    """Every place where `words` occur in `text` and are not part of longer words."""
    return list(_whole_words(words, text))


def has_whole_words(words: str, text: str) -> bool:
    """Whether `words` occur in `text` and are not part of longer words."""
    return next(_whole_words(words, text), None) is not None


def _whole_words(words: str, text: str) -> Iterator[Span]:
    length = len(words)
    last = len(text)
    start = text.find(words)
    while start >= 0:
        end = start + length
        if not (
            (start and text[start - 1] not in _EDGES and _joined(text[start - 1], words[0]))
            or (end < last and text[end] not in _EDGES and _joined(words[-1], text[end]))
        ):
            yield start, end
        start = text.find(words, start + 1)


def _joined(left: str, right: str) -> bool:
    """Whether two letters belong to one word."""
    return is_word(left) and is_word(right)


def cuts_word(text: str, span: Span) -> bool:
    """Whether a span begins or ends within a word."""
    start, end = span
    return (0 < start < end and _joined(text[start - 1], text[start])) or (
        start < end < len(text) and _joined(text[end - 1], text[end])
    )


def anywhere(words: str, text: str) -> list[Span]:
    """Every place where `words` occur in `text`: as whole words, or else within words."""
    found = whole_words(words, text)
    if found or words not in text:
        return found
    places: list[Span] = []
    start = text.find(words)
    while start >= 0:
        places.append((start, start + len(words)))
        start = text.find(words, start + 1)
    return places


def nearest_to(span: Span, places: list[Span]) -> Span:
    """The first of `places` inside `span`, else the one nearest to it, else the earliest."""
    start, end = span
    for place in places:
        if start <= place[0] and place[1] <= end:
            return place
    return min(places, key=lambda place: max(start - place[1], place[0] - end, 0))
