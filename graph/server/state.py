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
CLOCK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class ServerState:
    """A local server. `created` is its process's own start (seconds since 1970), which tells it
    from a later process with the same id; `ready` says that it has answered; `started` is ISO 8601.
    """

    pid: int
    created: float
    bolt_port: int
    http_port: int
    version: str
    started: str
    ready: bool = False

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
        state = ServerState(**values)
    except TypeError:
        return None
    numbers = (state.pid, state.bolt_port, state.http_port)
    if not all(type(number) is int and number > 0 for number in numbers):
        return None
    return state if isinstance(state.created, int | float) else None


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
                return os.fsencode(home_argument(folders.home)) in file.read().split(b"\0")
        except OSError:
            return False
    return server_process(state) is not None


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


def server_process(state: ServerState) -> psutil.Process | None:
    """The process of that server; None if it has ended, even if its id was reused."""
    import psutil

    with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        process = psutil.Process(state.pid)
        same = abs(process.create_time() - state.created) < CLOCK_SECONDS
        if same and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None


def stray_processes(folders: Folders) -> Iterator[psutil.Process]:
    """All servers on this data folder, recorded or not: their starter may have been killed."""
    return processes_with(home_argument(folders.home))


def processes_with(argument: str) -> Iterator[psutil.Process]:
    """The processes that were started with this argument."""
    import psutil

    for process in psutil.process_iter():
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if argument in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE:
                yield process


def home_argument(home: Path) -> str:
    """The command-line argument that identifies a server's process."""
    return f"--home-dir={home}"
