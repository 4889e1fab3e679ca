"""Errors of the questions."""

from __future__ import annotations

from collections.abc import Iterable

from whomet.ontology.errors import WhometError


class QuestionError(WhometError):
    """A question, parameter, name or date that cannot be answered as asked."""


class MisusedQuestion(QuestionError):
    """Parameters that a question needs are missing, or exclude each other: wrong usage."""


class CatalogueError(QuestionError):
    """A question file that is not as it must be; the message starts with file and line."""


def nearest(word: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The words of `known` most like `word`, best first; those too unlike it are left out."""
    from difflib import SequenceMatcher  # only errors need it

    wanted = word.casefold()
    rated = sorted(
        (-SequenceMatcher(None, wanted, other.casefold()).ratio(), other) for other in set(known)
    )
    return [other for score, other in rated if -score >= 0.5][:count]


def did_you_mean(words: Iterable[str]) -> str:
    """ "; did you mean 'a' or 'b'?" with a leading semicolon, or nothing for no words."""
    quoted = [repr(word) for word in words]
    return f"; did you mean {' or '.join(quoted)}?" if quoted else ""
