"""Entries of the cache folder: derived texts, named by a digest of what they were made from.

An entry begins with a digest of its own text, so that a damaged one is never read.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from whomet.ontology.atomic import replacing


def read_entry(entry: Path) -> str | None:
    """The text of `entry`; None if it does not exist or is damaged."""
    try:
        check, _, text = entry.read_bytes().decode("utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return text if check == _digest(text) else None


def write_entry(entry: Path, text: str) -> None:
    """Write `entry` atomically, creating its folder. Raises OSError."""
    entry.parent.mkdir(parents=True, exist_ok=True)
    with replacing(entry) as file:
        file.write(f"{_digest(text)}\n{text}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
