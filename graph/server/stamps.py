"""Stamps: that files of the cache were verified, so that they need not be read at each start.

A stamp is this user's own (`ontology/cache_entries.py`): one that came with a cache, or that
another user wrote, is never believed. It holds size and times of each file; the time of the last
change of an inode cannot be set by whoever writes the file.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from whomet.ontology.cache_entries import own_entry, read_entry, write_entry


def is_stamped(stamp: Path, digest: str, root: Path, names: Iterable[str]) -> bool:
    """Whether these files are as they were when they were found to fit `digest`."""
    text = read_entry(own_entry(stamp))
    if text is None:
        return False
    try:
        return bool(json.loads(text) == [digest, _fingerprint(root, names)])
    except OSError:
        return False


def write_stamp(stamp: Path, digest: str, root: Path, names: Iterable[str]) -> None:
    """Record that these files fit `digest`. Raises OSError."""
    write_entry(own_entry(stamp), json.dumps([digest, _fingerprint(root, names)]))


def remove_stamp(stamp: Path) -> None:
    """Have the files verified the next time."""
    with suppress(OSError):
        own_entry(stamp).unlink()


def _fingerprint(root: Path, names: Iterable[str]) -> str:
    lines = []
    for name in names:
        # Making hundreds of Path objects would cost more than the calls to stat.
        found = os.stat(f"{root}/{name}")  # noqa: PTH116
        lines.append(f"{name} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}\n")
    return hashlib.sha256("".join(lines).encode()).hexdigest()
