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
        """As a JSON object."""
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
    likely: tuple[LikelyOne, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """What distinguishes it from others of its name: class, id, and what is known of it."""
        return (
            self.kind or self.cls,
            self.id,
            *([f"also {', '.join(self.also)}"] if self.also else []),
            *([f"in {', '.join(self.within)}"] if self.within else []),
            *([f"first in {self.first_brief}"] if self.first_brief else []),
        )

    def to_json(self) -> JsonObject:
        """As a JSON object, as errors for programs list it."""
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

    `choices` are what an ambiguous name may refer to, and `sought` is a name that was looked up, as
    it was given. An error about several parameters has an error for each in `parts`.
    """

    def __init__(
        self,
        message: str,
        *,
        candidates: Sequence[str] = (),
        parameters: Sequence[str] = (),
        choices: Sequence[Choice] = (),
        sought: str | None = None,
        parts: Sequence[QuestionError] = (),
    ) -> None:
        super().__init__(message, candidates=candidates, parameters=parameters)
        self.choices = tuple(choices)
        self.sought = sought
        self.parts = tuple(parts)


class MisusedQuestion(QuestionError):
    """Parameters that a question needs are missing, or exclude each other: wrong usage."""


class CatalogueError(QuestionError):
    """An invalid question file; the message starts with file and line."""
