"""Python's collector of cyclic garbage, where hundreds of thousands of objects live for one task.

Almost none of them are in cycles, and to go through them again and again takes a quarter of the
time. Memory is freed as ever when the last reference goes.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_pauses = 0


@contextmanager
def paused() -> Iterator[None]:
    """Keep the collector from running until the block ends, in all threads.

    Blocks may be nested, and run in several threads at once; a collector that was off stays off.
    """
    global _pauses
    with _lock:
        on = gc.isenabled() or _pauses > 0
        _pauses += on
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _pauses -= on
            if on and _pauses == 0:
                gc.enable()


def collect_seldom() -> None:
    """Let the collector of this process leave alone what is there, and run seldom."""
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
