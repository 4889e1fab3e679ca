"""How a connection is read: what comes before a body, between two and after them has bounds.

uvicorn reads requests by httptools, and keeps a request's address and headers without any bound,
from whoever connects.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: Bytes of a request line with its headers, or of what follows a body.
MOST_HEAD = 64 * 2**10
#: Seconds within which a request line and its headers arrive, and what follows a body.
HEAD_SECONDS = 30.0
#: Requests that wait on one connection for the answer to an earlier one.
MOST_WAITING = 16


class BoundedProtocol(HttpToolsProtocol):
    """Ends a connection on which no request, and no part of a body, becomes complete."""

    _received = 0
    _in_head = False
    _progress = False
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the first request."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._advanced()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what has come, and count what completes nothing."""
        self._progress = False
        super().data_received(data)
        if self._progress or self.transport.is_closing():
            return
        self._received += len(data)
        if self._received > MOST_HEAD:
            self.send_400_response("The request line and headers are too long.")
        elif self._deadline is None:
            self._wait()

    def on_message_begin(self) -> None:
        """A request begins."""
        self._in_head = True
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header has come. One after the body is none: what was asked is decided by then."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """A request can be answered, or waits for the answer to an earlier one."""
        if len(self.pipeline) == MOST_WAITING:
            raise ValueError("too many requests wait")  # uvicorn refuses it as no valid request
        self._in_head = False
        self._advanced()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of a body has come."""
        self._advanced()
        super().on_body(body)

    def on_message_complete(self) -> None:
        """A request has come as a whole."""
        self._advanced()
        super().on_message_complete()

    def _advanced(self) -> None:
        self._progress, self._received = True, 0
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _wait(self) -> None:
        self._deadline = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _give_up(self) -> None:
        self._deadline = None
        self.transport.close()
