"""What the API needs around `loaders.read`: findings, a total to expect, standard input twice."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from whomet.progress import ProgressCallback

Paths = str | Path | Iterable[str | Path]
STANDARD_INPUT = "-"
IN_MEMORY = 16 << 20
BLOCK = 1 << 20


def as_list(paths: Paths) -> list[str | Path]:
    """One path or several, as a list."""
    return [paths] if isinstance(paths, str | Path) else list(paths)


class Watch:
    """Adds up batches for a progress callback."""

    def __init__(
        self, task: str, progress: ProgressCallback | None, paths: Sequence[str | Path]
    ) -> None:
        self.task = task
        self.progress = progress
        self.done = 0
        self.total = None if progress is None else expected(paths)
        self(0)

    def __call__(self, number: int) -> None:
        self.done += number
        if self.progress is not None:
            self.progress(self.task, self.done, self.total)


def expected(paths: Sequence[str | Path]) -> int | None:
    """How many briefs these paths hold at most; None where reading them is the only way to tell."""
    from whomet.loaders.files.formats import JSON_LINES
    from whomet.loaders.files.source import Source
    from whomet.loaders.files.sources import find

    total = 0
    for source in find([path for path in paths if str(path) != STANDARD_INPUT]):
        if not isinstance(source, Source):
            continue
        if source.format != JSON_LINES:
            total += 1
        elif not source.name.endswith(".jsonl"):
            return None
        elif (path := Path(source.name)).is_file():
            total += _lines(path)
    return None if STANDARD_INPUT in map(str, paths) else total


def _lines(path: Path) -> int:
    lines, last = 0, b"\n"
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            lines, last = lines + block.count(b"\n"), block[-1:]
    return lines + (last != b"\n")


@contextmanager
def standard_input(paths: Sequence[str | Path], *, twice: bool) -> Iterator[IO[bytes] | None]:
    """A stream of standard input that can be gone back to, where `paths` ask for it twice."""
    if not twice or STANDARD_INPUT not in map(str, paths):
        yield None
        return
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.seek(0)
        yield kept
