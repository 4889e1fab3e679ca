"""Progress callbacks for long-running work."""

from __future__ import annotations

from typing import Protocol

#: A task that counts nodes and relationships, whatever the work that it is a part of counts.
COMPARING = "Comparing"


class ProgressCallback(Protocol):
    """A callback for progress, called from one thread at a time.

    Downloads are counted in bytes. Without anything to count, `done` is 0 and `total` None.
    """

    def __call__(self, task: str, done: int, total: int | None = None) -> None:
        """Report that `done` of `total` units of `task` are finished."""


def no_progress(task: str, done: int, total: int | None = None) -> None:
    """Report nothing."""
