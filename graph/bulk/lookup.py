"""Texts by key in a file: what all processes of a bulk load look up, and none of them can hold."""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from functools import lru_cache
from pathlib import Path

from whomet.graph.bulk.buckets import bucket_of
from whomet.graph.projection.name_usage import NameTable

#: How many names a process holds, the latest that it asked for.
HELD_NAMES = 20_000

SETUP = (
    # If this process is killed, the whole folder is of no use.
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "CREATE TABLE texts"
    " (bucket INTEGER, key TEXT, text TEXT, PRIMARY KEY (bucket, key)) WITHOUT ROWID",
)


def write_lookup(path: Path, rows: Iterable[tuple[str, str]]) -> None:
    """Write a new file with a text for each key; fastest in order of bucket and key.

    OSError if it cannot be written.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            for statement in SETUP:
                file.execute(statement)
            file.execute("BEGIN")
            found = ((bucket_of(key), key, text) for key, text in rows)
            file.executemany("INSERT INTO texts VALUES (?, ?, ?)", found)
            file.execute("COMMIT")
    except sqlite3.OperationalError as error:
        full = error.sqlite_errorcode == sqlite3.SQLITE_FULL
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error), str(path)) from error


class Lookup:
    """A file that `write_lookup` wrote."""

    def __init__(self, path: Path) -> None:
        # Nobody changes it, so that no locks are needed.
        self._file = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)

    def get(self, key: str) -> str | None:
        """The text of a key."""
        select = "SELECT text FROM texts WHERE bucket = ? AND key = ?"
        found = self._file.execute(select, (bucket_of(key), key)).fetchone()
        return None if found is None else str(found[0])

    def __iter__(self) -> Iterator[str]:
        return (key for (key,) in self._file.execute("SELECT key FROM texts"))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class StoredNames(Mapping[str, NameTable]):
    """How names are used: by the first of some files that has the name.

    The latest `HELD_NAMES` that were asked for are held in memory.
    """

    def __init__(self, *paths: Path) -> None:
        self._lookups = [Lookup(path) for path in paths]
        self._held = lru_cache(HELD_NAMES)(self._read)

    def __getitem__(self, name: str) -> NameTable:
        found = self._held(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter({name for lookup in self._lookups for name in lookup})

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def held(self) -> int:
        """How many names are in memory."""
        return self._held.cache_info().currsize

    def close(self) -> None:
        """Close the files."""
        for lookup in self._lookups:
            lookup.close()

    def _read(self, name: str) -> NameTable | None:
        texts = (lookup.get(name) for lookup in self._lookups)
        text = next((text for text in texts if text is not None), None)
        return None if text is None else decoded(text)


def encoded(table: NameTable) -> str | None:
    """A table as a text, always the same; None if no brief uses the name."""
    uses = table.to_property()
    return json.dumps(uses, ensure_ascii=False) if uses else None


def decoded(text: str) -> NameTable:
    """The table that `encoded` wrote."""
    return NameTable.from_property(json.loads(text))
