"""Errors of the questions."""

from __future__ import annotations

from whomet.ontology.errors import WhometError


class QuestionError(WhometError):
    """A question, parameter, name or date that cannot be answered as asked."""


class MisusedQuestion(QuestionError):
    """Parameters that a question needs are missing, or exclude each other: wrong usage."""


class CatalogueError(QuestionError):
    """A question file that is not as it must be; the message starts with file and line."""
