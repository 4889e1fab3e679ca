"""Detect an unresponsive server and abort the call, so that no call waits forever.

A statement may take minutes, and the driver waits for it without a limit. So a call that waits long
checks on a second connection whether the server responds at all; a server that was stopped, or
that has no memory left, still accepts connections but sends nothing.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

# Bolt's preamble, and four proposals of a version: 5.4 and nothing else.
_HANDSHAKE = bytes.fromhex("6060b017" + "00000405" + "00000000" * 3)


@dataclass(frozen=True, slots=True)
class Patience:
    """How many `probes` must fail; and in seconds: how long a connection may take to `open`, how
    long a call waits before a probe (`silent`), how long one `probe` and all tries (`retry`) take.
    """

    open: float
    silent: float
    probe: float
    probes: int
    retry: float


PATIENT = Patience(open=15.0, silent=8.0, probe=5.0, probes=2, retry=30.0)
#: For a command that only says how things are.
BRIEF = Patience(open=2.5, silent=1.0, probe=1.5, probes=1, retry=0.0)


@dataclass(frozen=True, slots=True)
class Probe:
    """`answers` asks the server on another connection, within the patience."""

    answers: Callable[[], bool]
    patience: Patience


class SilenceWatch:
    """Watches over one call: gives the call up, by `cut`, once the server is silent.

    `cut` must make the waiting call fail; it is called in another thread.
    """

    def __init__(self, probe: Probe, cut: Callable[[], None]) -> None:
        self._probe = probe
        self._cut = cut
        self._done = threading.Event()
        self._timer = threading.Timer(probe.patience.silent, self._look)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._timer.cancel()

    def _look(self) -> None:
        failed, patience = 0, self._probe.patience
        while not self._done.is_set():
            failed = 0 if self._probe.answers() else failed + 1
            if not failed:
                self._done.wait(patience.silent)
                continue
            if failed >= patience.probes and not self._done.is_set():
                self._cut()
                return


def is_silent(port: int, seconds: float) -> bool:
    """Whether a Bolt server on this machine accepts a connection and then says nothing.

    False if nothing listens there.
    """
    try:
        with socket.create_connection(("127.0.0.1", port), seconds) as connection:
            connection.sendall(_HANDSHAKE)
            return len(connection.recv(4)) == 0
    except TimeoutError:
        return True
    except OSError:
        return False


def is_listening(port: int) -> bool:
    """Whether anything on this machine accepts connections at the port."""
    try:
        with socket.create_connection(("127.0.0.1", port), 1.0):
            return True
    except OSError:
        return False
