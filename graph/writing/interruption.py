"""Ctrl-C while briefs are written: it always ends the load, if need be after the current batch."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self


class Interruption:
    """Notices a KeyboardInterrupt in its block also where Python ignores it.

    Python ignores what is raised while an object is destroyed, as threads and connections are now
    and then, and would only print it.
    """

    def __init__(self) -> None:
        self._came = False

    def __enter__(self) -> Self:
        self._before = sys.unraisablehook
        sys.unraisablehook = self._ignored
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        sys.unraisablehook = self._before

    def _ignored(self, found: sys.UnraisableHookArgs) -> None:
        if issubclass(found.exc_type, KeyboardInterrupt):
            self._came = True
        else:
            self._before(found)

    def ensure_none(self) -> None:
        """Raise KeyboardInterrupt if one was ignored."""
        if self._came:
            raise KeyboardInterrupt
