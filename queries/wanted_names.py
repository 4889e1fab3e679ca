"""Names to look up, and what was found for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from whomet.ontology.vocabulary import Vocabulary
from whomet.queries.errors import Choice, QuestionError
from whomet.queries.parameters import accepted_classes

#: A row of an internal query: something that a name may refer to, and how it was found.
Hit = dict[str, Any]
#: Maximum number of names that a message lists.
LISTED = 8
_LINKING = frozenset({"an", "and", "of", "the"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name to look up for one parameter of a type that names nodes.

    `parameter` is its name in Python, empty for a name without one.
    """

    parameter: str
    text: str
    type: str

    @property
    def given(self) -> str:
        """The name as it was given: `place` 'Syria'."""
        return f"`{self.parameter}` '{self.text}'" if self.parameter else f"'{self.text}'"

    @property
    def none_called(self) -> str:
        """That nothing has the name, in words."""
        nothing = "nothing" if self.type == "entity" else f"no {self.type}"
        return f"{nothing} is called '{self.text}'"

    def error(
        self, message: str, candidates: Sequence[str] = (), choices: Sequence[Choice] = ()
    ) -> QuestionError:
        """The error of this name."""
        named = [self.parameter] if self.parameter else []
        return QuestionError(
            message, candidates=candidates, parameters=named, choices=choices, sought=self.text
        )

    def accepts(self, labels: Iterable[str], vocabulary: Vocabulary) -> bool:
        """Whether a node with these labels may be meant."""
        return not set(labels).isdisjoint(accepted_classes(self.type, vocabulary))


@dataclass(frozen=True, slots=True)
class Found:
    """What a name refers to, and what an analyst should know about the choice.

    `kind` is its class; `how` says how it was found, if not by its id or its shown name.
    """

    id: str
    name: str
    kind: str
    how: str | None = None
    note: str | None = None


def is_distinctive(word: str) -> bool:
    """Whether a word of a name is distinctive: "and" is not, nor is a single letter."""
    return word not in _LINKING and (len(word) > 1 or not word.isascii())
