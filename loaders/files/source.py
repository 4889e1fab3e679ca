"""One stream of briefs: a file, a member of an archive, or standard input."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from whomet.loaders.files.endings import ending_of, stem_of
from whomet.loaders.parsed import ParsedNode


@dataclass(frozen=True, slots=True)
class InputSource:
    """One stream of briefs: its name in messages, its format, and how to open it.

    `format` is None where only the content can show it. `size` is the number of bytes, if known.
    `beside` returns another file of the same folder or archive by its name, if it exists. A profile
    gives the keys of the brief that it fills in (`filled`), whose annotation counts where there are
    several (`annotators`), a mapping for a table that has none, and what its patterns find in the
    name of the file (`fields`). `called` is the name of the
    document in it, where the file has another one. `on_named` is told each file beside it that its
    content names.
    """

    name: str
    format: str | None
    open: Callable[[], AbstractContextManager[IO[bytes]]]
    size: int | None = None
    beside: Callable[[str], InputSource | None] = lambda _: None
    filled: frozenset[str] = frozenset()
    annotators: tuple[str, ...] = ()
    table: tuple[str, ParsedNode] | None = None
    called: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    on_named: Callable[[str], None] = lambda _: None

    def named(self, name: str) -> InputSource | None:
        """A file beside it that its content names, if it exists."""
        found = self.beside(name)
        if found is not None:
            self.on_named(found.name)
        return found

    @property
    def stem(self) -> str:
        """The name of the file, or of its document, without folder and extensions."""
        if self.called is not None:
            return stem_of(self.called, ending_of(self.called)) or self.called
        name = self.name.rpartition("/")[2] if "/" in self.name else Path(self.name).name
        return stem_of(name, ending_of(name)) or name

    def companion(self, ending: str) -> InputSource | None:
        """The file beside it with the same stem and another extension, compressed or not."""
        names = [self.stem + ending, f"{self.stem}{ending}.gz", self.stem + ending.upper()]
        if ending.endswith(".yaml"):
            names.append(f"{self.stem}{ending.removesuffix('.yaml')}.yml")
        return next((found for name in names if (found := self.beside(name))), None)


def file_source(path: Path, format: str | None = None, size: int | None = None) -> InputSource:
    """The file at `path`, whatever its extension; `format` is None where its content shows it."""

    def beside(name: str) -> InputSource | None:
        try:
            other = path.with_name(name)
            return file_source(other) if other.is_file() else None
        except (ValueError, OSError):  # no file can have this name: it may be any text
            return None

    zipped = path.name.lower().endswith(".gz")
    return InputSource(str(path), format, lambda: _open(path, zipped), size, beside)


@contextmanager
def _open(path: Path, zipped: bool) -> Iterator[IO[bytes]]:
    with path.open("rb") as raw:
        if not zipped:
            yield raw
            return
        with gzip.GzipFile(fileobj=raw) as unpacked:
            yield io.BufferedReader(unpacked)
