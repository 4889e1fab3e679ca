"""How long work tells whoever watches how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called now and then, from one thread at a time.

    Fetching is counted in bytes; where there is nothing to count, `total` is None and `done` 0.
    """

    def __call__(self, task: str, done: int, total: int | None = None) -> None:
        """`done` of `total` of the work named `task` is done."""


def silent(task: str, done: int, total: int | None = None) -> None:
    """Nobody watches."""
