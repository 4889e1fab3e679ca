"""The record of the running server, and whether its process still is that server."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from whomet.graph.errors import DatabaseUnavailable
from whomet.graph.server.folders import Folders, read_json, write_private

if TYPE_CHECKING:
    import psutil

USER = "neo4j"


@dataclass(frozen=True, slots=True)
class ServerState:
    """A local server. `ready` says that it has answered; `started` is ISO 8601."""

    pid: int
    bolt_port: int
    http_port: int
    version: str
    started: str
    ready: bool = False

    @property
    def run(self) -> str:
        """A name of this run of the server, for files."""
        return f"{self.started[:19].replace(':', '')}-{self.pid}"

    @property
    def uri(self) -> str:
        """The address for the driver."""
        return f"bolt://127.0.0.1:{self.bolt_port}"

    @property
    def http(self) -> str:
        """The address of Neo4j Browser (under `/browser/`) and of the HTTP API."""
        return f"http://127.0.0.1:{self.http_port}"


def read_state(folders: Folders) -> ServerState | None:
    """The recorded server; None if there is no valid record."""
    values = read_json(folders.state)
    if values is None:
        return None
    try:
        # `created` was written by earlier versions.
        state = ServerState(**{name: given for name, given in values.items() if name != "created"})
    except TypeError:
        return None
    numbers = (state.pid, state.bolt_port, state.http_port)
    if not all(type(number) is int and number > 0 for number in numbers):
        return None
    return state


def write_state(folders: Folders, state: ServerState) -> None:
    """Record the server."""
    write_private(folders.state, json.dumps(asdict(state)))


def forget_state(folders: Folders) -> None:
    """Delete the record."""
    with suppress(FileNotFoundError):
        folders.state.unlink()


def seems_alive(folders: Folders, state: ServerState) -> bool:
    """Whether that server runs, as far as a cheap check can tell.

    Guards against sending the password to another program that has taken the port since.
    """
    if sys.platform.startswith("linux"):
        try:
            # A look at /proc instead of psutil: every question runs this.
            with open(f"/proc/{state.pid}/cmdline", "rb") as file:  # noqa: PTH123
                argument = os.fsencode(home_argument(folders.home))
                ours = _ours(os.fstat(file.fileno()).st_uid)
                return ours and argument in file.read().split(b"\0")
        except OSError:
            return False
    return server_process(folders, state) is not None


def running(folders: Folders) -> ServerState | None:
    """The server if it runs and has answered before; a cheap check."""
    state = read_state(folders)
    return state if state and state.ready and seems_alive(folders, state) else None


def read_password(folders: Folders) -> str | None:
    """The password of this data folder; None if there is none yet."""
    try:
        return folders.password.read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise DatabaseUnavailable(
            f"The password file {folders.password} cannot be read ({error});"
            " run `whomet doctor`, or run this as its owner."
        ) from error


def touch(folders: Folders) -> None:
    """Record that the server was just used."""
    try:
        os.utime(folders.last_used)
    except FileNotFoundError:
        folders.last_used.touch(mode=0o600)


def server_process(folders: Folders, state: ServerState) -> psutil.Process | None:
    """The process of that server; None if it has ended, even if its id was reused.

    It is known by its arguments, and not by when it began: by the clock that is another time after
    the clock was set.
    """
    import psutil

    with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        process = psutil.Process(state.pid)
        # For a moment, while its program is being started, a process has no arguments.
        if _is_ours(process, home_argument(folders.home), none=True):
            return process
    return None


def stray_processes(folders: Folders) -> Iterator[psutil.Process]:
    """All servers on this data folder, recorded or not: their starter may have been killed."""
    return processes_with(home_argument(folders.home))


def processes_with(argument: str) -> Iterator[psutil.Process]:
    """The processes of this user that were started with this argument."""
    import psutil

    for process in psutil.process_iter():
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if _is_ours(process, argument):
                yield process


def _is_ours(process: psutil.Process, argument: str, none: bool = False) -> bool:
    """Whether a process of this user was started with this argument, and has not ended.

    With `none` also one that has no arguments.
    """
    arguments = process.cmdline()
    known = argument in arguments or (none and not arguments)
    if not known or process.status() == "zombie":
        return False
    return os.name != "posix" or _ours(process.uids().effective)


def _ours(uid: int) -> bool:
    """Whether a process of that user may be a server of ours: anybody can choose the arguments of
    their own, and would be sent the password, or could not be stopped.
    """
    return os.geteuid() in (0, uid)


def home_argument(home: Path) -> str:
    """The command-line argument that identifies a server's process."""
    return f"--home-dir={home}"
