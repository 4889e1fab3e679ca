"""Results that wait until their whole file is known to be right."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

if TYPE_CHECKING:
    from loaders.reading import ReadBrief

AT_ONCE = 500
"""Results in one batch of the temporary file."""

IN_MEMORY = 4000
"""Results that are held before a temporary file is used."""

LETTERS_IN_MEMORY = 16 << 20
"""Code points of their texts, likewise."""


class Spool:
    """A queue that is filled, then emptied once; beyond a limit it lives in a temporary file.

    The file has no name, is written and read by this object alone, and is gone when it closes;
    that is why pickle is safe here.
    """

    def __init__(self) -> None:
        self._held: list[ReadBrief] = []
        self._letters = 0
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, result: ReadBrief) -> None:
        """Put one at the end."""
        self._held.append(result)
        if result.brief is not None:
            self._letters += len(result.brief.text)
        if self._file is not None:
            if len(self._held) >= AT_ONCE or self._letters >= LETTERS_IN_MEMORY:
                self._write()
        elif len(self._held) >= IN_MEMORY or self._letters >= LETTERS_IN_MEMORY:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed on exit)
            self._write()

    def _write(self) -> None:
        assert self._file is not None
        for start in range(0, len(self._held), AT_ONCE):
            batch = self._held[start : start + AT_ONCE]
            pickle.dump(batch, self._file, pickle.HIGHEST_PROTOCOL)
        self._held.clear()
        self._letters = 0

    def __iter__(self) -> Iterator[ReadBrief]:
        if self._file is not None:
            end = self._file.tell()
            self._file.seek(0)
            while self._file.tell() < end:
                yield from pickle.load(self._file)
        yield from self._held
