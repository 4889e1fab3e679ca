"""The order in which requests are answered: first come, first served, a few at a time.

The threads that answer share one interpreter, so that with a thread for each request of a burst all
of them are late. Taken in order, most are answered sooner, and the last of them no later. An answer
that takes long gives its place to the next one: neither a heavy question nor a database far away
holds back the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool

P = ParamSpec("P")
T = TypeVar("T")
#: While one of them computes, the database works for the others.
AT_ONCE = 2
#: Seconds after which an answer that is still being made gives up its place. However far away the
#: database is, `AT_ONCE / LONG` answers begin each second.
LONG = 0.1


class Turns:
    """Calls in threads, of which `at_once` have a place, each for at most `long` seconds."""

    def __init__(self, at_once: int = AT_ONCE, long: float = LONG) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._long = long

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` returns, called when it is its turn."""
        await self._places.acquire()
        has_place = True

        def leave() -> None:
            nonlocal has_place
            if has_place:
                has_place = False
                self._places.release()

        timer = asyncio.get_running_loop().call_later(self._long, leave)
        try:
            return await run_in_threadpool(work, *args, **kwargs)
        finally:
            timer.cancel()
            leave()
