"""Check free disk space before a large operation; recovering from a full disk is hard.

Neo4j stops the database when it cannot write its transaction log, and the server must then be
started again.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

from whomet.graph.errors import DatabaseUnavailable
from whomet.graph.server.folders import Folders
from whomet.graph.settings import Settings
from whomet.ontology.records import Brief

#: Left free beside what is needed: transaction logs, checkpoints, and the server's own logs.
SPARE_BYTES = 64 << 20
#: Disk space that a load leaves free, and what a brief and a character of its text take in the
#: transaction log, the store and the indexes.
LOAD_SPARE_BYTES, BRIEF_BYTES, CHARACTER_BYTES = 24 << 20, 24 << 10, 8


def ensure_room(settings: Settings, needed: int, what: str) -> None:
    """DatabaseUnavailable unless the disk of the home has `needed` bytes, and some more.

    `what` begins a sentence: "An upgrade".
    """
    folders = Folders.of(settings)
    _ensure(folders.home, needed + SPARE_BYTES, what, "Nothing has changed.")


def ensure_room_to_load(settings: Settings, briefs: Collection[Brief]) -> None:
    """The same for the next briefs of a load into the local graph."""
    characters = sum(len(brief.text) for brief in briefs)
    needed = LOAD_SPARE_BYTES + BRIEF_BYTES * len(briefs) + CHARACTER_BYTES * characters
    _ensure(Folders.of(settings).home, needed, "Loading", "What was loaded before is kept.")


def _ensure(home: Path, needed: int, what: str, otherwise: str) -> None:
    free = shutil.disk_usage(home).free
    if free < needed:
        raise DatabaseUnavailable(
            f"{what} needs {needed >> 20:,} MB on the disk of {home}, which has {free >> 20:,} MB"
            f" free; make room there, or set WHOMET_HOME to a folder elsewhere. {otherwise}"
        )
