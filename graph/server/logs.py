"""Why the server did not start, in one sentence, from what it printed and logged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from graph.server.folders import Folders

TAIL_BYTES = 200_000

# What is found in the logs, and what to say; the first that is found counts.
CAUSES: tuple[tuple[str, str], ...] = (
    (
        r"No space left on device|Disk quota exceeded|not enough (?:disk )?space",
        "the disk of {home} is full; make room there, or set WHOMET_HOME to a folder elsewhere",
    ),
    (
        r"Read-only file system",
        "{home} is read-only; set WHOMET_HOME to a folder that can be written",
    ),
    (
        r"Invalid maximum heap size|Invalid initial heap size|exceeds the maximum representable",
        "the JVM refuses the heap size {heap}; set WHOMET_HEAP to another, such as 1g",
    ),
    (
        r"OutOfMemoryError|Could not reserve enough space|insufficient memory"
        r"|Cannot allocate memory|There is insufficient memory",
        "there is not enough memory; close other programs, or set WHOMET_HEAP"
        " (now {heap}) and WHOMET_PAGECACHE (now {pagecache}) to other sizes",
    ),
    (
        r"AccessDeniedException|Permission denied|Operation not permitted",
        "it may not write everywhere in {home}; change the owner of what is there",
    ),
    (
        r"Lock file has been locked by another process|StoreLockException|FileLockException",
        "another Neo4j uses the data in {data}; stop it first",
    ),
    (
        r"newer version of Neo4j|unsupported store version|UnableToMigrate|Unknown store version"
        r"|StoreVersion.*not supported|higher version|not readable by this",
        "the data in {data} was written by another Neo4j than {version};"
        " use that version, or set WHOMET_HOME to another folder",
    ),
    (
        r"[Cc]orrupt|UnderlyingStorageException|RecoveryStartInformation|missing.*transaction log"
        r"|Failed to (?:decrypt|recover)|NotAValidStore|checksum mismatch|checkpoint.*[Ff]ail",
        "the data in {data} is damaged; move that folder away, load the briefs again,"
        " and keep it for whoever looks into the cause",
    ),
)
PORT = re.compile(r"Address already in use|BindException|PortBindException")
ERROR = re.compile(r"\b(ERROR|FATAL|Exception|Error:|error:)")


def port_was_taken(folders: Folders) -> bool:
    """Whether the server gave up because another program had taken its port."""
    return PORT.search(_tail(folders.console)) is not None


def failure(folders: Folders, heap: str, pagecache: str) -> str:
    """Why the server last failed, as the second half of a sentence."""
    text = "\n".join(_since_start(folders))
    for pattern, meaning in CAUSES:
        if re.search(pattern, text):
            return meaning.format(
                home=folders.home,
                data=folders.data,
                version=folders.version,
                heap=heap,
                pagecache=pagecache,
            )
    error = last_error(folders)
    return f"{error or 'it said nothing'}; its log is {folders.console}"


def last_error(folders: Folders) -> str | None:
    """The last error that the server printed since its start, shortened."""
    for line in reversed(_tail(folders.console).splitlines()):
        if ERROR.search(line) and not line.lstrip().startswith("at "):
            return _short(line)
    return None


def _since_start(folders: Folders) -> Iterator[str]:
    yield _tail(folders.console)
    # The debug log goes back to earlier runs; only what follows the last start counts.
    lines = _tail(folders.logs / "debug.log").splitlines()
    for line in reversed(lines):
        if "Starting..." in line or "[ System diagnostics ]" in line:
            return
        if '"ERROR"' in line or "Exception" in line or '"WARN"' in line:
            yield line


def _short(line: str) -> str:
    if line.startswith("{"):
        with suppress(ValueError):
            line = json.loads(line).get("message", line)
    line = re.sub(r"^[0-9-]+ [0-9:.+]+ (?:ERROR|FATAL) ", "", line.strip())
    line = re.sub(r"\b(?:[a-z]\w*\.){2,}(?=[A-Z])", "", line)
    return line[:300].rstrip(" .")


def _tail(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - TAIL_BYTES))
            return file.read().decode("utf-8", errors="replace")
    except OSError:
        return ""
