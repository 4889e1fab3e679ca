"""Files that are replaced whole or not at all, whatever interrupts the writing."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO


@contextmanager
def replacing(path: Path, *, durable: bool = False, private: bool = False) -> Iterator[TextIO]:
    """A stream of text, UTF-8, to a new file that takes the place of `path` when all is written.

    Line ends are written as they are given. With an error, `path` stays as it was. `durable` waits
    until the text is on the disk; a `private` file can be read by its owner only. Raises OSError.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            yield stream
            if durable:
                stream.flush()
                os.fsync(stream.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
