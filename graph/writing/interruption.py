"""Ctrl-C while briefs are written: it always ends the load, if need be after the current batch."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Self


class Interruption:
    """Notices Ctrl-C in its block, also where Python ignores it.

    Python ignores what is raised while an object is destroyed, as the driver's are now and then.
    Where a program handles Ctrl-C in a way of its own, or in another thread, nothing changes.
    """

    def __init__(self) -> None:
        self._came = False
        self._handles = False

    def __enter__(self) -> Self:
        main = threading.current_thread() is threading.main_thread()
        if main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._interrupt)
            self._handles = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._handles:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        self._came = True
        signal.default_int_handler(number, frame)

    def ensure_none(self) -> None:
        """Raise KeyboardInterrupt if Ctrl-C came and was ignored."""
        if self._came:
            raise KeyboardInterrupt
