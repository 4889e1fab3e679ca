"""What a folder that is loaded again no longer holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from whomet.loaders.faults import ERROR

if TYPE_CHECKING:
    from whomet.graph.database.connection import Connection
    from whomet.graph.writing.update import UpdateResult
    from whomet.loaders.reports import ReadBrief


MOST_UNCHANGED = 1000
"""Unchanged briefs of a load whose files are kept."""


@dataclass(slots=True)
class FilesRead:
    """The files of a run: which brief came from which, and which have something wrong.

    With `keep_all` they are kept for what a folder no longer holds; else only until written.
    """

    keep_all: bool = False
    places: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    faulty: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    unchanged: int = 0

    def add(self, result: ReadBrief) -> None:
        """Keep what was read."""
        if result.file.startswith("<"):
            return  # standard input is not a file
        file = str(Path(result.file).absolute())
        if result.brief is not None:
            self.places[result.brief.id] = file
        if not self.keep_all:
            return
        self.read.add(file)
        if result.brief is None and any(fault.severity == ERROR for fault in result.faults):
            id = None if result.refused is None else result.refused.id
            if id is not None:
                self.refused.add(id)
            else:
                self.faulty.add(file)

    def of(self, result: UpdateResult) -> Mapping[str, str]:
        """The files of briefs that are being written, to be kept.

        Those of unchanged ones are kept too, in case another folder holds them as well; but only of
        some, so that a folder that is loaded every night does not fill the log.
        """
        ids = [*result.new, *result.changed]
        self.unchanged += len(result.unchanged)
        if self.unchanged <= MOST_UNCHANGED:
            ids += result.unchanged
        return {id: self.places[id] for id in ids if id in self.places}

    def written(self, ids: Sequence[str]) -> None:
        """Forget those that are written, unless they are needed to the end."""
        if not self.keep_all:
            for id in ids:
                self.places.pop(id, None)


def gone(connection: Connection, paths: Sequence[str | Path], files: FilesRead) -> list[str]:
    """The ids of briefs that were loaded from files below `paths`, which hold them no more.

    A brief counts only if its file was read in this run without a fault, or is not there any more,
    and if no other file that it was loaded from is there. One that was refused is still held.
    """
    from whomet.graph.writing.origins import kept_origins, present

    roots = [str(Path(path).absolute()) for path in paths]
    held = files.places.keys() | files.refused

    def holds_no_more(file: str) -> bool:
        if any(_is_below(file, faulty) for faulty in files.faulty):
            return False
        return file in files.read or not _is_there(file, files.read)

    candidates = [
        id
        for id, origins in kept_origins(connection).items()
        if id not in held
        and any(_is_below(file, root) for file in origins for root in roots)
        and all(holds_no_more(file) for file in origins)
    ]
    return present(connection, sorted(candidates))


def keep_missing(connection: Connection, files: FilesRead) -> None:
    """Keep the files of briefs that were loaded before files were kept."""
    from whomet.graph.writing.origins import keep_origins, kept_origins

    known = kept_origins(connection)
    missing = {id: file for id, file in files.places.items() if id not in known}
    if missing:
        connection.write(lambda transaction: keep_origins(transaction, "prune", missing))


def _is_below(file: str, root: str) -> bool:
    return (
        file == root
        or file.startswith(root.rstrip("/\\") + "/")
        or (file.startswith(root.rstrip("/\\") + "\\"))
    )


def _is_there(file: str, read: set[str]) -> bool:
    """Whether a file, or the archive that it is in, is there and was not read in this run."""
    path = Path(file)
    for place in (path, *path.parents):
        if place.is_file():
            return place == path or not any(_is_below(other, str(place)) for other in read)
        if place.is_dir():
            return False
    return False
