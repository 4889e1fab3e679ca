"""What is wrong with an ontology, said so that its author can put it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ontology.errors import OntologyError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault of one term, and what would be right."""

    term: str
    fault: str
    fix: str

    def __str__(self) -> str:
        return f"{self.term}: {self.fault}; {self.fix}"


class CompileError(OntologyError):
    """The ontology cannot be used. `problems` has every fault, sorted and without duplicates."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))
