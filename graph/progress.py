"""Progress callbacks for long-running work."""

from __future__ import annotations

from typing import Protocol


class ProgressCallback(Protocol):
    """Called from time to time, from one thread at a time.

    Fetching is counted in bytes; where there is nothing to count, `total` is None and `done` 0.
    """

    def __call__(self, task: str, done: int, total: int | None = None) -> None:
        """`done` of `total` of the work named `task` is done."""


def no_progress(task: str, done: int, total: int | None = None) -> None:
    """A callback that shows nothing."""
