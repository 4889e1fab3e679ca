"""Providing what the server needs, verified: the jars of Neo4j, and a Java."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from whomet.graph.errors import DatabaseUnavailable
from whomet.graph.progress import ProgressCallback, no_progress
from whomet.graph.server.folders import Folders, held, storage_faults
from whomet.graph.server.jars import Jar, JarLock, is_whole, jar_lock
from whomet.graph.server.java import Java, find_java, provide_java
from whomet.graph.server.stamps import is_stamped, write_stamp
from whomet.graph.settings import Settings

WAIT_SECONDS = 1800.0
SPARE_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Installation:
    """What a server is started from: a Java, and the jars in class path order."""

    version: str
    digest: str
    java: Java
    jars: tuple[Path, ...]


def provision(settings: Settings, progress: ProgressCallback = no_progress) -> Installation:
    """Make sure that Neo4j and its Java are present and intact; download what is not.

    Once this user has verified them, only size and times of each file are compared; `doctor` reads
    every byte. May be interrupted at any moment and resumed by running it again.
    """
    folders = Folders.of(settings)
    lock = jar_lock(settings.neo4j)
    java = find_java(folders)
    if java is None or not _stamped(folders, lock):
        with storage_faults(f"cache folder {folders.cache}", "WHOMET_CACHE"):
            folders.cache.mkdir(parents=True, exist_ok=True)
            refusal = (
                f"Another whomet has been fetching Neo4j into {folders.cache} for half an hour."
            )
            with held(folders.cache / f"neo4j-{lock.version}.lock", WAIT_SECONDS, refusal):
                java = provide_java(folders, progress)
                if not _stamped(folders, lock):
                    _complete(settings, folders, lock, progress)
    return Installation(
        lock.version, lock.digest, java, tuple(folders.jars / jar.path for jar in lock.jars)
    )


def harmed_jars(settings: Settings) -> list[Jar]:
    """The jars that are missing or differ from the lock file; reads all of them."""
    folders = Folders.of(settings)
    return _not_whole(folders.jars, jar_lock(settings.neo4j).jars)


def _stamped(folders: Folders, lock: JarLock) -> bool:
    """Whether every jar is as it was when this user last verified its checksum."""
    names = (jar.path for jar in lock.jars)
    return is_stamped(folders.stamp, lock.digest, folders.jars, names)


def _complete(
    settings: Settings, folders: Folders, lock: JarLock, progress: ProgressCallback
) -> None:
    folders.jars.mkdir(parents=True, exist_ok=True)
    missing = _not_whole(folders.jars, lock.jars)
    if missing:
        repository = settings.maven_repository or Path.home() / ".m2" / "repository"
        missing = [jar for jar in missing if not _reuse(repository, folders.jars, jar)]
    if missing:
        _check_room(folders, missing)
        # Importing httpx takes a tenth of a second, which a warm start does not need.
        from whomet.graph.server.download import Download

        task = f"Fetching Neo4j {lock.version}"
        Download(settings.maven_mirror, folders.jars).fetch(missing, task, progress)
    write_stamp(folders.stamp, lock.digest, folders.jars, (jar.path for jar in lock.jars))


def _not_whole(folder: Path, jars: tuple[Jar, ...]) -> list[Jar]:
    with ThreadPoolExecutor(4) as pool:
        whole = pool.map(lambda jar: is_whole(folder / jar.path, jar), jars)
        return [jar for jar, fine in zip(jars, whole, strict=True) if not fine]


def _reuse(repository: Path, folder: Path, jar: Jar) -> bool:
    """Copy the jar from a local Maven repository, if its checksum is right."""
    source, target = repository / jar.path, folder / jar.path
    try:
        if not is_whole(source, jar):
            return False
    except OSError:  # an unreadable repository counts as empty
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.copy")
    with suppress(FileNotFoundError):
        draft.unlink()
    try:
        os.link(source, draft)
    except OSError:  # another disk, or a file system without links
        shutil.copy2(source, draft)
    draft.replace(target)
    return True


def _check_room(folders: Folders, missing: list[Jar]) -> None:
    needed = sum(jar.size for jar in missing) + SPARE_BYTES
    free = shutil.disk_usage(folders.cache).free
    if free < needed:
        raise DatabaseUnavailable(
            f"The disk of the cache folder {folders.cache} has {free >> 20} MB free,"
            f" and Neo4j needs {needed >> 20} MB; make room there,"
            " or set WHOMET_CACHE to a folder elsewhere."
        )
