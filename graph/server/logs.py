"""Explaining in one sentence why the server failed, from its output and its logs."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import suppress
from pathlib import Path

from whomet.graph.server.folders import Folders

TAIL_BYTES = 200_000
FULL_BYTES = 256 << 10

# Patterns in the logs and their explanation; the first match counts.
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
        r"Failed to read current store version|Failed to load data from|[Cc]orrupt"
        r"|UnderlyingStorageException|RecoveryStartInformation|missing.*transaction log"
        r"|Failed to (?:decrypt|recover)|NotAValidStore|checksum mismatch|checkpoint.*[Ff]ail",
        "the data in {data} is damaged; move that folder away and load the briefs again,"
        " and keep the folder for finding the cause",
    ),
)
FULL_DISK = re.compile(CAUSES[0][0])
PORT = re.compile(r"Address already in use|BindException|PortBindException")
ERROR = re.compile(r"\b(ERROR|FATAL|Exception|Error:|error:)")


def port_was_taken(folders: Folders) -> bool:
    """Whether the server failed because another program had taken its port."""
    return PORT.search(_tail(folders.console)) is not None


def failure(folders: Folders, heap: str, pagecache: str) -> str:
    """Why the server last failed, as the second half of a sentence."""
    text = "\n".join((_tail(folders.console), *_debug_errors(folders)))
    said = last_error(folders) or "it logged no error"
    return _cause(folders, text, heap, pagecache) or f"{said}; its log is {folders.console}"


def import_failure(folders: Folders, log: Path, code: int, heap: str, pagecache: str) -> str:
    """Why an import, which wrote `log` and exited with `code`, failed, to end a sentence with."""
    text = _tail(log)
    ended = f"signal {-code} ended it" if code < 0 else f"it exited with {code}"
    said = _last_error(text) or f"{ended} and logged no error, last “{_short(_last_line(text))}”"
    return _cause(folders, text, heap, pagecache) or f"{said}; its log is {log}"


def _cause(folders: Folders, text: str, heap: str, pagecache: str) -> str | None:
    for pattern, meaning in CAUSES:
        full = pattern is CAUSES[0][0] and _disk_is_full(folders)
        if full or re.search(pattern, text):
            return meaning.format(
                home=folders.home,
                data=folders.data,
                version=folders.version,
                heap=heap,
                pagecache=pagecache,
            )
    return None


def _last_line(text: str) -> str:
    lines = (line for line in reversed(text.splitlines()) if line.strip())
    # After what went wrong, Neo4j's tools say how to see more of it.
    return next((line for line in lines if "--verbose" not in line), "nothing")


def last_error(folders: Folders) -> str | None:
    """The last error in the server's output since its start, with its cause, shortened."""
    return _last_error(_tail(folders.console))


def _last_error(text: str) -> str | None:
    found = cause = None
    for line in text.splitlines():
        if line.startswith("Caused by: "):
            cause = _short(line.removeprefix("Caused by: "))
        elif ERROR.search(line) and not line[:1].isspace():
            found, cause = _short(line), None
    return f"{found} ({cause})" if found and cause else found


def disk_was_full(folders: Folders) -> bool:
    """Whether the server has found its disk full since its start, or would now.

    On a full disk the reason may not have found room in any log.
    """
    lines = [_tail(folders.console), *_debug_errors(folders)]
    return _disk_is_full(folders) or any(FULL_DISK.search(line) for line in lines)


def ran_out_of_memory(folders: Folders) -> bool:
    """Whether the server ended, or its database failed to start, for lack of heap."""
    lines = [_tail(folders.console), *_debug_errors(folders)]
    return any("OutOfMemoryError" in line for line in lines)


def gave_up(folders: Folders) -> bool:
    """Whether a database has failed for good although the server keeps retrying for two minutes."""
    if _disk_is_full(folders):
        return True
    lines = _debug_errors(folders)
    return any("Failed to start DatabaseId" in line or FULL_DISK.search(line) for line in lines)


def _disk_is_full(folders: Folders) -> bool:
    """Check the disk as well as the logs: a server on a full disk cannot log the reason."""
    free = shutil.disk_usage(folders.home).free
    return free < FULL_BYTES or FULL_DISK.search(_tail(folders.console)) is not None


def begin(folders: Folders) -> None:
    """Rotate the logs of the last run, so that they are about this start alone."""
    for file in (folders.console, folders.logs / "debug.log"):
        with suppress(FileNotFoundError):
            file.replace(file.with_name(f"{file.stem}.previous.log"))


def _debug_errors(folders: Folders) -> list[str]:
    lines = _tail(folders.logs / "debug.log").splitlines()
    return [line for line in lines if '"ERROR"' in line or " ERROR " in line or "Exception" in line]


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
