"""What a connection may send before anybody knows who it is. Needs no database."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from whomet.serving import protocol
from whomet.serving.protocol import MOST_HEAD, MOST_WAITING, BoundedProtocol

#: The most that asyncio reads at a time; so much of an address or header may be in memory, too.
READ = 256 * 2**10
GET = b"GET /size HTTP/1.1\r\nHost: a\r\n"
POST = b"POST /size HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"


async def size(request: Request) -> Response:
    body = await request.body()
    return PlainTextResponse(f"{len(body)} bytes, {len(request.headers)} headers")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    app = Starlette(routes=[Route("/size", size, methods=["GET", "POST"])])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, http=BoundedProtocol, log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join()


def received(client: socket.socket) -> bytes:
    """All that comes until the connection ends."""
    found = b""
    try:
        while more := client.recv(2**16):
            found += more
    except ConnectionError:
        pass
    return found


@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        (b"GET /", b"a" * 8192),
        (GET + b"X: ", b"a" * 8192),
        (GET, b"X: a\r\n" * 1000),
        (POST + b"1;", b"a" * 8192),
        (POST + b"1\r\na\r\n0\r\n", b"X: a\r\n" * 1000),
        (POST + b"1\r\na\r\n0\r\nX: ", b"a" * 8192),
    ],
    ids=["address", "header", "headers", "extension", "trailers", "trailer"],
)
def test_what_never_becomes_a_request_ends_the_connection(
    port: int, begin: bytes, piece: bytes
) -> None:
    sent = 0
    with socket.create_connection(("127.0.0.1", port), 30) as client:
        client.sendall(begin)
        with pytest.raises(ConnectionError):
            while sent < 64 * 2**20:
                client.sendall(piece)
                sent += len(piece)
    # What is on its way between both ends is some megabytes at most.
    assert MOST_HEAD < sent < 32 * 2**20


def test_what_is_within_the_bounds_is_read(port: int) -> None:
    long = GET + b"X: " + b"a" * (MOST_HEAD - 100) + b"\r\n\r\n"
    body = b"%x\r\n%s\r\n" % (READ, b"a" * READ) * 40
    with socket.create_connection(("127.0.0.1", port), 30) as client:
        for byte in (long[:100], long[100:5000], long[5000:]):
            client.sendall(byte)
        client.sendall(POST + body + b"0\r\nX: a\r\n\r\n")
        client.sendall(GET + b"\r\n" + GET + b"Connection: close\r\n\r\n")
        answers = received(client).split(b"HTTP/1.1 200 OK\r\n")[1:]
    bodies = [answer.partition(b"\r\n\r\n")[2] for answer in answers]
    assert bodies == [
        b"0 bytes, 2 headers",
        b"%d bytes, 2 headers" % (40 * READ),
        b"0 bytes, 1 headers",
        b"0 bytes, 2 headers",
    ]


def test_few_requests_wait_on_one_connection(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 30) as client:
        client.sendall((GET + b"\r\n") * MOST_WAITING + GET + b"Connection: close\r\n\r\n")
        assert received(client).count(b"0 bytes") == MOST_WAITING + 1
    with socket.create_connection(("127.0.0.1", port), 30) as client:
        client.sendall((GET + b"\r\n") * 1000)
        assert received(client).count(b"0 bytes") < 1000


def test_who_sends_nothing_is_not_waited_for(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.2)
    for begin in (b"", b"\r\n", b"GET", GET):
        with socket.create_connection(("127.0.0.1", port), 30) as client:
            client.sendall(begin)
            assert received(client) == b""
    with socket.create_connection(("127.0.0.1", port), 30) as client:
        client.sendall(GET + b"\r\nGET")
        assert received(client).endswith(b"0 bytes, 1 headers")
