"""The lock files of Neo4j: every jar of a version with its size and SHA-256."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Jar:
    """One jar: its path in a Maven repository, its SHA-256 and its size in bytes."""

    path: str
    sha256: str
    size: int

    @property
    def name(self) -> str:
        """The file name."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class JarLock:
    """All jars of a version, in class path order. `digest` identifies the whole list."""

    version: str
    digest: str
    jars: tuple[Jar, ...]

    @property
    def size(self) -> int:
        """Bytes of all jars together."""
        return sum(jar.size for jar in self.jars)


@lru_cache
def jar_lock(version: str) -> JarLock:
    """The lock file of this version, shipped with the package."""
    path = Path(__file__).with_name(f"neo4j-{version}.lock")
    text = path.read_text(encoding="utf-8")
    jars = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            sha256, size, name = line.split()
            jars.append(Jar(name, sha256, int(size)))
    return JarLock(version, hashlib.sha256(text.encode()).hexdigest(), tuple(jars))


def is_whole(path: Path, jar: Jar) -> bool:
    """Whether the file exists and is that jar, byte for byte."""
    try:
        if path.stat().st_size != jar.size:
            return False
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return digest.hexdigest() == jar.sha256
