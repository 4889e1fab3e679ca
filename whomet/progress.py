"""Progress of anything that may take longer than two seconds, on stderr.

On a terminal: a bar with rate and time left. Elsewhere: a plain line now and then.
"""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, Protocol, Self, TextIO

QUIET_SECONDS = 2.0
LINE_SECONDS = 10.0


class ProgressCallback(Protocol):
    """What long work calls as it goes."""

    def __call__(self, task: str, done: int, total: int | None = None) -> None:
        """`done` of `total` (None: not known) of the work named `task` is done."""


class Progress:
    """A `ProgressCallback` that shows itself once the work has taken two seconds.

    `unit` names what is counted (`briefs`), or is `bytes`.
    """

    def __init__(
        self,
        unit: str,
        *,
        stream: TextIO | None = None,
        quiet_seconds: float = QUIET_SECONDS,
    ) -> None:
        self.unit = unit
        self._stream = sys.stderr if stream is None else stream
        self._quiet = quiet_seconds
        self._began = time.monotonic()
        self._last_line = self._began
        self._tasks: dict[str, Any] = {}
        self._starts: dict[str, tuple[float, int]] = {}
        self._bar: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, task: str, done: int, total: int | None = None) -> None:
        now = time.monotonic()
        start, first = self._starts.setdefault(task, (now, done))
        if now - self._began < self._quiet:
            return
        if self._stream.isatty():
            self._show_bar(task, done, total)
        elif now - self._last_line >= LINE_SECONDS or (done == total and task in self._tasks):
            self._last_line = now
            self._tasks[task] = None
            self._write(self.line(task, done, total, done - first, now - start))

    def line(
        self, task: str, done: int, total: int | None, progressed: int, seconds: float
    ) -> str:
        """`loading: 1,200 of 5,000 briefs, 300/s, 13 s left`."""
        text = f"{task}: {self._amount(done)}"
        if total is not None:
            text += f" of {self._amount(total)}"
        text += "" if self.unit == "bytes" else f" {self.unit}"
        if seconds > 0 and progressed > 0:
            rate = progressed / seconds
            text += f", {self._amount(round(rate)) if rate >= 1 else f'{rate:.2f}'}/s"
            if total is not None and total > done:
                text += f", {duration((total - done) / rate)} left"
        return text

    def _amount(self, number: int) -> str:
        return f"{number / 1e6:,.1f} MB" if self.unit == "bytes" else f"{number:,}"

    def _write(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()

    def _show_bar(self, task: str, done: int, total: int | None) -> None:
        if self._bar is None:
            self._bar = self._make_bar()
            self._bar.start()
        if task not in self._tasks:
            self._tasks[task] = self._bar.add_task(task, total=total, rate="")
        start, first = self._starts[task]
        seconds = time.monotonic() - start
        rate = (done - first) / seconds if seconds > 0 else 0.0
        shown = f"{self._amount(round(rate))}{'' if self.unit == 'bytes' else f' {self.unit}'}/s"
        self._bar.update(self._tasks[task], completed=done, total=total, rate=shown)

    def _make_bar(self) -> Any:
        from rich import progress
        from rich.console import Console

        amount: progress.ProgressColumn = (
            progress.DownloadColumn() if self.unit == "bytes" else progress.MofNCompleteColumn()
        )
        return progress.Progress(
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            amount,
            progress.TextColumn("{task.fields[rate]}"),
            progress.TimeRemainingColumn(compact=True),
            console=Console(file=self._stream),
            transient=True,
        )


def duration(seconds: float) -> str:
    """`13 s`, `2 min 5 s`, `1 h 3 min`: for reading, not for reckoning."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
