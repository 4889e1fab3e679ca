"""Ends what a run of the tests has started and left, even when the run was killed.

Run as `python reaper.py NAME=VALUE [PID ...]` by the run, with a pipe as its input. Servers outlive
the command that starts them, by design; but whatever a run starts inherits that environment
variable. Once the pipe is closed, which the system does when the run's process ends, every process
that has the variable is ended. When one of the processes PID ends before, such as the `make` that
started the run, so does the run.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress

import psutil

LOOK_SECONDS = 1.0
PATIENCE_SECONDS = 5.0


def wait_for_the_end(starters: Sequence[psutil.Process]) -> None:
    """Until the pipe is closed, or one of the starters has ended."""
    closed = threading.Event()

    def read() -> None:
        sys.stdin.buffer.read()
        closed.set()

    threading.Thread(target=read, daemon=True).start()
    while not closed.wait(LOOK_SECONDS):
        if not all(starter.is_running() for starter in starters):
            return


def left(name: str, value: str) -> Iterator[psutil.Process]:
    """The processes that were started with this variable in their environment."""
    for process in psutil.process_iter():
        # Those of other users, and those that are ending, do not tell.
        with suppress(psutil.Error, OSError):
            if process.environ().get(name) == value:
                yield process


def end(processes: Sequence[psutil.Process]) -> None:
    """Ask them to end, and kill those that do not."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    for process in psutil.wait_procs(processes, PATIENCE_SECONDS)[1]:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def main(variable: str, *starters: str) -> None:
    """Wait for the end of the run, then end what is left of it."""
    name, _, value = variable.partition("=")
    run, watched = psutil.Process(os.getppid()), []
    with suppress(psutil.NoSuchProcess):
        watched = [psutil.Process(int(pid)) for pid in starters]
    wait_for_the_end(watched)
    if not all(starter.is_running() for starter in watched):
        end([run])
    while found := list(left(name, value)):
        end(found)


if __name__ == "__main__":
    main(*sys.argv[1:])
