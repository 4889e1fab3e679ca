"""Measures time and memory of this process, its workers, and all processes that use a home.

On a busy machine, processor time is more reliable than wall time.
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

SAMPLE_SECONDS = 0.25


class Clock:
    """A context manager that measures both kinds of time, in seconds.

    `megabytes` is the most that this process and its workers had resident at a time, without Java.
    Servers and importers may exit before the end, so their usage is sampled regularly.
    """

    def __init__(self, home: Path) -> None:
        self.wall = self.processor = self.megabytes = 0.0
        self._home = str(home)
        self._used: dict[tuple[int, float], float] = {}
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample_until_done, daemon=True)

    def __enter__(self) -> Self:
        self._sample()
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
        self._sample()
        self.processor = sum(self._used.values()) - self._before

    def _sample_until_done(self) -> None:
        while not self._done.wait(SAMPLE_SECONDS):
            self._sample()

    def _sample(self) -> None:
        resident = 0
        for process, is_worker in self._processes():
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                used = process.cpu_times()
                self._used[process.pid, process.create_time()] = used.user + used.system
                resident += process.memory_info().rss if is_worker else 0
        self.megabytes = max(self.megabytes, resident / 1e6)

    def _processes(self) -> Iterator[tuple[psutil.Process, bool]]:
        """The processes to measure, and whether each is this one or a worker of it."""
        own = psutil.Process()
        workers = {child.pid for child in own.children() if "java" not in child.name()}
        for process in psutil.process_iter():
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                is_worker = process.pid == own.pid or process.pid in workers
                if is_worker or any(self._home in argument for argument in process.cmdline()):
                    yield process, is_worker
