"""Reading briefs for the API: the options, progress with a total, standard input read twice."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypedDict

from whomet.loaders.policy import SKIP_BRIEF

if TYPE_CHECKING:
    from whomet.graph.progress import ProgressCallback
    from whomet.loaders.reports import ReadBrief
    from whomet.ontology.vocabulary import Vocabulary

Paths = str | Path | Iterable[str | Path]
STANDARD_INPUT = "-"
IN_MEMORY = 16 << 20
BLOCK = 1 << 20


class ReadingByName(TypedDict, total=False):
    """How files are read, as Python code gives it: the fields of `ReadOptions`."""

    format: str | None
    mapping: str | Path | None
    ignore: Collection[str]
    on_fault: str
    allow_empty: bool
    profile: str | Path | None


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How files are read, as `whomet.loaders.read` takes it."""

    format: str | None = None
    mapping: str | Path | None = None
    ignore: Collection[str] = ()
    on_fault: str = SKIP_BRIEF
    allow_empty: bool = False
    profile: str | Path | None = None

    def read(
        self,
        paths: Sequence[str | Path],
        vocabulary: Vocabulary,
        stdin: IO[bytes] | None = None,
        left_out: Sequence[Path] = (),
    ) -> Iterator[ReadBrief]:
        """Every brief in `paths`, with its faults, but for files `left_out` of a folder."""
        from whomet.loaders import read

        return read(
            paths,
            stdin=stdin,
            vocabulary=vocabulary,
            format=self.format,
            mapping=self.mapping,
            ignore=self.ignore,
            on_fault=self.on_fault,
            allow_empty=self.allow_empty,
            profile=self.profile,
            left_out=left_out,
        )


def as_list(paths: Paths) -> list[str | Path]:
    """One path or several, as a list."""
    return [paths] if isinstance(paths, str | Path) else list(paths)


class ProgressCounter:
    """Adds up the numbers of briefs for a progress callback."""

    def __init__(
        self, task: str, progress: ProgressCallback | None, paths: Sequence[str | Path]
    ) -> None:
        self.task = task
        self.progress = progress
        self.done = 0
        self.total = None if progress is None else expected_briefs(paths)
        self(0)

    def __call__(self, number: int) -> None:
        self.done += number
        if self.progress is not None:
            self.progress(self.task, self.done, self.total)


def expected_briefs(paths: Sequence[str | Path]) -> int | None:
    """The number of briefs in `paths` at most; None where only reading them can show it."""
    from whomet.loaders.files.finding import find
    from whomet.loaders.files.formats import JSON_LINES
    from whomet.loaders.files.source import InputSource

    total = 0
    for source in find([path for path in paths if str(path) != STANDARD_INPUT]):
        if not isinstance(source, InputSource):
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
    """Standard input as a stream that can be read again, where it is read twice, else None."""
    if not twice or STANDARD_INPUT not in map(str, paths):
        yield None
        return
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.seek(0)
        yield kept
