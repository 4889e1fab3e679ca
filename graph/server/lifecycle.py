"""Starting and stopping the local server: exactly one for each data folder."""

from __future__ import annotations

import re
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whomet.graph.database.silence import is_silent
from whomet.graph.errors import DatabaseUnavailable, GraphError, require_local_server
from whomet.graph.progress import ProgressCallback, no_progress
from whomet.graph.server import aot, logs
from whomet.graph.server.folders import Folders, held, make_private, storage_faults, write_private
from whomet.graph.server.processes import start_module
from whomet.graph.server.provisioning import provision
from whomet.graph.server.staging import complete_swap
from whomet.graph.server.starting import (
    LEAST_BYTES,
    POLL_SECONDS,
    START_SECONDS,
    PortTaken,
    listens,
    start,
    wait_until_ready,
)
from whomet.graph.server.state import (
    ServerState,
    read_state,
    running,
    server_process,
    touch,
)
from whomet.graph.server.stopping import STOP_SECONDS, Stopped, stop
from whomet.graph.settings import Settings

if TYPE_CHECKING:
    pass

#: Seconds to wait for a first reply; a silent server is killed after the second.
SILENT_SECONDS = 1.5
SILENT_STOP_SECONDS = 0.5
LOCK_SECONDS = START_SECONDS + STOP_SECONDS


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """The state of the local server. Unless it is `running`, only `home` and `data` are set."""

    running: bool
    home: str
    data: str
    version: str | None = None
    uri: str | None = None
    http: str | None = None
    pid: int | None = None
    started: str | None = None


def up(settings: Settings, progress: ProgressCallback = no_progress) -> ServerState:
    """The running local server, started first if necessary.

    Concurrent calls start one server. If interrupted, it leaves a working server or none. Raises
    DatabaseUnavailable with the reason if the server cannot be started.
    """
    folders = Folders.of(settings)
    state = _listening(folders)
    if state is not None:
        return state
    require_local_server("This")
    installation = provision(settings, progress)
    with storage_faults(f"home folder {folders.root}", "WHOMET_HOME"):
        make_private(folders.root)
        make_private(folders.home)
        with held(
            folders.lock, LOCK_SECONDS, busy(folders), lambda: _listening(folders) is not None
        ) as ours:
            if not ours:
                return up(settings, progress)
            _check_data(folders)
            state = _adopt(settings, folders, progress)
            if state is None:
                state = start(settings, folders, installation, progress)
            write_private(folders.data_version, installation.version + "\n")
            touch(folders)
            _watch(settings, folders)
    return state


def status(settings: Settings) -> ServerStatus:
    """The current state of the local server; starts nothing."""
    folders = Folders.of(settings)
    state = running(folders)
    home, data = str(folders.root), str(folders.data)
    if state is None:
        require_local_server("This")
        return ServerStatus(False, home, data)
    return ServerStatus(
        True, home, data, state.version, state.uri, state.http, state.pid, state.started
    )


def ensure_answers(settings: Settings) -> None:
    """DatabaseUnavailable, soon, if the local server runs and says nothing; needs no driver."""
    from whomet.graph.database.driver import silent_server

    state = running(Folders.of(settings))
    if state is not None and is_silent(state.bolt_port, SILENT_SECONDS):
        raise DatabaseUnavailable(silent_server(state.uri, settings))


def down(settings: Settings, progress: ProgressCallback = no_progress) -> Stopped:
    """Stop the local server and wait until it has ended; nothing is lost.

    One that does not answer is killed after two seconds, which loses nothing either.

    Afterwards the AOT cache, which makes the next start twice as fast, is made in the background.
    """
    require_local_server("This")
    folders = Folders.of(settings)
    if not folders.home.is_dir():
        return Stopped(False)
    with (
        storage_faults(f"home folder {folders.root}", "WHOMET_HOME"),
        held(folders.lock, LOCK_SECONDS, busy(folders)),
    ):
        stopped = stop(folders, progress, _stop_seconds(folders))
        complete_swap(folders)
    if stopped.was_running and not stopped.killed:
        aot.train_in_background(settings)
    return stopped


def end_if_full(settings: Settings) -> bool:
    """End a server that has found its disk full, once there is room; whether it was ended.

    Its database takes nothing more. The next start recovers it.
    """
    folders = Folders.of(settings)
    with (
        storage_faults(f"home folder {folders.root}", "WHOMET_HOME"),
        held(folders.lock, LOCK_SECONDS, busy(folders)),
    ):
        # Each start begins new logs: one that somebody else has started since is not meant.
        if shutil.disk_usage(folders.home).free < LEAST_BYTES or not logs.disk_was_full(folders):
            return False
        return stop(folders).was_running


def _stop_seconds(folders: Folders) -> float:
    state = running(folders)
    silent = state is not None and is_silent(state.bolt_port, SILENT_SECONDS)
    return SILENT_STOP_SECONDS if silent else STOP_SECONDS


def _check_data(folders: Folders) -> None:
    """Refuse data of a later Neo4j, which this one cannot read; it upgrades older data itself."""
    last = data_version(folders)
    if last is not None and _numbers(last) > _numbers(folders.version):
        raise DatabaseUnavailable(
            f"The data in {folders.data} was last written by Neo4j {last}, which {folders.version}"
            " cannot read; use the whomet that wrote it, or set WHOMET_HOME to another folder."
        )


def data_version(folders: Folders) -> str | None:
    """The Neo4j version that last wrote the data; None if there is no data."""
    try:
        text = folders.data_version.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return text if re.fullmatch(r"\d+(\.\d+)+", text) else None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _adopt(settings: Settings, folders: Folders, progress: ProgressCallback) -> ServerState | None:
    """Use a server that another process started in the meantime, or was killed while starting."""
    state = read_state(folders)
    if state is None or server_process(folders, state) is None:
        return None
    if state.ready:
        return state if _stays(folders, state) else None
    try:
        return wait_until_ready(settings, folders, state, progress)
    except (GraphError, PortTaken):
        return None


def _stays(folders: Folders, state: ServerState) -> bool:
    """Whether a server that answered before still does; False once it has ended.

    A server that was just killed or is stopping exists for a moment without listening.
    """
    patience = time.monotonic() + STOP_SECONDS
    while not listens(state.bolt_port):
        if server_process(folders, state) is None:
            return False
        if time.monotonic() > patience:
            raise DatabaseUnavailable(
                f"The local Neo4j (process {state.pid}) does not respond;"
                " run `whomet down`, then retry."
            )
        time.sleep(POLL_SECONDS)
    return True


def _listening(folders: Folders) -> ServerState | None:
    """The server if it has answered before and still accepts connections."""
    state = running(folders)
    return state if state is not None and listens(state.bolt_port) else None


def _watch(settings: Settings, folders: Folders) -> None:
    """Start the watchdog, which stops the server after the idle time."""
    if settings.idle_minutes > 0:
        arguments = [str(folders.root), str(folders.cache), folders.version]
        arguments += [str(settings.idle_minutes), "aot" if settings.aot else "no-aot"]
        start_module(
            "whomet.graph.server.watchdog", arguments, folders.logs / "watchdog.log", folders.home
        )


def busy(folders: Folders) -> str:
    """The message for a lock that another process holds."""
    return (
        f"Another whomet has been starting or stopping the server of {folders.root}"
        f" for {LOCK_SECONDS / 60:.0f} minutes; run `whomet doctor`."
    )
