"""A name as it may be written in another script: patterns to find it by, and how alike two are.

For suggestions: a part of a name counts as well, what is typed being "Путин" or "بشار". Words are
compared as elsewhere (`words`); names in Han and Hangul also with their syllables as one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from whomet.ontology.name_comparison.people import forms
from whomet.ontology.name_comparison.romanization import romanized, skeleton
from whomet.ontology.name_comparison.words import agreement
from whomet.ontology.names import fold

#: The first letter of any script that is not Latin.
FIRST_OF_OTHER_SCRIPTS = "\u0370"
#: How far short words agree that have the same consonants, beside others that agree.
_SHORT = 0.7
#: How far the consonants of a single word must agree: "Europe" and "ایران" share two of three.
_ONLY_WORD = 0.75
#: What each word of the name that nothing was typed for takes off.
_REST = 2.0
#: What it takes off that a name is only a part of what was typed.
_PART = 15.0
# How the letters of a skeleton are written in Latin letters, as `skeleton` reads them.
_WRITTEN = {
    "a": "[aeiouyw]+",
    "b": "[bp]+",
    "f": "(f+|ph)",
    "j": "(j+|dj|dzh?|t?s?ch|t?sh|t?zh|shch|g|x|c|q)",
    "k": "[kqcgx]+h?",
    "s": "(s+|z+|c|t[sz])",
    "t": "[td]+h?",
}
_BETWEEN = "[aeiouywvh]*"
_HAN, _HANGUL = re.compile("[\u3400-\u9fff]"), re.compile("[\uac00-\ud7af]")
_SYLLABIC = re.compile(f"{_HAN.pattern}|{_HANGUL.pattern}")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


def in_other_script(text: str) -> bool:
    """Whether any letter of a text is of another script than Latin."""
    return any(letter >= FIRST_OF_OTHER_SCRIPTS and letter.isalpha() for letter in text)


def written_alike(one: str, other: str) -> bool:
    """Whether two texts are both in Han or both in Hangul, where names have the same characters.

    Those that only sound a little alike are of different people: 文在寅 and 安倍晋三.
    """
    return any(script.search(one) and script.search(other) for script in (_HAN, _HANGUL))


def latin_patterns(text: str) -> list[str]:
    """Regular expressions of Lucene, one of which most spellings in Latin letters match."""
    words = {word for reading in _readings(text) for word in reading}
    bones = {skeleton(word) for word in words}
    telling = {each for each in bones if len(each) > 1} or bones - {""}
    return sorted(
        _BETWEEN + "".join(f"({_WRITTEN.get(letter, letter)}{_BETWEEN})+" for letter in each)
        for each in telling
    )


def likeness(typed: str, name: str) -> float:
    """How alike a typed name, or part of one, is to a name in another script, from 0 to 100.

    Less where the name is a part of what was typed: "Горбачёв" for "Mikhail Gorbachev".
    """
    consonants_only = any(form.consonants_only for text in (typed, name) for form in forms(text))
    # The syllables of one name are too easily a part of another.
    part = 100.0 if _SYLLABIC.search(typed + name) else _PART
    return max(
        (
            max(
                _of_words(one, other, consonants_only),
                _of_words(other, one, consonants_only) - part,
            )
            for one in _readings(typed)
            for other in _readings(name)
        ),
        default=0.0,
    )


def _of_words(typed: Sequence[str], name: Sequence[str], consonants_only: bool) -> float:
    left = list(name)
    total = 0.0
    for word in typed:
        found = [
            (agreed.likeness, -number)
            for number, other in enumerate(left)
            if (agreed := agreement(word, other, False, consonants_only)) is not None
        ]
        if not found and len(typed) > 1:
            # Of a short word, such as "Joe", only the vowels may differ.
            bones = skeleton(word)
            found = [(_SHORT, -n) for n, other in enumerate(left) if bones == skeleton(other)]
        if not found:
            return 0.0
        best, number = max(found)
        if len(typed) == 1 and best < _ONLY_WORD:
            return 0.0
        total += best
        left.pop(-number)
    return 100 * total / len(typed) - _REST * len(left)


def _readings(text: str) -> Iterator[list[str]]:
    """The words of a name in Latin letters, also with two that follow each other as one.

    Those of syllables also as a surname and a name, and as one word; those in Cyrillic letters also
    with "h", which they write like "kh": "Эйзенхауэр".
    """
    spellings = [[word.text for word in form.words if len(word.text) > 1] for form in forms(text)]
    if _CYRILLIC.search(text):
        spellings += [
            [word.replace("kh", "h") for word in words]
            for words in spellings
            if any("kh" in word for word in words)
        ]
    for words in spellings:
        if words:
            yield words
        for number in range(len(words) - 1):
            yield [*words[:number], words[number] + words[number + 1], *words[number + 2 :]]
        if len(words) > 2 and _SYLLABIC.search(text):
            yield [words[0], "".join(words[1:])]
    if _SYLLABIC.search(text):
        yield ["".join(romanized(fold(text)).split())]
