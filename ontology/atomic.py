"""Replace a file completely or not at all, whatever interrupts the writing."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import BinaryIO, TextIO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_NOT_LOCKED_YET = 10.0
"""Seconds within which a new draft is locked."""


@contextmanager
def replacing(path: Path, *, durable: bool = False, private: bool = False) -> Iterator[TextIO]:
    """A stream of text, UTF-8, to a new file that takes the place of `path` when all is written.

    Line ends are written as they are given. With an error, `path` stays as it was. `durable` waits
    until the text is on the disk; a `private` file can be read by its owner only. Raises OSError.
    """
    with (
        _draft(path, private) as (part, descriptor),
        os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream,
    ):
        yield stream
        _finish(stream, part, path, durable)


@contextmanager
def replacing_bytes(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """The same for bytes, which are on the disk before the file takes its place.

    Removes what a process that was killed has left of the same file.
    """
    _remove_abandoned(path)
    with _draft(path, private) as (part, descriptor), os.fdopen(descriptor, "w+b") as stream:
        _lock(descriptor)
        yield stream
        _finish(stream, part, path, durable=True)


@contextmanager
def _draft(path: Path, private: bool) -> Iterator[tuple[Path, int]]:
    """A new file beside `path`, opened; it is removed unless it was put in place."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(part, flags, 0o600 if private else 0o666)
    try:
        yield part, descriptor
    finally:
        with suppress(OSError):
            part.unlink()


def _lock(descriptor: int) -> bool:
    """Whether a draft is now this process's; where files cannot be locked, never."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove_abandoned(path: Path) -> None:
    for part in path.parent.glob(f".{escape(path.name)}.*.part"):
        with suppress(OSError), part.open("rb") as stream:
            age = time.time() - os.fstat(stream.fileno()).st_mtime
            # A draft that has just been made may not be locked yet.
            if age > _NOT_LOCKED_YET and _lock(stream.fileno()):
                part.unlink()


def _finish(stream: TextIO | BinaryIO, part: Path, path: Path, durable: bool) -> None:
    stream.flush()
    if durable:
        os.fsync(stream.fileno())
    stream.close()
    part.replace(path)
