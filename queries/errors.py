"""Errors of the questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whomet.ontology.errors import WhometError
from whomet.ontology.json_values import JsonObject


@dataclass(frozen=True, slots=True)
class LikelyOne:
    """A likely duplicate of a choice, with a score from 0 to 1 and the reasons."""

    id: str
    name: str
    score: float
    reasons: tuple[str, ...]

    def to_json(self) -> JsonObject:
        """By name."""
        return {
            "id": self.id,
            "name": self.name,
            "score": self.score,
            "reasons": list(self.reasons),
        }


@dataclass(frozen=True, slots=True)
class Choice:
    """What a name may refer to, how it differs from others, and its likely duplicates."""

    id: str
    name: str
    cls: str
    kind: str | None
    also: tuple[str, ...]
    within: tuple[str, ...]
    first_brief: str | None
    likely: tuple[LikelyOne, ...]

    def to_json(self) -> JsonObject:
        """As errors for programs list it."""
        return {
            "id": self.id,
            "name": self.name,
            "class": self.cls,
            "kind": self.kind,
            "also": list(self.also),
            "within": list(self.within),
            "first_brief": self.first_brief,
            "likely": [each.to_json() for each in self.likely],
        }


class QuestionError(WhometError):
    """A question, parameter, name or date that cannot be answered as asked.

    `choices` are what a name may refer to, where several have it.
    """

    def __init__(
        self,
        message: str,
        *,
        candidates: Sequence[str] = (),
        parameters: Sequence[str] = (),
        choices: Sequence[Choice] = (),
    ) -> None:
        super().__init__(message, candidates=candidates, parameters=parameters)
        self.choices = tuple(choices)


class MisusedQuestion(QuestionError):
    """Parameters that a question needs are missing, or exclude each other: wrong usage."""


class CatalogueError(QuestionError):
    """A question file that is not as it must be; the message starts with file and line."""
