"""The state of the graph, looked up once for all requests that come at about the same time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

#: Seconds for which a state counts, from the begin of its look-up: so much later than it happened
#: can a 304 know of a change by another process. What this server writes counts at once.
KEPT_SECONDS = 0.25


class KeptState:
    """What `look_up` returns, for many threads at once; one of them calls it, the others wait.

    It is called again for whoever comes more than `KEPT_SECONDS` after its last begin, or after
    `changed`. A failure is the outcome for all who waited for it, so that they do not each wait
    for a server that is away.
    """

    def __init__(
        self, look_up: Callable[[], str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._look_up = look_up
        self._clock = clock
        self._turn = threading.Lock()
        self._begun = float("-inf")
        self._outcome: Future[str] = Future()
        self._not_before = float("-inf")

    def get(self) -> str:
        """The state, as it was at most `KEPT_SECONDS` ago and after the last `changed`."""
        oldest = max(self._clock() - KEPT_SECONDS, self._not_before)
        with self._turn:
            if self._begun < oldest:
                self._begun, self._outcome = self._clock(), Future()
                try:
                    self._outcome.set_result(self._look_up())
                except Exception as error:
                    self._outcome.set_exception(error)
            return self._outcome.result()

    def known(self) -> str | None:
        """What `get` returns if it does so without any wait, else None."""
        if not self._turn.acquire(blocking=False):
            return None
        try:
            if self._begun < max(self._clock() - KEPT_SECONDS, self._not_before):
                return None
            return None if self._outcome.exception() else self._outcome.result()
        finally:
            self._turn.release()

    def changed(self) -> None:
        """The graph was written: what was looked up so far does not count any more."""
        self._not_before = self._clock()
