"""What to suggest for a phrase that no rule matches: it, spelled right, or an example of its form.

A phrase of another kind gets no suggestion: the words that are not dates must all occur, in order,
in what is suggested.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from whomet.ontology.dates.english import (
    DAY,
    MONTH,
    MONTH_NAMES,
    NUMBER,
    NUMBERS,
    ORDINALS,
    SEASON,
    SEASON_CODES,
    WEEKDAY,
    WEEKDAY_NAMES,
    YEAR,
)
from whomet.ontology.suggestions import WORD_OF_DATE, most_similar

#: Stands for a word, or some in a row, that say when: a number, a year, a month, a weekday …
_WHEN = "\N{BULLET}"
_SAYS_WHEN = re.compile(
    f"{MONTH}|{WEEKDAY}|{SEASON}|{DAY}|{YEAR}|{NUMBER}|{'|'.join(sorted(ORDINALS))}"
)
_SHORTEST = 4
"""Letters of a word that a misspelled one is taken for: of shorter ones too many names remind."""


def similar_phrase(
    text: str, examples: Iterable[str], is_date: Callable[[str], bool]
) -> str | None:
    """What `text`, in the form that rules match, was probably meant to be; None if that is unclear.

    `examples` are those of the rules, and `is_date` says whether a rule matches a phrase.
    """
    known = {example.lower(): example for example in examples}
    corrected = _corrected(text, known)
    if corrected is not None and is_date(corrected):
        return _capitalized(corrected)
    form = _form(text)
    if set(form) <= {_WHEN}:
        return None
    forms = {example: _form(example) for example in known}
    alike = [example for example in known if _occurs(form, forms[example])]
    begun = [example for example in alike if forms[example][0] == form[0]]
    return next((known[best] for best in most_similar(text, begun or alike, 1, 0)), None)


def _corrected(text: str, examples: Iterable[str]) -> str | None:
    """`text` with each word that is none of a date replaced by the one that it is like."""
    right = {word for example in examples for word in re.findall("[a-z]+", example)}
    right |= {name.lower() for name in (*MONTH_NAMES, *WEEKDAY_NAMES)}
    right |= {*SEASON_CODES, *NUMBERS, *ORDINALS, "year", "years", "months", "month", "ago"}
    words = text.split()
    for place, word in enumerate(words):
        if word in right or _SAYS_WHEN.fullmatch(word):
            continue
        # What is misspelled nearly always begins with the right letter.
        alike = [other for other in right if len(other) >= _SHORTEST and other[0] == word[0]]
        near = most_similar(word, alike, 1, WORD_OF_DATE) if word.isalpha() else []
        if not near:
            return None
        words[place] = near[0]
    return " ".join(words)


def _form(text: str) -> list[str]:
    """The words of `text`, what says when as one sign; without "the"."""
    form: list[str] = []
    for word in text.split():
        sign = _WHEN if _SAYS_WHEN.fullmatch(word) else word
        if word != "the" and not (sign == _WHEN and form[-1:] == [_WHEN]):
            form.append(sign)
    return form


def _occurs(form: list[str], other: list[str]) -> bool:
    """Whether the words of `form` are in `other`, in their order."""
    left = iter(other)
    return all(word in left for word in form)


def _capitalized(text: str) -> str:
    names = {name.lower(): name for name in (*MONTH_NAMES, *WEEKDAY_NAMES)}
    return " ".join(names.get(word, word) for word in text.split())
