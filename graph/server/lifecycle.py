"""Starting and stopping the local server: exactly one for each data folder."""

from __future__ import annotations

import os
import re
import shutil
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from whomet.graph.database.silence import is_silent
from whomet.graph.errors import DatabaseUnavailable, GraphError, require_local_server
from whomet.graph.progress import ProgressCallback, no_progress
from whomet.graph.server import aot, logs
from whomet.graph.server.configuration import (
    argument_file,
    bytes_of,
    class_path,
    command_line,
    configuration,
    jvm_flags,
    recorded_ports,
)
from whomet.graph.server.credentials import provide_password
from whomet.graph.server.folders import Folders, held, make_private, storage_faults, write_private
from whomet.graph.server.log_tail import cut_repeated_tails
from whomet.graph.server.processes import start_detached, start_module
from whomet.graph.server.provisioning import Installation, provision
from whomet.graph.server.staging import complete_swap
from whomet.graph.server.state import (
    USER,
    ServerState,
    forget_state,
    read_state,
    running,
    server_process,
    stray_processes,
    touch,
    write_state,
)
from whomet.graph.settings import Settings

if TYPE_CHECKING:
    import psutil

START_SECONDS = 180.0
STOP_SECONDS = 60.0
#: Seconds to wait for a first reply; a silent server is killed after the second.
SILENT_SECONDS = 1.5
SILENT_STOP_SECONDS = 0.5
GIVE_UP_SECONDS = 5.0
LOCK_SECONDS = START_SECONDS + STOP_SECONDS
PORT_TRIES = 3
LEAST_BYTES = 8 << 20
POLL_SECONDS = 0.03
#: The heap of a start that has to recover, and has failed with a smaller one.
RECOVERY_HEAP = "4g"


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


@dataclass(frozen=True, slots=True)
class Stopped:
    """The outcome of `down`; true if there was a server. `killed` if it did not stop by itself."""

    was_running: bool
    killed: bool = False

    def __bool__(self) -> bool:
        return self.was_running


class _PortTaken(Exception):
    """Another program took the port first."""


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


def stop(
    folders: Folders, progress: ProgressCallback = no_progress, seconds: float = STOP_SECONDS
) -> Stopped:
    """Stop every server on this data folder. The caller holds the lock.

    A process that has not ended after `seconds` is killed; the data survives that, too. One whose
    disk was full is killed at once.
    """
    import psutil

    was_running = killed = False
    for process in list(stray_processes(folders)):
        was_running = True
        with suppress(psutil.NoSuchProcess):
            if logs.disk_was_full(folders):
                # Asked to end, Neo4j would make its transaction log unreadable (log_tail.py).
                process.kill()
                process.wait(10)
                killed = True
                continue
            process.terminate()
            with suppress(psutil.AccessDenied):
                process.resume()  # a suspended process (SIGSTOP) handles no signal
            killed |= not _ended(process, progress, seconds)
    forget_state(folders)
    return Stopped(was_running, killed)


def _ended(process: psutil.Process, progress: ProgressCallback, seconds: float) -> bool:
    """Wait for a terminated process; False if it had to be killed."""
    import psutil

    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        progress("Stopping Neo4j", 0)
        with suppress(psutil.NoSuchProcess):
            if process.status() == psutil.STATUS_ZOMBIE:
                return True
        with suppress(psutil.TimeoutExpired):
            process.wait(0.2)
            return True
    process.kill()
    process.wait(10)
    return False


def _check_data(folders: Folders) -> None:
    """Refuse data of a later Neo4j, which this one cannot read; it upgrades older data itself."""
    last = data_version(folders)
    if last is not None and _numbers(last) > _numbers(folders.version):
        raise DatabaseUnavailable(
            f"The data in {folders.data} was last written by Neo4j {last}, which {folders.version}"
            " cannot read; use the whomet that wrote it, or set WHOMET_HOME to another folder."
        )


def _check_room(folders: Folders) -> None:
    free = shutil.disk_usage(folders.home).free
    if free < LEAST_BYTES:
        raise DatabaseUnavailable(
            f"The disk of {folders.home} is full ({free >> 10} KB free, and Neo4j needs"
            f" {LEAST_BYTES >> 20} MB to start); make room there,"
            " or set WHOMET_HOME to a folder elsewhere."
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
        return _wait(settings, folders, state, progress)
    except (GraphError, _PortTaken):
        return None


def _stays(folders: Folders, state: ServerState) -> bool:
    """Whether a server that answered before still does; False once it has ended.

    A server that was just killed or is stopping exists for a moment without listening.
    """
    patience = time.monotonic() + STOP_SECONDS
    while not _listens(state.bolt_port):
        if server_process(folders, state) is None:
            return False
        if time.monotonic() > patience:
            raise DatabaseUnavailable(
                f"The local Neo4j (process {state.pid}) does not respond;"
                " run `whomet down`, then retry."
            )
        time.sleep(POLL_SECONDS)
    return True


def start(
    settings: Settings,
    folders: Folders,
    installation: Installation,
    progress: ProgressCallback = no_progress,
    extra_flags: Sequence[str] | None = None,
) -> ServerState:
    """Start a server on this data folder and wait until it answers. The caller holds the lock.

    `extra_flags` replace the flags that use the AOT cache.
    """
    progress(f"Starting Neo4j {installation.version}", 0)
    _check_room(folders)
    stop(folders)  # an unrecorded server would hold the data
    complete_swap(folders)
    cache = aot.aot_flags(settings, installation) if extra_flags is None else extra_flags
    arguments = [*jvm_flags(settings, installation), *cache, "-cp", class_path(installation)]
    try:
        return _start_on_free_ports(settings, folders, installation, arguments, progress)
    except DatabaseUnavailable:
        mended = cut_repeated_tails(folders)
        recovering = replace(settings, heap=RECOVERY_HEAP)
        if not mended and not (logs.ran_out_of_memory(folders) and _may_recover(settings)):
            raise
    progress("Recovering after a full disk", 0)
    if mended:
        return _start_on_free_ports(settings, folders, installation, arguments, progress)
    # Something else in the log makes Neo4j ask for gigabytes. Given them once, it finds the end of
    # the log there, and later starts need the usual heap only.
    more = [*jvm_flags(recovering, installation), *cache, "-cp", class_path(installation)]
    _start_on_free_ports(recovering, folders, installation, more, progress)
    stop(folders, progress)
    return _start_on_free_ports(settings, folders, installation, arguments, progress)


def _may_recover(settings: Settings) -> bool:
    """Whether a larger heap than that of the settings is there for a recovery."""
    import psutil

    wanted = bytes_of(RECOVERY_HEAP)
    return bytes_of(settings.heap) < wanted < psutil.virtual_memory().available


def _start_on_free_ports(
    settings: Settings,
    folders: Folders,
    installation: Installation,
    arguments: Sequence[str],
    progress: ProgressCallback,
) -> ServerState:
    wanted = recorded_ports(folders)
    for _ in range(PORT_TRIES):
        try:
            ports = _free_ports(wanted)
            return _start_on(settings, folders, installation, ports, arguments, progress)
        except _PortTaken:
            wanted = (0, 0)
    raise DatabaseUnavailable(
        f"Neo4j found its ports taken {PORT_TRIES} times; run `whomet doctor`, then try again."
    )


def _start_on(
    settings: Settings,
    folders: Folders,
    installation: Installation,
    ports: tuple[int, int],
    arguments: Sequence[str],
    progress: ProgressCallback,
) -> ServerState:
    for folder in (folders.conf, folders.logs, folders.data, folders.home / "import"):
        make_private(folder)
    provide_password(folders)
    write_private(folders.conf / "neo4j.conf", configuration(settings, *ports))
    write_private(folders.conf / "jvm.args", argument_file(arguments))
    shutil.rmtree(folders.planned, ignore_errors=True)
    logs.begin(folders)
    try:
        state = _launch(folders, installation, ports)
        return _wait(settings, folders, state, progress)
    except BaseException:
        # Ctrl-C or a failure: leave no half-started server behind.
        stop(folders)
        raise


def _launch(folders: Folders, installation: Installation, ports: tuple[int, int]) -> ServerState:
    pid = start_detached(
        command_line(installation, folders, folders.conf / "jvm.args"),
        folders.console,
        folders.home,
        {"NEO4J_HOME": str(folders.home), "NEO4J_CONF": str(folders.conf)},
    )
    started = datetime.now(UTC).isoformat(timespec="seconds")
    state = ServerState(pid, *ports, installation.version, started)
    write_state(folders, state)
    return state


def _wait(
    settings: Settings, folders: Folders, state: ServerState, progress: ProgressCallback
) -> ServerState:
    """Wait until the server answers; raises if its process ends before that."""
    from whomet.graph.database.driver import answers

    password = provide_password(folders)
    deadline = time.monotonic() + START_SECONDS
    what = "did not answer in time"
    while time.monotonic() < deadline:
        progress(f"Starting Neo4j {state.version}", 0)
        if server_process(folders, state) is None:
            if logs.port_was_taken(folders):
                raise _PortTaken
            what = "did not start"
            break
        if logs.gave_up(folders):
            stop(folders, seconds=GIVE_UP_SECONDS)
            what = "cannot open its data"
            break
        if _listens(state.bolt_port) and answers(state.uri, USER, password):
            state = replace(state, ready=True)
            write_state(folders, state)
            return state
        time.sleep(POLL_SECONDS)
    reason = logs.failure(folders, settings.heap, settings.pagecache)
    raise DatabaseUnavailable(f"Neo4j {what}: {reason}.")


def _listening(folders: Folders) -> ServerState | None:
    """The server if it has answered before and still accepts connections."""
    state = running(folders)
    return state if state is not None and _listens(state.bolt_port) else None


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1.0).close()
    except OSError:
        return False
    return True


def _free_ports(wanted: tuple[int, int]) -> tuple[int, int]:
    """Two free ports: those of the last start if possible, so that bookmarks stay valid."""
    found = []
    with socket.socket() as first, socket.socket() as second:
        for candidate, listener in zip(wanted, (first, second), strict=True):
            if os.name == "posix":
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", candidate))
            except OSError:
                listener.bind(("127.0.0.1", 0))
            found.append(listener.getsockname()[1])
    return found[0], found[1]


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
