"""Stopping every server on a data folder, whose lock the caller holds."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whomet.graph.progress import ProgressCallback, no_progress
from whomet.graph.server import logs
from whomet.graph.server.folders import Folders
from whomet.graph.server.state import forget_state, stray_processes

if TYPE_CHECKING:
    import psutil

STOP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Stopped:
    """The outcome of `down`; true if there was a server. `killed` if it did not stop by itself."""

    was_running: bool
    killed: bool = False

    def __bool__(self) -> bool:
        return self.was_running


def stop(
    folders: Folders, progress: ProgressCallback = no_progress, seconds: float = STOP_SECONDS
) -> Stopped:
    """Stop every server on this data folder. The caller holds the lock.

    A process that has not ended after `seconds` is killed; the data survives that, too. One whose
    disk was full is killed at once.
    """
    import psutil

    was_running = killed = False
    for process in list(stray_processes(folders)):
        was_running = True
        with suppress(psutil.NoSuchProcess):
            if logs.disk_was_full(folders):
                # Asked to end, Neo4j would make its transaction log unreadable (log_tail.py).
                process.kill()
                process.wait(10)
                killed = True
                continue
            process.terminate()
            with suppress(psutil.AccessDenied):
                process.resume()  # a suspended process (SIGSTOP) handles no signal
            killed |= not _ended(process, progress, seconds)
    forget_state(folders)
    return Stopped(was_running, killed)


def _ended(process: psutil.Process, progress: ProgressCallback, seconds: float) -> bool:
    """Wait for a terminated process; False if it had to be killed."""
    import psutil

    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        progress("Stopping Neo4j", 0)
        with suppress(psutil.NoSuchProcess):
            if process.status() == psutil.STATUS_ZOMBIE:
                return True
        with suppress(psutil.TimeoutExpired):
            process.wait(0.2)
            return True
    process.kill()
    process.wait(10)
    return False
