"""Make a backup: all user data of a graph, as of one moment."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whomet.graph.backup.archive import ArchiveWriter
from whomet.graph.backup.members import BRIEFS, JUDGEMENTS, MEMBERS, NOT_HELD, Member
from whomet.graph.database.connection import Connection
from whomet.graph.database.versions import NEWER, UPGRADING, GraphVersion, ensure_usable
from whomet.graph.errors import GraphError
from whomet.graph.progress import ProgressCallback, no_progress
from whomet.graph.writing import cypher
from whomet.graph.writing.load_log import LoadLogEntry, OnWait
from whomet.graph.writing.loading import UNLIMITED
from whomet.graph.writing.stored_state import native
from whomet.ontology.atomic import replacing_bytes
from whomet.ontology.json_values import JsonObject

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

LEAST_BYTES = 8 << 20
REPORTED_EVERY = 100
#: Counted from what the database keeps for each label and type: nothing is read.
LABELS = "CALL db.labels() YIELD label RETURN label AS name ORDER BY name"
TYPES = "CALL db.relationshipTypes() YIELD relationshipType AS name RETURN name ORDER BY name"
#: Labels outside of what is a function of the briefs.
OUTSIDE = ("LoadLock", "LoadRecord", "EarlierBrief", "EarlierJudgement")


@dataclass(frozen=True, slots=True)
class BackupResult:
    """A backup that was made, where, and how much it holds."""

    path: Path
    bytes: int
    briefs: int
    judgements: int

    def to_json(self) -> JsonObject:
        """As `whomet backup --json` prints it."""
        return {
            "path": str(self.path),
            "bytes": self.bytes,
            "briefs": self.briefs,
            "judgements": self.judgements,
            "not_held": list(NOT_HELD),
        }


def backup(
    connection: Connection,
    path: Path,
    progress: ProgressCallback = no_progress,
    on_wait: OnWait | None = None,
) -> BackupResult:
    """Write a backup to `path`, which is either replaced completely or left as it is.

    Whoever loads or judges meanwhile waits until it is written, so that it is of one moment;
    questions do not. Memory does not grow with the graph. A graph that an earlier whomet wrote can
    be backed up as well. GraphError, in one sentence, if the file cannot be written.
    """
    entry = LoadLogEntry("backup")

    def write(transaction: ManagedTransaction) -> BackupResult:
        version = _lock(connection, transaction, entry, on_wait)
        with replacing_bytes(path, private=True) as stream, ArchiveWriter(stream) as archive:
            counts = {
                member.name: archive.add(
                    member, _lines(transaction, member, version.standing, progress)
                )
                for member in MEMBERS
            }
            graph = graph_counts(transaction)
            archive.close(version.format, version.rules, version.software, graph)
        return BackupResult(path, path.stat().st_size, counts[BRIEFS], counts[JUDGEMENTS])

    try:
        if path.is_dir():
            raise GraphError(f"{path} is a folder; name a file in it, such as graph.zip.")
        _check_room(path)
        return connection.write(write, UNLIMITED, entry.metadata)
    except OSError as error:
        raise GraphError(
            f"The backup could not be written to {path} ({error.strerror or error}), where nothing"
            " has changed; name a file that can be written, on a disk with room."
        ) from error


def _check_room(path: Path) -> None:
    free = shutil.disk_usage(path.absolute().parent).free
    if free < LEAST_BYTES:
        raise GraphError(
            f"The disk of {path} is full ({free >> 10:,} KB free); make room there, or name a file"
            " on another disk."
        )


def _lock(
    connection: Connection,
    transaction: ManagedTransaction,
    entry: LoadLogEntry,
    on_wait: OnWait | None,
) -> GraphVersion:
    """Wait for loads under way and hold off others; the version of the graph meanwhile."""
    entry.take_lock(connection, transaction, on_wait)
    locked = transaction.run(cypher.LOCK).single(strict=True)
    version = GraphVersion.from_row(locked, briefs=not locked["empty"])
    if version.standing in (NEWER, "restoring"):
        ensure_usable(version)
    return version


def _lines(
    transaction: ManagedTransaction, member: Member, standing: str, progress: ProgressCallback
) -> Iterator[JsonObject]:
    labels = (member.label, *((f"Earlier{member.label}",) if standing == UPGRADING else ()))
    row = transaction.run(f"MATCH (n:{'|'.join(labels)}) RETURN count(n) AS total").single(True)
    total = row["total"]
    task = f"Backing up {member.noun}s"
    for number, row in enumerate(transaction.run(member.query(*labels)), start=1):
        yield member.to_json(native(row["properties"]))
        if number % REPORTED_EVERY == 0 or number == total:
            progress(task, number, total)


def graph_counts(transaction: Any) -> JsonObject:
    """How many nodes and relationships there are, by label and `:TYPE`."""
    counts: JsonObject = {}
    for row in transaction.run(LABELS).data():
        label = row["name"]
        if label not in OUTSIDE:
            counts[label] = _count(
                transaction, f"MATCH (n:`{_quoted(label)}`) RETURN count(n) AS n"
            )
    for row in transaction.run(TYPES).data():
        kind = row["name"]
        text = f"MATCH ()-[r:`{_quoted(kind)}`]->() RETURN count(r) AS n"
        counts[f":{kind}"] = _count(transaction, text)
    return {name: number for name, number in counts.items() if number}


def _count(transaction: Any, text: str) -> int:
    return int(transaction.run(text).single(strict=True)["n"])


def _quoted(name: str) -> str:
    return name.replace("`", "``")
