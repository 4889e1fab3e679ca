"""Values divided into files by their keys: what belongs to one key is in one part.

Every process appends to files of its own, and one part at a time is read by whoever works on it.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

#: Into how many parts all keys are divided.
BUCKETS = 64


def bucket_of(key: str) -> int:
    """The part to which a key belongs."""
    return crc32(key.encode()) % BUCKETS


@dataclass(frozen=True, slots=True)
class Buckets:
    """Values of one `kind`, which the process with the number `writer` appends to."""

    folder: Path
    kind: str
    writer: int = 0

    def append(self, values: Mapping[int, object]) -> None:
        """Append a value to each of these parts."""
        for bucket, value in values.items():
            with (self.folder / f"{self.kind}.{bucket}.{self.writer}").open("ab") as file:
                pickle.dump(value, file, pickle.HIGHEST_PROTOCOL)

    def read(self, bucket: int) -> Iterator[Any]:
        """The values in a part that any process appended, one by one."""
        start = f"{self.kind}.{bucket}."
        with os.scandir(self.folder) as found:
            names = sorted(entry.name for entry in found if entry.name.startswith(start))
        for name in names:
            yield from values_in(self.folder / name)


def values_in(path: Path) -> Iterator[Any]:
    """The values that were pickled into a file, one after the other."""
    with path.open("rb") as file:
        while True:
            try:
                yield pickle.load(file)
            except EOFError:
                break
