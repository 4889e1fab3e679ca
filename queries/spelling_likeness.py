"""How similarly two names are spelled, so that one may be the other with a typing error.

Words are compared with words, since names of different things share some: "West Bank" is not "West
Berlin", nor "Foreign Minister Gromyko" another foreign minister. An error seldom changes the first
letter of a word, so that "Africa" is not "Costa Rica", and "Prussia" not "Russia".
"""

from __future__ import annotations

from collections.abc import Sequence

from whomet.ontology.name_comparison.romanization import skeleton
from whomet.ontology.name_comparison.words import formal_names
from whomet.ontology.names import name_words
from whomet.ontology.suggestions import NAMES_IN_GRAPH, ONE_WORD, similarity

#: Shorter words of a name are not compared: "Il" is no misspelled "oil".
_SHORTEST = 3
#: For a name written as fewer or more words: "DeGaulle".
_JOINED = 85.0
#: How far a nickname agrees with what it is short for, and an initial with its word.
_SHORTENED = 90.0
#: What each word takes off that one of the names has, and the other has not.
_REST = 3.0
#: "Jugoslavia".
_HALF_VOWELS = {"j", "y"}
_ARTICLES = frozenset({"of", "the", "and"})


def spelling_likeness(typed: str, name: str, least: float = NAMES_IN_GRAPH) -> float:
    """How alike two folded names are, from 0 to 100; 0 if not alike.

    `least` is for names of several words, each of which must be so much like its counterpart.
    """
    one, other = _words(typed), _words(name)
    if not one or not other:
        return 0.0
    if len(one) == 1:
        if not _is_compared(one[0]):
            return 0.0
        parts = filter(_is_compared, other)
        return max(_above(ONE_WORD, one[0], each) for each in ("".join(other), *parts))
    joined = 0.0
    if len(one) != len(other):
        joined = _above(_JOINED, "".join(one), "".join(other))
    return max(joined, _by_words(one, other, least))


def _is_compared(word: str) -> bool:
    return len(word) >= _SHORTEST or not word.isascii()


def _words(name: str) -> list[str]:
    words = name_words(name)
    return [word for word in words if word not in _ARTICLES] or words


def _by_words(one: Sequence[str], other: Sequence[str], least: float) -> float:
    """How alike the words of two names are, if each of the shorter name has a counterpart."""
    short, long = sorted((one, other), key=len)
    if len(short) == 1 and long[-1] != short[0]:
        return _above(least, " ".join(one), " ".join(other))
    left = list(long)
    total = 0.0
    for word in short:
        best = max(left, key=lambda other: _of_words(word, other, least))
        found = _of_words(word, best, least)
        if not found:
            return 0.0
        total += found
        left.remove(best)
    return total / len(short) - _REST * len(left)


def _of_words(one: str, other: str, least: float) -> float:
    if 1 in (len(one), len(other)):
        whole = max(len(one), len(other)) >= _SHORTEST or one == other
        return _SHORTENED if whole and one[0] == other[0] else 0.0
    if one in formal_names(other) or other in formal_names(one):
        return _SHORTENED
    found = _above(least, one, other)
    # Of what is less alike than that, as names in another script are, only vowels may differ.
    return found if found >= NAMES_IN_GRAPH or skeleton(one) == skeleton(other) else 0.0


def _above(least: float, one: str, other: str) -> float:
    found = similarity(one, other)
    return found if found >= least and _begin_alike(one, other) else 0.0


def _begin_alike(one: str, other: str) -> bool:
    """Whether two words begin with the same sound, or with two letters that changed places."""
    if not (one.isascii() and other.isascii()):
        return True
    if one[:2] == other[1::-1] or {one[0], other[0]} == _HALF_VOWELS:
        return True
    return skeleton(one.removeprefix("h"))[:1] == skeleton(other.removeprefix("h"))[:1]
