"""The faults of a document of an annotation tool, each located by a path in its file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from whomet.loaders.faults import Fault, fault_at
from whomet.loaders.parsed import Path, Position


@dataclass(slots=True)
class FaultReport:
    """Collects faults; `position` leads from a path to line and column of the file."""

    file: str
    position: Callable[[Path], Position]
    faults: list[Fault] = field(default_factory=list)

    def __call__(
        self, code: str, path: Path, problem: str, found: str | None, fix: str | None
    ) -> None:
        """Add a fault at the place of a path."""
        self.faults.append(fault_at(self.file, self.position(path), code, problem, found, fix))
