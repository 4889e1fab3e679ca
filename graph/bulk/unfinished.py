"""The finished stages of a bulk load, kept so that a later run continues after them.

The folder of an unfinished load has one folder inside, renamed by each run, so that a process which
a killed run has left cannot write to it. There are the files of the stages, and `finished.json`,
which lists each file of the finished ones with its size and SHA-256. The list is replaced in one
rename after these files are on the disk. What is not as it is listed is not used.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from whomet.graph.bulk.buckets import values_in
from whomet.graph.bulk.stages import BRIEFS, STAGES
from whomet.graph.database.versions import stamp
from whomet.graph.server.folders import make_private, read_json, write_private
from whomet.graph.server.staging import FINISHED
from whomet.ontology.nouns import plural
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

#: The file with what was read besides briefs.
RESULTS = "results"
STATE = "state-{}"
#: Computing has these stages; the import is one more.
ALL_STAGES = len(STAGES) + 1
#: Why a load cannot be continued, by what differs.
DIFFERENCES = {
    "software": "it was another version of whomet",
    "ontology": "the ontology is another one",
    "options": "the paths or options are others",
    "input": "the files have changed",
}
FOREIGN = "others could write to what was kept"
#: What a pickle raises that was written by other code.
UNPICKLING = (pickle.UnpicklingError, EOFError, ImportError, AttributeError, TypeError, ValueError)

Key = Mapping[str, str]


class ResumableInput(Protocol):
    """What a bulk load reads, if it can say whether it is still the same."""

    def key(self) -> Key:
        """Digests of the `input` and of the `options`, which are equal if all of it is."""

    def keep(self, file: Path) -> None:
        """Write what is read besides briefs to this file, too; called before anything is read."""

    def read_again(self, file: Path, briefs: Iterator[Brief]) -> None:
        """Read what `keep` wrote, with all briefs that were read, instead of the input."""


def key_of(vocabulary: Vocabulary, source: ResumableInput) -> Key:
    """What must be the same for a load to be continued."""
    software = json.dumps(stamp(), sort_keys=True)
    return {"software": software, "ontology": vocabulary.digest, **source.key()}


class Unfinished:
    """The finished `stages` of a load in `root`, and the `state` after them.

    `folder` is where stages write; its files that belong to no finished stage were removed.
    `refusal` says why what was in `root` was removed, if anything was. OSError if the folder
    cannot be written.
    """

    def __init__(self, root: Path, key: Callable[[], Key]) -> None:
        self._root = root
        self._read_key = key
        self._key = dict(key())
        self._files: dict[str, list[Any]] = {}
        self._keeps = True
        self.stages: list[str] = []
        self.state: Any = None
        self.refusal: str | None = None
        if root.is_symlink():
            root.unlink()  # where it leads is not ours to clear
        private = _is_private(root)
        make_private(root)
        self.folder = root / secrets.token_hex(8)
        found = [*root.iterdir()]
        if found:
            self.refusal = self._take_over(found) if private else FOREIGN
        if not self.stages:
            for entry in found:
                _remove(entry)
            make_private(self.folder)

    def __bool__(self) -> bool:
        """Whether finished stages are kept."""
        return self._keeps

    def finish(self, stage: str, state: object) -> None:
        """Keep what is in the folder now: a stage is finished, and `state` is the one after it.

        OSError if it cannot be kept.
        """
        if not self._keeps:
            return
        if not self.stages and self._read_key() != self._key:
            # What was read may be neither what it was before nor what it is now.
            self.keep_nothing()
            return
        name = STATE.format(stage)
        (self.folder / name).write_bytes(pickle.dumps(state, pickle.HIGHEST_PROTOCOL))
        earlier = {STATE.format(each) for each in self.stages}
        files = {known: of for known, of in self._files.items() if known not in earlier}
        for name, path in sorted(_files_in(self.folder).items()):
            if name not in files and name not in earlier:
                files[name] = [path.stat().st_size, _digest(path, durable=True)]
        for folder in {path.parent for path in _files_in(self.folder).values()}:
            _sync(folder)
        stages = [*self.stages, stage]
        listed = {"key": self._key, "stages": stages, "files": files}
        write_private(self.folder / FINISHED, json.dumps(listed))
        self.stages, self._files = stages, files
        for name in earlier:
            (self.folder / name).unlink(missing_ok=True)

    def keep_nothing(self) -> None:
        """Keep no stage: it would take as long to find out that it can be used."""
        self._keeps = False
        (self.folder / FINISHED).unlink(missing_ok=True)
        self.stages, self._files = [], {}

    def interrupted(self) -> str | None:
        """Remove the files of the stage that was not finished; say in a sentence what is kept."""
        # The interruption may have come between the list and its copy in memory.
        listed = read_json(self.folder / FINISHED) or {"stages": [], "files": {}}
        self.stages, self._files = listed["stages"], listed["files"]
        if not self.stages:
            self.remove()
            return None
        with suppress(OSError):
            self._remove_unlisted()
        kept = f"{sum(size for size, _ in self._files.values()) / 1e6:,.0f} MB"
        return (
            f"{plural(len(self.stages), 'finished stage')} of {ALL_STAGES} {_are(self.stages)} kept"
            f" in {self._root} ({kept}); the same command goes on from there,"
            " and any other bulk load removes them."
        )

    def remove(self) -> None:
        """Remove everything."""
        _remove(self._root)

    def _take_over(self, found: list[Path]) -> str | None:
        """Continue what is in the only folder in `found`; if that cannot be, why not."""
        [folder, *others] = found
        if not _is_private(folder):
            return FOREIGN
        listed = read_json(folder / FINISHED) or {}
        if others or not listed:
            return "no stage of it was finished"
        try:
            key, stages, files = dict(listed["key"]), list(listed["stages"]), dict(listed["files"])
            expected = {name: (int(size), str(digest)) for name, (size, digest) in files.items()}
        except (KeyError, TypeError, ValueError):
            return _damaged(folder / FINISHED)
        for part, reason in DIFFERENCES.items():
            if key.get(part) != self._key.get(part):
                return reason
        if not stages or stages != list(STAGES[: len(stages)]):
            return _damaged(folder / FINISHED)
        folder.rename(self.folder)
        there = _files_in(self.folder)
        for name, (size, digest) in expected.items():
            path = there.get(name)
            if path is None or path.stat().st_size != size or _digest(path) != digest:
                return self._unusable(name)
        try:
            state = pickle.loads((self.folder / STATE.format(stages[-1])).read_bytes())
        except (OSError, *UNPICKLING):
            return self._unusable(STATE.format(stages[-1]))
        self.stages, self._files, self.state = stages, files, state
        self._remove_unlisted()
        return None

    def _unusable(self, name: str) -> str:
        """Remove what was taken over; the reason."""
        _remove(self.folder)
        return _damaged(self.folder / name)

    def _remove_unlisted(self) -> None:
        for name, path in _files_in(self.folder).items():
            if name not in self._files and name != FINISHED:
                path.unlink()


def briefs_in(folder: Path) -> Iterator[Brief]:
    """All briefs that the first stage read, in order."""
    return values_in(folder / BRIEFS)


def _files_in(folder: Path) -> dict[str, Path]:
    """The files in a folder and below, but for `FINISHED`, by their paths in it."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != FINISHED)
    return {path.relative_to(folder).as_posix(): path for path in found}


def _digest(path: Path, *, durable: bool = False) -> str:
    """The SHA-256 of a file; if `durable`, once it is on the disk."""
    with path.open("r+b") as file:
        if durable:
            os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_private(folder: Path) -> bool:
    """Whether a path is a folder, or none, to which no other user can write."""
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return True
    if os.name != "posix":
        return True
    own = status.st_uid == os.getuid() and not status.st_mode & 0o022
    return stat.S_ISDIR(status.st_mode) and own


def _sync(folder: Path) -> None:
    """Wait until the names of the files in a folder are on the disk."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _damaged(path: Path) -> str:
    return f"{path.name} is damaged"


def _are(items: list[str]) -> str:
    return "is" if len(items) == 1 else "are"
