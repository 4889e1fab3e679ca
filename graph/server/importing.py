"""Replacing the local server's empty database by one that `neo4j-admin database import` makes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

from whomet.graph.errors import GraphError
from whomet.graph.progress import ProgressCallback
from whomet.graph.server import logs
from whomet.graph.server.aot import aot_flags
from whomet.graph.server.configuration import argument_file, class_path, configuration, jvm_flags
from whomet.graph.server.disk_space import ensure_room
from whomet.graph.server.folders import Folders, held, make_private, storage_faults, write_private
from whomet.graph.server.lifecycle import LOCK_SECONDS, busy
from whomet.graph.server.provisioning import Installation, provision
from whomet.graph.server.staging import copy_server, importer_argument, staged, swap_in
from whomet.graph.server.starting import start
from whomet.graph.server.state import ServerState, read_state, server_process
from whomet.graph.server.stopping import stop
from whomet.graph.settings import Settings

TOOL = ("org.neo4j.cli.AdminTool", "database", "import", "full")
POLL_SECONDS = 0.1
#: Size of the store and its indexes, as a multiple of the tables.
TABLE_FACTOR = 3

Finish = Callable[[Settings, ServerState], None]


def import_database(
    settings: Settings,
    database: str,
    tables: Path,
    arguments: Sequence[str],
    *,
    check: Callable[[], None],
    finish: Finish,
    progress: ProgressCallback,
) -> None:
    """Import files into `database`, which must be empty, and leave the server stopped.

    `check` raises if the database is not empty; it is called once nobody else can start or stop
    the server. `finish` is called with a server on the imported data before the swap: if it
    raises, or anything else fails or is interrupted, the database stays as it was. The caller
    holds the staging folder.
    """
    folders = Folders.of(settings)
    installation = provision(settings, progress)
    with (
        storage_faults(f"home folder {folders.root}", "WHOMET_HOME"),
        held(folders.lock, LOCK_SECONDS, busy(folders)),
    ):
        check()
        # Nobody else is connected: what is empty now is still empty once the server has stopped.
        refuse_others(folders, "A bulk load", ", or load without `bulk`", ["bulk"])
        stop(folders, progress)
        size = sum(file.stat().st_size for file in tables.iterdir())
        ensure_room(settings, TABLE_FACTOR * size, "The rest of the bulk load")
        copy_server(folders, database)
        new = replace(settings, home=staged(folders).root)
        _import(new, installation, database, tables, arguments, folders.logs, progress)
        try:
            finish(new, start(new, Folders.of(new), installation, progress))
        finally:
            stop(Folders.of(new), progress)
        swap_in(folders)


def refuse_others(
    folders: Folders, what: str, otherwise: str = "", parameters: Sequence[str] = ()
) -> None:
    """GraphError if a process other than this one is connected to the server, to be stopped.

    `what` begins a sentence, and `otherwise` says what else can be done.
    """
    state = read_state(folders)
    process = server_process(folders, state) if state is not None else None
    if state is None or process is None:
        return
    ports = (state.bolt_port, state.http_port)
    own = {found.laddr.port for found in _connections(psutil.Process())}
    others = [
        found
        for found in _connections(process)
        if found.laddr.port in ports and found.raddr.port not in own
    ]
    if others:
        raise GraphError(
            f"{what} must stop the local server, but another program is connected to it;"
            f" close that program (Neo4j Browser, another whomet){otherwise}.",
            parameters=parameters,
        )


def _connections(process: psutil.Process) -> list[Any]:
    with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        return [
            found
            for found in process.net_connections(kind="tcp")
            if found.status == psutil.CONN_ESTABLISHED
        ]
    return []


def _import(
    settings: Settings,
    installation: Installation,
    database: str,
    tables: Path,
    arguments: Sequence[str],
    logged: Path,
    progress: ProgressCallback,
) -> None:
    folders, log = Folders.of(settings), logged / "import.log"
    make_private(folders.conf)
    write_private(folders.conf / "neo4j.conf", configuration(settings, 0, 0))
    command = [
        *jvm_flags(settings, installation),
        *aot_flags(settings, installation),
        "-cp",
        class_path(installation),
        *TOOL,
    ]
    command += [*arguments, "--overwrite-destination=true", database]
    write_private(folders.conf / "import.args", argument_file(command))
    progress("Importing", 0)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(installation.java.launcher), importer_argument(folders)],
            cwd=tables,
            env={**os.environ, "NEO4J_HOME": str(folders.home), "NEO4J_CONF": str(folders.conf)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # Ctrl-C in the terminal must reach this process only, which then ends the importer.
            start_new_session=True,
        )
        try:
            while True:
                with suppress(subprocess.TimeoutExpired):
                    code = process.wait(POLL_SECONDS)
                    break
                progress("Importing", 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
    if code != 0:
        reason = logs.import_failure(folders, log, code, settings.heap, settings.pagecache)
        raise GraphError(
            f"Neo4j could not import the briefs: {reason}; load without `bulk`.",
            parameters=["bulk"],
        )
