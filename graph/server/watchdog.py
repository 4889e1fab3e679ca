"""The watchdog: stops the local server after the idle time.

Run as `python -m whomet.graph.server.watchdog HOME CACHE VERSION MINUTES aot|no-aot`: a small
process beside each server, which ends with it. In use means: a client is connected, or a command
has connected within the last MINUTES, or the last half hour where memory is short.
"""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from whomet.graph.server import aot
from whomet.graph.server.folders import Folders, held
from whomet.graph.server.state import ServerState, read_state, server_process
from whomet.graph.server.stopping import stop
from whomet.graph.settings import Settings

LOOK_SECONDS = 20.0
PATIENCE_SECONDS = 300.0
#: A machine with less than this part of its memory available is short of it.
SCARCE = 0.1
#: There, a server may be idle so long at most.
IDLE_SECONDS_WHERE_SCARCE = 1800.0


def main(arguments: list[str]) -> int:
    """Watch until the server has ended."""
    home, cache, version, minutes, train = arguments
    settings = Settings(
        home=Path(home),
        cache=Path(cache),
        neo4j=version,
        idle_minutes=float(minutes),
        aot=train == "aot",
    )
    folders = Folders.of(settings)
    try:
        with FileLock(folders.home / "watchdog.lock", timeout=0):
            watch(settings, folders)
    except Timeout:
        pass  # another watchdog is running
    return 0


def watch(settings: Settings, folders: Folders) -> None:
    """Check at intervals, and stop the server once it has been idle long enough."""
    limit = settings.idle_minutes * 60
    pause = min(LOOK_SECONDS, max(limit / 5, 0.2))
    seen = time.time()
    while True:
        time.sleep(pause)
        state = read_state(folders)
        process = server_process(folders, state) if state is not None else None
        if state is None or process is None:
            return
        if in_use(process, state):
            seen = time.time()
        allowed = allowed_seconds(limit)
        if time.time() - max(seen, _last_used(folders)) < allowed:
            continue
        with held(folders.lock, PATIENCE_SECONDS, "The server is being started or stopped."):
            # A client that came in the meantime has touched the file or holds a connection.
            if time.time() - _last_used(folders) < allowed or in_use(process, state):
                continue
            stop(folders)
        aot.train_in_background(settings)
        return


def allowed_seconds(limit: float) -> float:
    """How long the server may be idle now."""
    memory = psutil.virtual_memory()
    scarce = memory.available < SCARCE * memory.total
    return min(limit, IDLE_SECONDS_WHERE_SCARCE) if scarce else limit


def in_use(process: psutil.Process, state: ServerState) -> bool:
    """Whether a client is connected to the server now."""
    ports = (state.bolt_port, state.http_port)
    with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        return any(
            found.status == psutil.CONN_ESTABLISHED and found.laddr and found.laddr.port in ports
            for found in process.net_connections(kind="tcp")
        )
    return False


def _last_used(folders: Folders) -> float:
    try:
        return folders.last_used.stat().st_mtime
    except OSError:
        return 0.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
