"""What was read for a bulk load, kept beside its briefs for when it is interrupted and resumed."""

from __future__ import annotations

import glob
import hashlib
import json
import os
import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import IO

from whomet.graph.bulk.buckets import values_in
from whomet.graph.trust import is_trusted
from whomet.loaders.files.finding import PROFILES
from whomet.loaders.files.formats import installed
from whomet.loaders.reports import Findings, ReadBrief
from whomet.ontology.records import Brief
from whomet.reading import ReadOptions

AT_ONCE = 1000
"""Results that are written together."""
TYPE_SYSTEM = "TypeSystem.xml"
"""A file that belongs to all others in its folder."""
NAME_OTHERS = (".pages.yaml", ".pages.yml")
"""How files end that name any other files in their folder."""


class KeptReading:
    """The input of a bulk load by its paths, and what was read from it.

    `refused` is a file to which the load writes, and which it does not read.
    """

    def __init__(
        self,
        paths: Sequence[str | Path],
        reading: ReadOptions,
        refused: str | Path | None,
        findings: Findings,
    ) -> None:
        self._paths = paths
        self._reading = reading
        self._refused = None if refused is None else Path(refused)
        self._findings = findings
        self._file: Path | None = None

    def key(self) -> dict[str, str]:
        """Digests of the content of all files that may be read, and of how they are."""
        reading = self._reading
        options = {
            "folder": str(Path.cwd()),
            "paths": [str(path) for path in self._paths],
            "format": reading.format,
            "mapping": str(reading.mapping),
            "ignore": sorted(reading.ignore),
            "on_fault": reading.on_fault,
            "allow_empty": reading.allow_empty,
            "profile": str(reading.profile),
            "refused": str(self._refused),
            "loaders": sorted(f"{one.name} {one.provider}" for one in installed().formats.values()),
        }
        text = hashlib.sha256(json.dumps(options).encode()).hexdigest()
        return {"options": text, "input": self._input()}

    def keep(self, file: Path) -> None:
        """Write what is read besides briefs to a file, too; called before anything is read."""
        self._file = file

    def briefs_of(self, results: Iterable[ReadBrief]) -> Iterator[Brief]:
        """The valid briefs among `results`, all of which are added to the findings."""
        return self._findings.briefs_of(self._written(results))

    def _written(self, results: Iterable[ReadBrief]) -> Iterator[ReadBrief]:
        """The same results, each of which is in the file that keeps them once all were taken."""
        if self._file is None:
            yield from results
            return
        with self._file.open("wb") as file:
            held: list[tuple[ReadBrief, bool]] = []
            for result in results:
                held.append((replace(result, brief=None), result.brief is not None))
                if len(held) == AT_ONCE:
                    _write(file, held)
                yield result
            _write(file, held)

    def read_again(self, file: Path, briefs: Iterator[Brief]) -> None:
        """Add to the findings what was read, as `keep` wrote it, with the briefs that were read."""
        for batch in values_in(file):
            for result, has_brief in batch:
                self._findings.add(replace(result, brief=next(briefs)) if has_brief else result)

    def _input(self) -> str:
        digest = hashlib.sha256()
        named = (self._reading.mapping, self._reading.profile)
        folders: set[Path] = set()
        beside: dict[Path, dict[str, list[str]]] = {}
        for path in (*map(Path, self._paths), *(Path(one) for one in named if one is not None)):
            for file in _files(path, beside):
                if self._refused is None or file.absolute() != self._refused.absolute():
                    digest.update(_line(file, _content(file)))
                    folders.add(file.parent.absolute())
        folders.update(*(folder.parents for folder in folders))
        # A profile of a folder counts for all below it, if it is trusted.
        for file in sorted(folder / name for folder in folders for name in PROFILES):
            if file.is_file():
                digest.update(_line(file, f"{_content(file)} {is_trusted(file.parent)}"))
        return digest.hexdigest()


def _files(path: Path, beside: dict[Path, dict[str, list[str]]]) -> Iterator[Path]:
    """All files that may be read for a path, in order; `beside` keeps what is in its folder."""
    if path.is_dir():
        for directory, folders, files in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (Path(directory, name) for name in sorted(files) if name[0] != ".")
    elif os.path.lexists(path):
        yield path
        if path.parent not in beside:
            beside[path.parent] = _by_stem(path.parent)
        known = beside[path.parent]
        names = known.get(_stem(path.name), [])
        # A loader of another package may open any of them.
        if installed().formats or any(name.endswith(NAME_OTHERS) for name in names):
            names = sorted(chain.from_iterable(known.values()))
            known.clear()
        yield from (path.with_name(name) for name in names if name != path.name)
    elif glob.has_magic(str(path)):
        for match in sorted(glob.glob(str(path), recursive=True)):  # noqa: PTH207 (absolute)
            yield from _files(Path(match), beside)


def _by_stem(folder: Path) -> dict[str, list[str]]:
    """The files of a folder that may be read together, with those that may be read with any."""
    with os.scandir(folder) as found:
        names = sorted(entry.name for entry in found if entry.name[0] != "." and entry.is_file())
    stems: dict[str, list[str]] = {}
    for name in names:
        stems.setdefault(_stem(name), []).append(name)
    if TYPE_SYSTEM in names:
        for stem in stems:
            stems[stem].append(TYPE_SYSTEM)
    return stems


def _stem(name: str) -> str:
    return name.partition(".")[0]


def _content(path: Path) -> str:
    """A digest of a file, or that it is none."""
    try:
        if not path.is_file():
            return "none"
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "unreadable"


def _line(path: Path, said: str) -> bytes:
    return f"{path}\0{said}\n".encode("utf-8", "surrogateescape")


def _write(file: IO[bytes], held: list[tuple[ReadBrief, bool]]) -> None:
    pickle.dump(held, file, pickle.HIGHEST_PROTOCOL)
    held.clear()
