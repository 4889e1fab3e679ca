"""A server's data made anew beside it, and put in its place in one move.

What is begun under `bulk` counts for nothing until its data is called `data.new`. From then on it
is the data: whoever starts the server next finishes the move, however the one who began it ended.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from whomet.graph.errors import GraphError
from whomet.graph.server.folders import Folders, held, make_private, write_private
from whomet.graph.server.state import home_argument, processes_with

END_SECONDS = 10.0


@contextmanager
def workshop(folders: Folders) -> Iterator[Path]:
    """An empty folder of the server's home in which one process at a time makes data anew."""
    refusal = f"Another bulk load into {folders.root} is under way; wait until it has ended."
    with held(_lock(folders), 0, refusal):
        _clear(folders)
        folder = _workshop(folders)
        make_private(folder)
        try:
            yield folder
        finally:
            _clear(folders)


def beside(folders: Folders) -> Folders:
    """The folders of a server whose data is to take the place of this one's."""
    return Folders(_workshop(folders), folders.cache, folders.version)


def copy_server(folders: Folders, database: str) -> None:
    """Make everything of a stopped server, but its `database`, beside it."""
    target = beside(folders)
    make_private(target.home)

    def left_out(folder: str, names: list[str]) -> list[str]:
        return [database] if Path(folder).name in ("databases", "transactions") else []

    shutil.copytree(folders.data, target.data, symlinks=True, ignore=left_out)
    write_private(target.password, folders.password.read_text(encoding="ascii"))
    write_private(target.data_version, folders.data_version.read_text(encoding="ascii"))


def put_in_place(folders: Folders) -> None:
    """Let what was made beside it be the data. The caller holds the lock; no server runs."""
    beside(folders).data.rename(_new(folders))
    settle(folders)


def settle(folders: Folders) -> None:
    """Finish what was decided, and clear away what was not: whoever began it may have been killed.

    The caller holds the lock, and no server runs.
    """
    new, old = _new(folders), _old(folders)
    if new.exists():
        if folders.data.exists():
            shutil.rmtree(old, ignore_errors=True)
            folders.data.rename(old)
        new.rename(folders.data)
    shutil.rmtree(old, ignore_errors=True)
    if _workshop(folders).exists():
        with suppress(GraphError), held(_lock(folders), 0, "Somebody works there."):
            _clear(folders)


def importer_argument(folders: Folders) -> str:
    """The argument by which the importer's process is known: the file of its arguments."""
    return f"@{folders.conf / 'import.args'}"


def _clear(folders: Folders) -> None:
    """Remove the workshop, and end what still works in it."""
    import psutil

    target = beside(folders)
    for argument in (home_argument(target.home), importer_argument(target)):
        for process in processes_with(argument):
            with suppress(psutil.NoSuchProcess):
                process.kill()
                process.wait(END_SECONDS)
    shutil.rmtree(_workshop(folders), ignore_errors=True)


def _workshop(folders: Folders) -> Path:
    return folders.home / "bulk"


def _lock(folders: Folders) -> Path:
    return folders.home / "bulk.lock"


def _new(folders: Folders) -> Path:
    return folders.home / "data.new"


def _old(folders: Folders) -> Path:
    return folders.home / "data.old"
