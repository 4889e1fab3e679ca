"""The garbage collector, kept from looking through records that nothing but their batch holds."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Put cyclic garbage off until the end.

    A batch makes some hundred thousand records without cycles, which go by themselves; every
    collection would look at each of them, a third of the time that a batch takes in Python.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
