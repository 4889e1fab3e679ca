"""What is wrong with an ontology, said so that its author can put it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whomet.ontology.errors import OntologyError


@dataclass(frozen=True, slots=True)
class CompileProblem:
    """One fault of one term, and what to write instead.

    `term` is empty where a whole file is at fault. `file` is empty and `line` 0 where the term
    stands nowhere as a subject.
    """

    term: str
    fault: str
    fix: str
    file: str = ""
    line: int = 0

    @property
    def told(self) -> str:
        """The fault without its place."""
        return (
            f"{self.term}: {self.fault}; {self.fix}" if self.term else f"{self.fault}; {self.fix}"
        )

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.told}" if place else self.told


class CompileError(OntologyError):
    """The ontology cannot be used. `problems` has every fault, sorted and without duplicates."""

    def __init__(self, problems: Sequence[CompileProblem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda p: (p.file, p.line, p.told)))
        super().__init__("\n".join(map(str, self.problems)))
