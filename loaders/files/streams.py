"""Streams of bytes of which the beginning has been read already."""

from __future__ import annotations

import io
from typing import IO


def rejoined(head: bytes, rest: IO[bytes]) -> IO[bytes]:
    """The stream `rest` with the bytes `head`, which were read from it, put back."""
    return io.BufferedReader(_Rejoined(head, rest))


class _Rejoined(io.RawIOBase):
    """A stream with the bytes that were read from it put back."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)
