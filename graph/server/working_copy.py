"""Change a copy of the local graph, and swap it in when it is complete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from whomet.graph.database.connecting import connect_to
from whomet.graph.database.connection import Connection
from whomet.graph.progress import ProgressCallback
from whomet.graph.server.disk_space import ensure_room
from whomet.graph.server.folders import Folders, held, storage_faults
from whomet.graph.server.importing import refuse_others
from whomet.graph.server.lifecycle import LOCK_SECONDS, busy
from whomet.graph.server.provisioning import provision
from whomet.graph.server.staging import copy_server, staged, staging_folder, swap_in
from whomet.graph.server.starting import start
from whomet.graph.server.stopping import stop
from whomet.graph.settings import Settings

T = TypeVar("T")

#: The rewritten data take as much space as the present data, and their transactions once more.
ROOM_FACTOR = 3


def rework(
    settings: Settings,
    connection: Connection,
    work: Callable[[Connection], T],
    what: str,
    progress: ProgressCallback,
) -> T:
    """Let `work` change a copy of the local graph, and put it in the place of the graph.

    The server is stopped meanwhile and afterwards, and `connection`, the caller's own, is of no use
    any more. If `work` raises, or is interrupted or killed, the graph stays as it was. `what`
    begins a sentence: "An upgrade".
    """
    folders = Folders.of(settings)
    installation = provision(settings, progress)
    with (
        staging_folder(folders),
        storage_faults(f"home folder {folders.root}", "WHOMET_HOME"),
        held(folders.lock, LOCK_SECONDS, busy(folders)),
    ):
        refuse_others(folders, what)
        ensure_room(settings, ROOM_FACTOR * _size(folders), what)
        connection.close()
        stop(folders, progress)
        progress("Copying the graph", 0)
        copy_server(folders)
        beside = replace(settings, home=staged(folders).root)
        try:
            state = start(beside, Folders.of(beside), installation, progress)
            with connect_to(beside, state, connection.vocabulary) as copy:
                result = work(copy)
        finally:
            stop(Folders.of(beside), progress)
        swap_in(folders)
    return result


def _size(folders: Folders) -> int:
    return sum(file.stat().st_size for file in folders.data.rglob("*") if file.is_file())
