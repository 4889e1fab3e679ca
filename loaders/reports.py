"""What reading and checking files return."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from whomet.loaders.faults import WARNING, Fault
from whomet.ontology.json_values import JsonObject
from whomet.ontology.records import Brief


@dataclass(frozen=True, slots=True)
class ReadBrief:
    """A checked brief with its warnings, or a file with errors with all its faults.

    `brief` is None exactly where `faults` hold an error. `line` is where the brief begins.
    """

    file: str
    line: int
    brief: Brief | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What is in the files: how many briefs and claims are valid, and every fault.

    `faults` keep their file out of the graph; `warnings` do not.
    """

    briefs: int
    claims: int
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]

    def __repr__(self) -> str:
        found = f"{len(self.faults)} faults, {len(self.warnings)} warnings"
        return f"<CheckReport: {self.briefs} briefs, {self.claims} claims, {found}>"

    @property
    def ok(self) -> bool:
        """Whether no file has an error."""
        return not self.faults

    def to_json(self) -> JsonObject:
        """As `whomet check --json` prints it."""
        return {
            "ok": self.ok,
            "briefs": self.briefs,
            "claims": self.claims,
            "faults": [fault.to_json() for fault in self.faults],
            "warnings": [fault.to_json() for fault in self.warnings],
        }


class Findings:
    """What was read so far."""

    def __init__(self) -> None:
        self.briefs = 0
        self.claims = 0
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []

    def add(self, result: ReadBrief) -> None:
        """Count a brief and keep its faults."""
        if result.brief is not None:
            self.briefs += 1
            self.claims += len(result.brief.claims)
        for fault in result.faults:
            (self.warnings if fault.severity == WARNING else self.faults).append(fault)

    def briefs_of(self, results: Iterable[ReadBrief]) -> Iterator[Brief]:
        """The valid briefs among `results`, all of which are added."""
        for result in results:
            self.add(result)
            if result.brief is not None:
                yield result.brief

    def report(self) -> CheckReport:
        """The report on everything added."""
        return CheckReport(self.briefs, self.claims, tuple(self.faults), tuple(self.warnings))
