"""Seconds by the clock and of processors, of this process and of every one that serves a home.

On a machine that does other work, too, processor time says more than the clock.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

LOOK_SECONDS = 0.25


class Clock:
    """Takes both while the block of its `with` statement runs.

    Servers and importers come and go meanwhile: a look now and then keeps what each has used.
    """

    def __init__(self, home: Path) -> None:
        self.wall = self.processor = 0.0
        self._home = str(home)
        self._used: dict[tuple[int, float], float] = {}
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)

    def __enter__(self) -> Self:
        self._look()
        self._before = sum(self._used.values())
        self._began = time.perf_counter()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.wall = time.perf_counter() - self._began
        self._done.set()
        self._thread.join()
        self._look()
        self.processor = sum(self._used.values()) - self._before

    def _look_on(self) -> None:
        while not self._done.wait(LOOK_SECONDS):
            self._look()

    def _look(self) -> None:
        for process in self._processes():
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                used = process.cpu_times()
                self._used[process.pid, process.create_time()] = used.user + used.system

    def _processes(self) -> Iterator[psutil.Process]:
        yield psutil.Process()
        for process in psutil.process_iter():
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                if any(self._home in argument for argument in process.cmdline()):
                    yield process
