"""Building new data beside a server's data folder, and swapping it in by a rename.

What is built in the staging folder has no effect until its data is renamed to `data.new`. From then
on it is the server's data: the next start completes the swap if the process was killed.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from whomet.graph.errors import GraphError
from whomet.graph.server.folders import Folders, held, make_private, write_private
from whomet.graph.server.state import home_argument, processes_with

END_SECONDS = 10.0
#: The list of what an unfinished bulk load has finished, in a folder of `unfinished_folder`.
FINISHED = "finished.json"
#: How long what an unfinished bulk load has finished is kept for another run.
KEPT_SECONDS = 7 * 24 * 3600.0


@contextmanager
def staging_folder(folders: Folders) -> Iterator[Path]:
    """An empty staging folder in the server's home, for one process at a time."""
    refusal = (
        f"Another bulk load, upgrade or restore of {folders.root} is under way;"
        " wait until it has ended."
    )
    with held(_lock(folders), 0, refusal):
        _clear(folders)
        folder = _staging(folders)
        make_private(folder)
        try:
            yield folder
        finally:
            _clear(folders)


def staged(folders: Folders) -> Folders:
    """The folders of the staged server, whose data will replace this one's."""
    return Folders(_staging(folders), folders.cache, folders.version)


def copy_server(folders: Folders, without: str | None = None) -> None:
    """Copy everything of a stopped server into the staging folder, but for a database."""
    target = staged(folders)
    make_private(target.home)

    def left_out(folder: str, names: list[str]) -> list[str]:
        inside = Path(folder).name in ("databases", "transactions")
        return [without] if inside and without is not None else []

    shutil.copytree(folders.data, target.data, symlinks=True, ignore=left_out)
    write_private(target.password, folders.password.read_text(encoding="ascii"))
    write_private(target.data_version, folders.data_version.read_text(encoding="ascii"))


def swap_in(folders: Folders) -> None:
    """Make the staged data the server's data. The caller holds the lock; no server runs."""
    staged(folders).data.rename(_new(folders))
    complete_swap(folders)


def complete_swap(folders: Folders) -> None:
    """Complete an interrupted swap, and remove what was staged and nobody will use.

    The caller holds the lock, and no server runs.
    """
    new, old = _new(folders), _old(folders)
    if new.exists():
        if folders.data.exists():
            shutil.rmtree(old, ignore_errors=True)
            folders.data.rename(old)
        new.rename(folders.data)
    shutil.rmtree(old, ignore_errors=True)
    if _staging(folders).exists() or unfinished_folder(folders).exists():
        with suppress(GraphError), held(_lock(folders), 0, "The staging folder is in use."):
            _clear(folders)
            _forget_unfinished(folders)


def unfinished_folder(folders: Folders) -> Path:
    """What an unfinished bulk load has finished, used by whoever holds the staging folder."""
    return folders.home / "bulk-unfinished"


def _forget_unfinished(folders: Folders) -> None:
    """Remove what a bulk load has left that finished no stage, or that nobody went on with."""
    folder = unfinished_folder(folders)
    times = [0.0]
    with suppress(OSError):
        times += [file.stat().st_mtime for file in folder.glob(f"*/{FINISHED}")]
    if time.time() - max(times) > KEPT_SECONDS:
        shutil.rmtree(folder, ignore_errors=True)


def importer_argument(folders: Folders) -> str:
    """The command-line argument that identifies the importer's process: its argument file."""
    return f"@{folders.conf / 'import.args'}"


def _clear(folders: Folders) -> None:
    """End the processes that use the staging folder, and remove it."""
    import psutil

    target = staged(folders)
    for argument in (home_argument(target.home), importer_argument(target)):
        for process in processes_with(argument):
            with suppress(psutil.NoSuchProcess):
                process.kill()
                process.wait(END_SECONDS)
    shutil.rmtree(_staging(folders), ignore_errors=True)


def _staging(folders: Folders) -> Path:
    return folders.home / "bulk"


def _lock(folders: Folders) -> Path:
    return folders.home / "bulk.lock"


def _new(folders: Folders) -> Path:
    return folders.home / "data.new"


def _old(folders: Folders) -> Path:
    return folders.home / "data.old"
