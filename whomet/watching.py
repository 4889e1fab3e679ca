"""Watching a folder: files go in once they have stopped growing, and are moved aside where asked.

Nothing is remembered on disk. A restart loads again whatever is in the folder, and what is in the
graph already costs almost nothing, so that nothing is lost and nothing is there twice.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from whomet.graph.errors import DatabaseUnavailable
from whomet.loaders.faults import NOTHING_THERE
from whomet.loaders.files.finding import find
from whomet.loaders.files.formats import FORMATS
from whomet.loaders.files.source import InputSource
from whomet.ontology.atomic import replacing

if TYPE_CHECKING:
    from whomet.reports import LoadReport

REPORT = ".report.json"
REFUSED = ".refused.jsonl"
LONGEST_WAIT = 60.0

Signature = tuple[tuple[str, int, int], ...]
"""Name, size and time of change of a file and of those that belong to it."""

LoadFile = Callable[[Path, Path | None], "LoadReport"]
"""Loads a file; what is refused is written to the second path."""


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """`folder` is watched. A file counts as complete when it did not change for `settle` seconds.

    Files are moved to `done` when they are in the graph, and to `failed`, with a report and the
    list of what was refused beside them, when anything in them was refused. Without these folders
    they stay, and are loaded again when they change. Files `left_out`, such as a profile, are not
    loaded.
    """

    folder: Path
    done: Path | None = None
    failed: Path | None = None
    settle: float = 2.0
    left_out: tuple[Path, ...] = ()


@dataclass(slots=True)
class Watcher:
    """Loads the files of a folder as they come; `say` is given one line for each.

    What is there and not read is said once. `refused` is whether anything was refused so far.
    """

    options: WatchOptions
    load: LoadFile
    say: Callable[[str], None]
    clock: Callable[[], float] = time.monotonic
    refused: bool = False
    _seen: dict[Path, tuple[Signature, float]] = field(default_factory=dict)
    _handled: dict[Path, Signature] = field(default_factory=dict)
    _away: float = 0.0
    _told: set[str] = field(default_factory=set)

    def step(self) -> bool:
        """Load every file that has stopped growing; whether any is still to be loaded."""
        waiting = False
        now = self.clock()
        present: dict[Path, list[Path]] = {}
        for source in self._sources():
            path = _file_of(source.name)
            present[path] = [path, *_companions(source, path)]
        for path, files in present.items():
            signature = _signature(files)
            if not signature or self._handled.get(path) == signature:
                continue
            known = self._seen.get(path)
            if known is None or known[0] != signature:
                self._seen[path] = signature, now
                waiting = True
            elif now - known[1] < self.options.settle or not self._try(path, files, signature):
                waiting = True
        for gone in self._seen.keys() - present.keys():
            del self._seen[gone]
        return waiting

    def wait_seconds(self) -> float:
        """How long to wait for changes before the next step."""
        return self._away or max(0.1, self.options.settle / 2)

    def _sources(self) -> Iterator[InputSource]:
        aside = [one.resolve() for one in (self.options.done, self.options.failed) if one]
        for found in find([self.options.folder], left_out=self.options.left_out):
            file = _file_of(found.name if isinstance(found, InputSource) else found.file)
            if any(file.resolve().is_relative_to(folder) for folder in aside):
                continue
            if isinstance(found, InputSource):
                yield found
            elif found.code not in NOTHING_THERE and (line := str(found)) not in self._told:
                self._told.add(line)
                self.say(line)

    def _try(self, path: Path, files: list[Path], signature: Signature) -> bool:
        """Load a file; False if there is no database, which is tried again later."""
        aside = refused = None
        if self.options.failed is not None:
            self.options.failed.mkdir(parents=True, exist_ok=True)
            # What a killed watcher left beside a name that no file has is written anew.
            aside = _free(self.options.failed / path.name)
            refused = aside.with_name(f"{aside.name}{REFUSED}")
        try:
            report = self.load(path, refused)
        except DatabaseUnavailable as error:
            if not self._away:
                self.say(f"{path}: waiting for the database: {error.message}")
            self._away = min(LONGEST_WAIT, 2 * self._away or 1.0)
            return False
        self._away = 0.0
        self._handled[path] = signature
        self.say(f"{path}: {_outcome(report)}")
        self.refused = self.refused or not report.ok
        if report.ok:
            if refused is not None:
                refused.unlink(missing_ok=True)
            if self.options.done is not None:
                _move(files, self.options.done)
        elif aside is not None:
            # The report comes first: a file that was moved is not looked at again.
            with replacing(aside.with_name(f"{aside.name}{REPORT}")) as stream:
                json.dump(report.to_json(), stream, ensure_ascii=False, indent=2)
            _move(files, aside.parent)
        return True


def watch(watcher: Watcher, *, once: bool = False) -> None:
    """Load what comes into the folder, until interrupted; with `once`, until nothing is waiting."""
    from watchfiles import watch as changes

    while watcher.step() or not once:
        # Waits for a change, or for a while: what stopped growing makes no further change.
        seconds = watcher.wait_seconds()
        if once:
            time.sleep(seconds)
            continue
        for _ in changes(
            watcher.options.folder,
            rust_timeout=int(seconds * 1000),
            yield_on_timeout=True,
            raise_interrupt=True,
        ):
            break


def _outcome(report: LoadReport) -> str:
    done = f"{report.new:,} new, {report.changed:,} changed, {report.unchanged:,} unchanged"
    counted = f"{report.refused:,} refused: " if report.refused else ""
    refused = f", {counted}{report.faults[0]}" if report.faults else ""
    warned = f", {len(report.warnings):,} warnings" if report.warnings else ""
    return f"{done}{refused}{warned}"


def _file_of(name: str) -> Path:
    """The file of a source by its name; of a member of an archive, the archive."""
    path = Path(name)
    while not path.is_file() and path != path.parent:
        path = path.parent
    return path


def _companions(source: InputSource, path: Path) -> list[Path]:
    """The files that belong to one: NAME.txt to NAME.ann."""
    format = FORMATS.get(source.format or "")
    if format is None:
        return []
    stem = source.stem
    beside = (path.with_name(stem + ending) for ending in format.companions)
    return [file for file in beside if file.is_file()]


def _signature(files: list[Path]) -> Signature:
    found = []
    for file in files:
        with suppress(OSError):
            status = file.stat()
            found.append((file.name, status.st_size, status.st_mtime_ns))
    return tuple(found)


def _move(files: list[Path], folder: Path) -> None:
    """Move files to a folder, under another name where one is taken.

    The first is moved last, so that a killed watcher finds it with what belongs to it still there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for file in files[1:]:
        shutil.move(file, _free(folder / file.name))
    shutil.move(files[0], _free(folder / files[0].name))


def _free(path: Path) -> Path:
    number = 1
    target = path
    while target.exists():
        number += 1
        target = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return target
