"""Problems of an ontology, with their place and fix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whomet.ontology.errors import OntologyError


@dataclass(frozen=True, slots=True)
class CompileProblem:
    """One fault of one term, and its fix.

    `term` is empty if the whole file is at fault. `file` is empty and `line` 0 if no file
    declares the term.
    """

    term: str
    fault: str
    fix: str
    file: str = ""
    line: int = 0

    @property
    def message(self) -> str:
        """The fault and the fix, without the place."""
        return (
            f"{self.term}: {self.fault}; {self.fix}" if self.term else f"{self.fault}; {self.fix}"
        )

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}" if place else self.message


class CompileError(OntologyError):
    """The ontology is invalid. `problems` lists every fault, sorted and without duplicates."""

    def __init__(self, problems: Sequence[CompileProblem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda p: (p.file, p.line, p.message)))
        super().__init__("\n".join(map(str, self.problems)))
