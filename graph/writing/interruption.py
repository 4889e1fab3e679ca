"""Ctrl-C while briefs are written: it always ends the load, if need be after the current batch."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Raises KeyboardInterrupt if one was ignored.
EnsureNone = Callable[[], None]


@contextmanager
def ignored_interruptions() -> Iterator[EnsureNone]:
    """Notice a KeyboardInterrupt in this block also where Python ignores it.

    Python ignores what is raised while an object is destroyed, as threads and connections are now
    and then, and would only print it. Signals come to the main thread, so that in others there is
    nothing to notice.
    """
    before, came = sys.unraisablehook, False

    def ignored(found: sys.UnraisableHookArgs) -> None:
        nonlocal came
        if issubclass(found.exc_type, KeyboardInterrupt):
            came = True
        else:
            before(found)

    def ensure_none() -> None:
        if came:
            raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield ensure_none
        return
    sys.unraisablehook = ignored
    try:
        yield ensure_none
    finally:
        sys.unraisablehook = before
