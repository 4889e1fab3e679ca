"""Clients that ask for the same new statement at once wait for one of them.

Neo4j plans a statement when it first receives it, which takes up to half a second of a processor,
and does so for each client that sends it meanwhile: 200 of them kept two processors busy for more
than a minute, and longer than many questions may take.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock

#: How long a client waits for another, and how often it looks.
WAIT_SECONDS, POLL_SECONDS = 10.0, 0.2


class FirstPlans:
    """Statements that the server has planned, as empty files in `folder`, one for each.

    The folder belongs to one run of one server. Where it cannot be written, nobody waits.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._planned: set[str] = set()

    @contextmanager
    def sending(self, statement: str) -> Iterator[None]:
        """Send `statement` in this block, alone as long as the server has not planned it."""
        if statement in self._planned:
            yield
            return
        name = hashlib.blake2b(statement.encode(), digest_size=16).hexdigest()
        planned = self._folder / name
        lock = None if planned.exists() else self._first(planned)
        try:
            yield
            if lock is not None:
                with suppress(OSError):
                    planned.touch(mode=0o600)
        finally:
            if lock is not None:
                lock.release()
        self._planned.add(statement)

    def _first(self, planned: Path) -> BaseFileLock | None:
        """The lock of a statement; None once another client has had it planned, or takes long."""
        # Imported here: few statements are the first.
        from filelock import FileLock, Timeout

        lock = FileLock(planned.with_suffix(".lock"))
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock.acquire(WAIT_SECONDS, POLL_SECONDS)
        except (OSError, Timeout):
            return None
        if planned.exists():
            lock.release()
            return None
        return lock
