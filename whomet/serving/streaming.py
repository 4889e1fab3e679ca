"""Answers that are sent as their rows are read, however many these are."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Generator, Mapping
from itertools import islice
from tempfile import TemporaryFile
from typing import Any

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from whomet.api import Graph
from whomet.ontology.errors import WhometError
from whomet.queries.presentation import BINARY, pieces, render
from whomet.serving.shared_graph import SharedGraph

LOG = logging.getLogger("whomet.serving")
#: Code points of an answer that are made before they are sent. A smaller answer is sent at once.
CHUNK = 2**16


def streamed(
    graph: SharedGraph,
    question: str,
    parameters: Mapping[str, Any],
    format: str,
    *,
    time_limit: float,
    media_type: str,
    headers: Mapping[str, str],
    **how: Any,
) -> Response:
    """The answer to a question in a format that takes its rows one by one.

    Its begin is made here, and so the error of a question that cannot be answered. The `time_limit`
    in seconds is for all of it: neither a slow question nor a slow reader holds a transaction for
    longer.
    """

    def begin(each: Graph) -> tuple[list[bytes], Generator[bytes]]:
        chunks = _chunks(each, question, parameters, format, {**how, "time_limit": time_limit})
        return list(islice(chunks, 2)), chunks

    begun, rest = graph.use(begin)
    if len(begun) == 1:
        return Response(begun[0], media_type=media_type, headers=headers)
    return _Streamed(begun, rest, time_limit, media_type, headers)


def _chunks(
    graph: Graph,
    question: str,
    parameters: Mapping[str, Any],
    format: str,
    how: Mapping[str, Any],
) -> Generator[bytes]:
    if format in BINARY:
        yield from _file(graph, question, format, how, parameters)
        return
    made: list[str] = []
    size = 0
    with graph.stream(question, **how, **parameters) as answer:
        for piece in pieces(answer, format, reader=answer.reader):
            made.append(piece)
            size += len(piece)
            if size >= CHUNK:
                yield "".join(made).encode()
                made, size = [], 0
    yield "".join(made).encode()


def _file(
    graph: Graph,
    question: str,
    format: str,
    how: Mapping[str, Any],
    parameters: Mapping[str, Any],
) -> Generator[bytes]:
    """The chunks of a format that is complete before its first byte is sent, from a file."""
    with TemporaryFile() as file:
        with graph.stream(question, **how, **parameters) as answer:
            render(answer, format, file, reader=answer.reader)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


class _Streamed(StreamingResponse):
    """Sends the chunks of an answer, and ends its transaction, also where its reader is gone.

    An answer that fails midway is left without its end, and logged in one line.
    """

    def __init__(
        self,
        begun: list[bytes],
        rest: Generator[bytes],
        seconds: float,
        media_type: str,
        headers: Mapping[str, str],
    ) -> None:
        self._rest = rest
        self._seconds = seconds
        super().__init__(self._all(begun), media_type=media_type, headers=headers)

    async def _all(self, begun: list[bytes]) -> AsyncIterator[bytes]:
        for chunk in begun:
            yield chunk
        while (more := await run_in_threadpool(next, self._rest, None)) is not None:
            yield more

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if scope["method"] == "HEAD":
                head = Response(media_type=self.media_type, headers=dict(self.headers))
                del head.headers["content-length"]
                await head(scope, receive, send)
                return
            with anyio.fail_after(self._seconds):
                await super().__call__(scope, receive, send)
        except (WhometError, TimeoutError) as error:
            # What was begun cannot become a problem: the server closes the connection without the
            # end of the body, by which its reader knows.
            why = error.message if isinstance(error, WhometError) else "the time limit is over"
            LOG.error("the answer at %s ends early: %s", scope["path"], why)
        finally:
            with anyio.CancelScope(shield=True):
                await run_in_threadpool(self._rest.close)
