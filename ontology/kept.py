"""Texts that are kept in the cache folder under a digest of what they were made from.

Whoever reads one gets what was put there or nothing: an entry begins with a digest of its text.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path


def kept(entry: Path) -> str | None:
    """The text of `entry`; None where nothing is, or something else than was put there."""
    try:
        check, _, text = entry.read_bytes().decode("utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return text if check == _digest(text) else None


def keep(entry: Path, text: str) -> None:
    """Write `entry` whole or not at all, whoever else does so now. OSError where it cannot be."""
    entry.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=entry.parent, suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(f"{_digest(text)}\n{text}".encode())
        part.replace(entry)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
