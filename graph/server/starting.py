"""Starting a server on a data folder, whose lock the caller holds."""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from whomet.graph.errors import DatabaseUnavailable
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
from whomet.graph.server.folders import Folders, make_private, write_private
from whomet.graph.server.log_tail import cut_repeated_tails
from whomet.graph.server.processes import start_detached
from whomet.graph.server.provisioning import Installation
from whomet.graph.server.staging import complete_swap
from whomet.graph.server.state import USER, ServerState, server_process, write_state
from whomet.graph.server.stopping import stop
from whomet.graph.settings import Settings

START_SECONDS = 180.0
GIVE_UP_SECONDS = 5.0
POLL_SECONDS = 0.03
PORT_TRIES = 3
LEAST_BYTES = 8 << 20
#: The heap of a start that has to recover, and has failed with a smaller one.
RECOVERY_HEAP = "4g"


class PortTaken(Exception):
    """Another program took the port first."""


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


def _check_room(folders: Folders) -> None:
    free = shutil.disk_usage(folders.home).free
    if free < LEAST_BYTES:
        raise DatabaseUnavailable(
            f"The disk of {folders.home} is full ({free >> 10} KB free, and Neo4j needs"
            f" {LEAST_BYTES >> 20} MB to start); make room there,"
            " or set WHOMET_HOME to a folder elsewhere."
        )


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
        except PortTaken:
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
        return wait_until_ready(settings, folders, state, progress)
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


def wait_until_ready(
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
                raise PortTaken
            what = "did not start"
            break
        if logs.gave_up(folders):
            stop(folders, seconds=GIVE_UP_SECONDS)
            what = "cannot open its data"
            break
        if listens(state.bolt_port) and answers(state.uri, USER, password):
            state = replace(state, ready=True)
            write_state(folders, state)
            return state
        time.sleep(POLL_SECONDS)
    reason = logs.failure(folders, settings.heap, settings.pagecache)
    raise DatabaseUnavailable(f"Neo4j {what}: {reason}.")


def listens(port: int) -> bool:
    """Whether something accepts connections at this port of the machine."""
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
