"""The problems that a check finds, by the path of the value rather than its place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from whomet.loaders.documents import DateFix
from whomet.loaders.faults import ERROR, SEVERITIES, Fault
from whomet.loaders.parsed import Locate, Path

MOST_PROBLEMS = 1000
"""Problems of one brief that are kept; half a megabyte of empty quotation marks has 200,000."""


class Problem(NamedTuple):
    """One problem by the path of its value; `at_key` means the key rather than the value."""

    code: str
    path: Path
    problem: str
    found: str | None = None
    fix: str | None = None
    at_key: bool = False


class Problems(list[Problem]):
    """The problems of one brief, in the order found, up to a limit; `left_out` counts the rest.

    An error is never left out unless another error is kept.
    """

    def __init__(self) -> None:
        super().__init__()
        self.left_out = 0
        self.has_errors = False

    def add(
        self,
        code: str,
        path: Path,
        problem: str,
        found: str | None = None,
        fix: str | None = None,
        *,
        at_key: bool = False,
    ) -> None:
        """Add one."""
        error = SEVERITIES[code] == ERROR
        if len(self) >= MOST_PROBLEMS and (self.has_errors or not error):
            self.left_out += 1
            return
        self.has_errors = self.has_errors or error
        self.append(Problem(code, path, problem, found, fix, at_key))

    def located(
        self,
        file: str,
        locate: Locate,
        elsewhere: Mapping[Path, str] | None = None,
        date_fix: DateFix | None = None,
    ) -> tuple[Fault, ...]:
        """The problems as faults of `file`, ordered by their place.

        `elsewhere` gives other files, by the paths of the values in them: the longest path above a
        problem counts, and the empty path is for the brief itself. `date_fix` takes the place of
        how a date would be written in a brief.
        """
        others = elsewhere or {}
        faults = []
        for code, path, problem, found, fix, at_key in self:
            line, column = locate(path, at_key)
            if date_fix is not None:
                fix = date_fix.instead_of(fix)
            above = (path[:depth] for depth in range(len(path), 0, -1)) if path else ((),)
            where = next((others[one] for one in above if one in others), file)
            faults.append(Fault(where, line, column, code, problem, found, fix, SEVERITIES[code]))
        return tuple(sorted(faults, key=lambda fault: (fault.line, fault.column)))
