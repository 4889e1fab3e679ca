"""Progress of anything that may take longer than two seconds, on stderr.

On a terminal: a bar with rate and time left. Elsewhere: a plain line now and then.
"""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import Any, Self, TextIO

from whomet.graph.progress import COMPARING

QUIET_SECONDS = 2.0
LINE_SECONDS = 10.0

#: What some tasks count, whatever the work they are part of counts.
UNITS = {COMPARING: "nodes and relationships"}


class Progress:
    """A `ProgressCallback` that shows progress once the work has taken two seconds.

    `unit` names what is counted (`briefs`), or is `bytes`. Work with nothing to count is named
    alone. One task is shown at a time, the one reported last.
    """

    def __init__(
        self,
        unit: str,
        *,
        stream: TextIO | None = None,
        quiet_seconds: float = QUIET_SECONDS,
    ) -> None:
        self._default_unit = unit
        # A bar is drawn with control sequences.
        self._stream = getattr(sys.stderr, "unguarded", sys.stderr) if stream is None else stream
        self._quiet = quiet_seconds
        self._began = time.monotonic()
        self._task: str | None = None
        self._start = (self._began, 0)
        self._last_shown: float | None = None
        self._bar: Any = None
        self._bar_task: Any = None
        self._latest: tuple[str, int, int | None] = ("", 0, None)
        self._lock = threading.RLock()
        self._timer: threading.Timer | None = None

    @property
    def unit(self) -> str:
        """What the task that is shown counts."""
        return UNITS.get(self._task or "", self._default_unit)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if self._bar is not None:
                self._bar.stop()
                self._bar = None

    def __call__(self, task: str, done: int, total: int | None = None) -> None:
        with self._lock:
            self._update(task, done, total)

    def _update(self, task: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        self._latest = (task, done, total)
        if task != self._task:
            self._task, self._start, self._last_shown = task, (now, done), None
            if self._bar is not None:
                self._bar.remove_task(self._bar_task)
                self._bar_task = None
        if now - self._began < self._quiet:
            self._start_timer(self._began + self._quiet - now + 0.05)
            return
        start, first = self._start
        state = self.state(done, total, done - first, now - start)
        if self._stream.isatty():
            self._show(task, state, done, total)
        elif self._due(now, done, total):
            self._last_shown = now
            self._stream.write(f"{task}{f': {state}' if state else ' ...'}\n")
            self._stream.flush()

    def _start_timer(self, seconds: float) -> None:
        """Start a timer, so that work that does not report again is shown too."""
        if self._timer is None:
            self._timer = threading.Timer(seconds, self._on_timer)
            self._timer.daemon = True
            self._timer.start()

    def _on_timer(self) -> None:
        with self._lock:
            if self._timer is not None and self._last_shown is None and self._bar is None:
                self._update(*self._latest)

    def _due(self, now: float, done: int, total: int | None) -> bool:
        if self._last_shown is None:
            return True
        counted = total is not None or done > 0
        return counted and (now - self._last_shown >= LINE_SECONDS or done == total)

    def state(self, done: int, total: int | None, progressed: int, seconds: float) -> str:
        """`1,200 of 5,000 briefs, 300/s, 13 s left`; nothing where nothing is counted."""
        if total is None and done == 0:
            return ""
        text = f"{self._amount(done)} of {self._amount(total)}" if total else self._amount(done)
        text += " MB" if self.unit == "bytes" else f" {self.unit}"
        if seconds > 0 and progressed > 0:
            rate = progressed / seconds
            unit = " MB" if self.unit == "bytes" else ""
            text += f", {self._amount(rate)}{unit}/s"
            if total is not None and total > done:
                text += f", {duration((total - done) / rate)} left"
        return text

    def _amount(self, number: float) -> str:
        if self.unit == "bytes":
            return f"{number / 1e6:,.1f}"
        return f"{number:,.0f}" if number >= 10 or number == int(number) else f"{number:.1f}"

    def _show(self, task: str, state: str, done: int, total: int | None) -> None:
        if self._bar is None:
            self._bar = self._make_bar()
            self._bar.start()
        if self._bar_task is None:
            self._bar_task = self._bar.add_task(task, total=total, state="")
        self._bar.update(self._bar_task, completed=done, total=total, state=state)

    def _make_bar(self) -> Any:
        from rich import progress
        from rich.console import Console

        return progress.Progress(
            progress.SpinnerColumn(),
            progress.TextColumn("{task.description}", markup=False),
            progress.BarColumn(),
            progress.TextColumn("{task.fields[state]}", markup=False),
            console=Console(file=self._stream),
            transient=True,
        )


def duration(seconds: float) -> str:
    """A duration for people: `13 s`, `2 min 5 s`, `1 h 3 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
