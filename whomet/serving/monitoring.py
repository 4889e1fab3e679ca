"""Monitoring: counts and times of requests for Prometheus, and a log of requests.

Both name the route, such as `/show/{id:path}`, and never who or what was asked about.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TextIO

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Upper bounds of the histogram of times, in seconds.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
#: The label of a request that no route answered.
NO_ROUTE = "other"
METHODS = ("GET", "HEAD", "POST")


@dataclass(frozen=True, slots=True)
class AnsweredRequest:
    """A request that was answered: `seconds` until the last byte, `sent` bytes of the body."""

    method: str
    route: str
    status: int
    seconds: float
    sent: int
    who: str | None


class Metrics:
    """Counts and times of requests by route, as Prometheus reads them."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._count = Counter(
            "whomet_requests",
            "Requests that were answered",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "whomet_request_seconds",
            "Seconds until the last byte was sent",
            ("route",),
            buckets=BUCKETS,
            registry=self._registry,
        )

    def add(self, request: AnsweredRequest) -> None:
        """Count a request."""
        method = request.method if request.method in METHODS else "other"
        self._count.labels(method, request.route, str(request.status)).inc()
        self._seconds.labels(request.route).observe(request.seconds)

    def response(self) -> Response:
        """All counts, in the text format of Prometheus."""
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)


class AccessLog:
    """Writes a line of JSON for each request."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def add(self, request: AnsweredRequest) -> None:
        """Write a request down: without its address, which says what was asked."""
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "who": request.who,
            "method": request.method,
            "route": request.route,
            "status": request.status,
            "ms": round(request.seconds * 1000, 1),
            "bytes": request.sent,
        }
        self._stream.write(json.dumps(line, ensure_ascii=True) + "\n")
        self._stream.flush()


class Observing:
    """ASGI middleware that reports each request to `observers`, once it is answered.

    `routes` has the path of the route that each endpoint answers.
    """

    def __init__(
        self,
        app: ASGIApp,
        routes: Mapping[Any, str],
        observers: tuple[Callable[[AnsweredRequest], None], ...],
    ) -> None:
        self._app = app
        self._routes = routes
        self._observers = observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and report it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status, sent = time.perf_counter(), 500, 0

        async def noted(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            principal = scope.get("state", {}).get("principal")
            request = AnsweredRequest(
                scope["method"],
                self._routes.get(scope.get("endpoint"), NO_ROUTE),
                status,
                time.perf_counter() - begun,
                sent,
                principal.name if principal is not None else None,
            )
            for observer in self._observers:
                observer(request)
