"""The folders and files of the local server, private writes, locks, and storage errors."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whomet.graph.errors import DatabaseUnavailable, GraphError
from whomet.graph.settings import Settings
from whomet.ontology.atomic import replacing

if TYPE_CHECKING:
    from filelock import BaseFileLock

FULL = (errno.ENOSPC, errno.EDQUOT)
#: How often a waiting process checks whether it still needs the lock.
UNTIL_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Folders:
    """The paths of one data folder and of the cache that it uses.

    Calendar versions of Neo4j upgrade each other's data; the 5.26 line has its own folder,
    password and server.
    """

    root: Path
    cache: Path
    version: str

    @classmethod
    def of(cls, settings: Settings) -> Folders:
        """The folders that these settings name."""
        return cls(settings.home, settings.cache, settings.neo4j)

    @property
    def home(self) -> Path:
        """The folder of the server: its data, password, logs and state."""
        return self.root / ("neo4j-5" if self.version.startswith("5.") else "neo4j")

    @property
    def conf(self) -> Path:
        """The folder of neo4j.conf and the JVM's arguments, written again at each start."""
        return self.home / "conf"

    @property
    def data(self) -> Path:
        """The graph itself."""
        return self.home / "data"

    @property
    def logs(self) -> Path:
        """Neo4j's logs, and its output (`console.log`)."""
        return self.home / "logs"

    @property
    def console(self) -> Path:
        """The server's output since its last start."""
        return self.logs / "console.log"

    @property
    def password(self) -> Path:
        """The password of the user neo4j; only the owner can read it."""
        return self.home / "password"

    @property
    def state(self) -> Path:
        """The record of the running server, as JSON."""
        return self.home / "state.json"

    @property
    def last_used(self) -> Path:
        """An empty file, touched by every connection."""
        return self.home / "last-used"

    @property
    def planned(self) -> Path:
        """Which statements the running server has planned (`graph.server.first_plans`)."""
        return self.home / "planned"

    @property
    def data_version(self) -> Path:
        """The Neo4j version that last wrote the data."""
        return self.home / "version"

    @property
    def lock(self) -> Path:
        """Held while a server is started or stopped, never while it runs."""
        return self.home / "lock"

    @property
    def jars(self) -> Path:
        """The jars of every version, in Maven's folder layout."""
        return self.cache / "jars"

    @property
    def stamp(self) -> Path:
        """The stamp of the jars (`stamps.py`)."""
        return self.cache / f"neo4j-{self.version}.stamp"

    @property
    def java21(self) -> Path:
        """The Java 21 that the 5.26 line runs on."""
        return self.cache / "jre-21"

    @property
    def java21_stamp(self) -> Path:
        """The stamp of that Java."""
        return self.cache / "jre-21.stamp"

    @property
    def aot(self) -> Path:
        """The AOT caches, one for each set of jars, Java and flags."""
        return self.cache / "aot"


def make_private(folder: Path) -> None:
    """Create `folder`, readable by its owner only."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def write_private(path: Path, text: str) -> None:
    """Replace the file atomically; only its owner can read it."""
    with replacing(path, durable=True, private=True) as file:
        file.write(text)


def read_json(path: Path) -> Mapping[str, Any] | None:
    """The JSON object in the file; None if there is no readable one."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None


@contextmanager
def storage_faults(what: str, setting: str) -> Iterator[None]:
    """Translate an OSError on writing `what` into a DatabaseUnavailable of one sentence."""
    try:
        yield
    except OSError as error:
        raise DatabaseUnavailable(storage_sentence(_first(error), what, setting)) from error


def _first(error: OSError) -> OSError:
    """The first of the errors that copying a folder has collected, of which it keeps the text."""
    if not isinstance(error, shutil.Error):
        return error
    _, target, reason = error.args[0][0]
    number = re.search(r"\[Errno (\d+)\] ([^:]*)", str(reason))
    return OSError(int(number[1]), number[2], target) if number else OSError(0, reason, target)


def storage_sentence(error: OSError, what: str, setting: str) -> str:
    """What the operating system refused, and the fix, as one sentence."""
    where = error.filename or what
    if error.errno in FULL:
        return (
            f"The disk of the {what} is full ({where}); make room there,"
            f" or set {setting} to a folder elsewhere."
        )
    if error.errno == errno.EROFS:
        return f"The {what} is read-only ({where}); set {setting} to a folder that can be written."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"{where} is not writable; change its owner, or set {setting} to another folder."
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return (
            f"The {what} cannot be created, because a file is in the way ({where});"
            f" set {setting} to another folder."
        )
    reason = error.strerror or str(error)
    return f"The {what} cannot be written ({where}: {reason}); set {setting} to another folder."


@contextmanager
def held(
    path: Path, seconds: float, refusal: str, until: Callable[[], bool] | None = None
) -> Iterator[bool]:
    """Hold the file lock `path`; GraphError with `refusal` after waiting for `seconds`.

    Whoever waits for it checks `until`, and goes on without the lock once that is true. The value
    is whether the lock is held. The operating system releases it when its holder ends, however that
    happens.
    """
    # Imported here: a question to a running server needs no lock.
    from filelock import FileLock, Timeout

    lock = FileLock(path)
    try:
        ours = _acquire(lock, seconds, until)
    except Timeout as error:
        raise GraphError(refusal) from error
    try:
        yield ours
    finally:
        if ours:
            lock.release()


def _acquire(lock: BaseFileLock, seconds: float, until: Callable[[], bool] | None) -> bool:
    from filelock import Timeout

    if until is None:
        lock.acquire(seconds)
        return True
    deadline = time.monotonic() + seconds
    while True:
        left = deadline - time.monotonic()
        try:
            lock.acquire(max(0.0, min(left, UNTIL_SECONDS)), UNTIL_SECONDS)
            return True
        except Timeout:
            if until():
                return False
            if left <= 0:
                raise
