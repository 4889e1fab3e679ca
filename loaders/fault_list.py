"""The faults of one file, up to a limit, so that a file of a million faults fits in memory."""

from __future__ import annotations

from collections.abc import Iterable

from whomet.loaders.faults import ERROR, Fault, TextFault, fault_at, located

MOST_FAULTS = 1000
"""Errors that are listed for one file, and warnings likewise."""


class FaultList:
    """The errors and the warnings of one file; those beyond `MOST_FAULTS` are counted only."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.errors: list[Fault] = []
        self.warnings: list[Fault] = []
        self.more_errors = 0
        self.more_warnings = 0

    @property
    def has_error(self) -> bool:
        """Whether any of them is an error."""
        return bool(self.errors)

    def add(self, fault: Fault) -> None:
        """Add one."""
        listed = self.errors if fault.severity == ERROR else self.warnings
        if len(listed) < MOST_FAULTS:
            listed.append(fault)
        elif fault.severity == ERROR:
            self.more_errors += 1
        else:
            self.more_warnings += 1

    def extend(self, faults: Iterable[Fault]) -> None:
        """Add several."""
        for fault in faults:
            self.add(fault)

    def add_text(self, fault: TextFault) -> None:
        """Add the fault of a text as one of this file."""
        self.add(located(self.file, fault))

    def all_errors(self) -> tuple[Fault, ...]:
        """The errors, the last of which says how many more there are."""
        return (*self.errors, *self._more("too-many-faults", self.errors, self.more_errors))

    def all_warnings(self) -> tuple[Fault, ...]:
        """The warnings, likewise."""
        return (*self.warnings, *self._more("too-many-warnings", self.warnings, self.more_warnings))

    def _more(self, code: str, listed: list[Fault], more: int) -> tuple[Fault, ...]:
        if not more:
            return ()
        noun = "faults" if code == "too-many-faults" else "warnings"
        problem = f"{more} more {noun} of this file are not listed"
        place = listed[-1].line, listed[-1].column
        fix = "to correct those above first"
        return (fault_at(listed[-1].file, place, code, problem, None, fix),)
