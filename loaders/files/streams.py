"""Streams of bytes of which the beginning has been read already."""

from __future__ import annotations

import io
from typing import IO

_HEAD = 1 << 16


def rejoined(head: bytes, rest: IO[bytes]) -> IO[bytes]:
    """The stream `rest` with the bytes `head`, which were read from it, put back."""
    return io.BufferedReader(_Rejoined(head, rest))


def with_line_feeds(stream: IO[bytes]) -> IO[bytes]:
    """The stream, with line feeds where its lines end with carriage returns alone."""
    head = stream.read(_HEAD)
    whole = rejoined(head, stream)
    if b"\r" not in head or b"\n" in head:
        return whole
    return io.BufferedReader(_WithLineFeeds(whole))


class _Rejoined(io.RawIOBase):
    """A stream with the bytes that were read from it put back."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = memoryview(head)  # parts of which are no copies
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)


class _WithLineFeeds(io.RawIOBase):
    """A stream of lines as old Macs wrote them."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._stream.read(len(buffer)).replace(b"\r", b"\n")
        buffer[: len(piece)] = piece
        return len(piece)
