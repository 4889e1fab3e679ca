"""What to suggest for a phrase that no rule matches: examples of its form.

A phrase of another kind gets no suggestion: the words that are not dates must all occur, in order,
in what is suggested. What is only misspelled is corrected before (`corrections.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from whomet.ontology.dates.english import DAY, MONTH, NUMBER, ORDINALS, SEASON, WEEKDAY, YEAR
from whomet.ontology.suggestions import most_similar

#: Stands for a word, or some in a row, that say when: a number, a year, a month, a weekday …
_WHEN = "\N{BULLET}"
_SAYS_WHEN = re.compile(
    f"{MONTH}|{WEEKDAY}|{SEASON}|{DAY}|{YEAR}|{NUMBER}|{'|'.join(sorted(ORDINALS))}"
)


def similar_phrase(text: str, examples: Iterable[str]) -> str | None:
    """The one of `examples` that has the form of normalized `text`; None if none has."""
    known = {example.lower(): example for example in examples}
    form = _form(text)
    if set(form) <= {_WHEN}:
        return None
    forms = {example: _form(example) for example in known}
    alike = [example for example in known if _occurs(form, forms[example])]
    begun = [example for example in alike if forms[example][0] == form[0]]
    return next((known[best] for best in most_similar(text, begun or alike, 1, 0)), None)


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
