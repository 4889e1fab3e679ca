"""Entries of the cache folder: derived texts, named by a digest of what they were made from.

A cache folder may have been filled by somebody else, and what is in it decides what runs: a text of
Cypher, a file that is believed to be checked. So an entry begins with a code (HMAC-SHA-256) under a
key that only this user has: an entry of somebody else's, or a damaged one, is as if it were absent.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from whomet.ontology.atomic import replacing

KEY_BYTES = 32


def own_entry(path: Path) -> Path:
    """`path` with a mark of this user in its name: several users may share a cache folder."""
    return path.with_name(f"{path.stem}-{_code('')[:8]}{path.suffix}")


def read_entry(entry: Path) -> str | None:
    """The text of `entry`; None if it does not exist, is damaged, or is not this user's."""
    try:
        check, _, text = entry.read_bytes().decode("utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return text if hmac.compare_digest(check.encode(), _check(entry, text).encode()) else None


def write_entry(entry: Path, text: str) -> None:
    """Write `entry` atomically, creating its folder. Raises OSError."""
    entry.parent.mkdir(parents=True, exist_ok=True)
    with replacing(entry) as file:
        file.write(f"{_check(entry, text)}\n{text}")


def _check(entry: Path, text: str) -> str:
    return _code(f"{entry.name}\n{text}")


def _code(text: str) -> str:
    return hmac.new(_key(), text.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=1)
def _key() -> bytes:
    """This user's key, made when it is first needed.

    Where it cannot be kept, it is another one in each process, which believes no entry then.
    """
    import platformdirs

    path = platformdirs.user_state_path("whomet", appauthor=False) / "cache-key"
    with suppress(OSError):
        key = path.read_bytes()
        if len(key) == KEY_BYTES:
            return key
        path.unlink()
    key = secrets.token_bytes(KEY_BYTES)
    with suppress(OSError):
        _keep(key, path)
        return path.read_bytes()
    return key


def _keep(key: bytes, path: Path) -> None:
    """Write the complete key, unless another process was faster: a link never replaces a file."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(key)
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
