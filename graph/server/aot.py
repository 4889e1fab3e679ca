"""The JDK 25 AOT cache: classes loaded, linked and profiled in advance halve the start-up time.

A cache fits one set of jars, one Java and one list of flags, which its name encodes. The JVM itself
checks that the cache fits, and ignores it when it does not (`-XX:AOTMode=auto`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from whomet.graph.server.configuration import class_path, jvm_flags
from whomet.graph.server.folders import Folders
from whomet.graph.server.jars import jar_lock
from whomet.graph.server.java import find_java
from whomet.graph.server.processes import start_module
from whomet.graph.server.provisioning import Installation
from whomet.graph.server.stamps import is_stamped, write_stamp
from whomet.graph.settings import Settings
from whomet.ontology.cache_entries import own_entry

FIRST_JAVA = 25
AOT = "AOT cache"
QUIET = "-Xlog:aot*=error"


def aot_file(settings: Settings, installation: Installation) -> Path | None:
    """The path of the cache for this server; None if its Java does not support one."""
    if installation.java.major < FIRST_JAVA:
        return None
    # The cache does not depend on the heap size.
    flags = [flag for flag in jvm_flags(settings, installation) if not flag.startswith("-Xmx")]
    parts = [
        installation.digest,
        str(installation.java.launcher),
        installation.java.version,
        class_path(installation),
        *flags,
    ]
    key = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
    return own_entry(Folders.of(settings).aot / f"neo4j-{installation.version}-{key}.aot")


def is_made(file: Path) -> bool:
    """Whether the cache is there and was made by this user: it holds code that the JVM runs."""
    return is_stamped(file.with_suffix(".stamp"), AOT, file.parent, (file.name,))


def approve(file: Path) -> None:
    """Record that this user has made the cache. Raises OSError."""
    write_stamp(file.with_suffix(".stamp"), AOT, file.parent, (file.name,))


def aot_flags(settings: Settings, installation: Installation) -> list[str]:
    """The JVM flags that use the cache; empty if there is no cache."""
    file = aot_file(settings, installation)
    if not settings.aot or file is None or not is_made(file):
        return []
    return [f"-XX:AOTCache={file}", "-XX:AOTMode=auto", QUIET]


def training_flags(output: Path) -> list[str]:
    """The JVM flags of the training run, which writes the cache on exit."""
    return [f"-XX:AOTCacheOutput={output}", QUIET]


def train_in_background(settings: Settings) -> bool:
    """Make the cache in a background process, unless it exists already."""
    folders = Folders.of(settings)
    java = find_java(folders)
    if not settings.aot or java is None:
        return False
    lock = jar_lock(settings.neo4j)
    installation = Installation(
        lock.version, lock.digest, java, tuple(folders.jars / jar.path for jar in lock.jars)
    )
    file = aot_file(settings, installation)
    if file is None or is_made(file):
        return False
    arguments = training_arguments(settings)
    with suppress(OSError):  # stopping must not fail for the sake of a faster start
        folders.aot.mkdir(parents=True, exist_ok=True)
        start_module(
            "whomet.graph.server.training", arguments, folders.aot / "training.log", folders.aot
        )
        return True
    return False


def training_arguments(settings: Settings) -> Sequence[str]:
    """The arguments of `python -m whomet.graph.server.training`."""
    return [str(settings.cache), settings.neo4j, settings.heap, settings.pagecache]
