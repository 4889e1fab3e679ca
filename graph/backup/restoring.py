"""Restoring a backup: the graph that it was made of, node for node, or that of today's rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whomet.graph.backup.archive import Archive, Manifest, open_archive
from whomet.graph.backup.backing_up import graph_counts
from whomet.graph.backup.members import (
    BRIEFS,
    JUDGEMENTS,
    MEMBERS,
    NOT_HELD,
    Member,
    brief_from_json,
)
from whomet.graph.database.connecting import connect
from whomet.graph.database.connection import Connection
from whomet.graph.database.schema import renew_schema
from whomet.graph.database.versions import (
    CURRENT,
    FORMAT,
    NEW,
    NEWER,
    RESTORING,
    RULES,
    UPGRADING,
    ensure_usable,
)
from whomet.graph.errors import GraphError
from whomet.graph.progress import ProgressCallback, no_progress
from whomet.graph.settings import Settings
from whomet.graph.upgrade.reread_dates import KeptReading, NewReading, reread
from whomet.graph.upgrade.rewriting import (
    add_done,
    batches,
    delete_some,
    differences,
    finish,
    own_labels,
    rewriting,
    set_phase,
    wrongly_made,
)
from whomet.graph.writing.load_log import DONE, LoadLogEntry, OnWait
from whomet.graph.writing.loading import UNLIMITED
from whomet.graph.writing.update import lock_graph, update
from whomet.graph.writing.vocabulary_check import ensure_known
from whomet.ontology.errors import WhometError
from whomet.ontology.json_values import JsonObject
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

CLEARING, WRITING = "clearing", "writing"
#: What is not computed from anything, and what an upgrade that was cut off has set aside.
KEPT_LABELS = (
    "Brief", "Judgement", "StandingQuestion", "StandingRun", "EarlierBrief", "EarlierJudgement",
)  # fmt: skip
REPORTED_EVERY = 500
CONTENT = """
RETURN COUNT { (:Brief) } AS briefs, COUNT { (:Judgement) } AS judgements,
       COUNT { (:StandingQuestion) } AS standing,
       EXISTS { MATCH (n) WHERE NOT n:LoadLock|LoadRecord } AS anything
"""


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """What was restored. `new` and `kept` are as in an upgrade, for a backup of an earlier version.

    `differences` says where the graph that was backed up had more or fewer nodes or relationships
    than its briefs make: something else had changed it.
    """

    briefs: int
    judgements: int
    made: str
    new: tuple[NewReading, ...] = ()
    kept: tuple[KeptReading, ...] = ()
    differences: tuple[str, ...] = ()

    def to_json(self) -> JsonObject:
        """As `whomet restore --json` prints it."""
        return {
            "briefs": self.briefs,
            "judgements": self.judgements,
            "made": self.made,
            "new_readings": [reading.to_json() for reading in self.new],
            "kept_readings": [reading.to_json() for reading in self.kept],
            "differences": list(self.differences),
            "not_held": list(NOT_HELD),
        }


def restore(
    settings: Settings,
    path: Path,
    *,
    replace: bool = False,
    progress: ProgressCallback = no_progress,
    on_wait: OnWait | None = None,
) -> RestoreResult:
    """Make the graph that the settings name that of the backup `path`.

    The graph must be empty, unless `replace` is set: then what it holds is deleted. The whole
    archive is checked before anything is changed, and the outcome is compared with it. The local
    graph is made beside the present one: killed at any moment, one of them is there and complete. A
    graph elsewhere is written in steps: killed, it is refused until the restore is run again.
    """
    with open_archive(path) as archive, connect(settings, progress, any_version=True) as connection:
        _ensure_possible(connection, replace)
        check_archive(archive, connection.vocabulary, progress)
        _ensure_room(settings, path)

        def work(target: Connection) -> RestoreResult:
            return restore_in_place(target, archive, progress, on_wait)

        if settings.uri is not None:
            return work(connection)
        from whomet.graph.server.working_copy import rework

        return rework(settings, connection, work, "Restoring a backup", progress)


def check_backup(
    path: Path, vocabulary: Vocabulary, progress: ProgressCallback = no_progress
) -> Manifest:
    """Read all of an archive without restoring it; its manifest. ArchiveError if it is damaged."""
    with open_archive(path) as archive:
        check_archive(archive, vocabulary, progress)
        return archive.manifest


def _ensure_possible(connection: Connection, replace: bool) -> None:
    version = connection.graph_version()
    if version.standing == NEWER or (version.standing == UPGRADING and not replace):
        ensure_usable(version)
    if version.standing == RESTORING or replace:
        return
    content = connection.read(CONTENT)[0]
    if content["briefs"] or content["judgements"] or content["standing"]:
        raise GraphError(
            f"The graph holds {content['briefs']:,} briefs, {content['judgements']:,} judgements"
            f" and {content['standing']:,} standing questions, but a backup is restored into an"
            " empty one; use another home, database or server, or `replace` to delete what is"
            " there.",
            parameters=["replace"],
        )
    if content["anything"]:
        raise GraphError(
            "The database holds nodes of something other than whomet; restore into an empty one,"
            " or use `replace`, which leaves those as they are.",
            parameters=["replace"],
        )
    if version.standing not in (NEW, CURRENT):
        ensure_usable(version)


def _ensure_room(settings: Settings, path: Path) -> None:
    """A graph takes some ten times the room of its packed texts."""
    if settings.uri is None:
        from whomet.graph.server.disk_space import ensure_room

        ensure_room(settings, 12 * path.stat().st_size, "Restoring this backup")


def check_archive(
    archive: Archive, vocabulary: Vocabulary, progress: ProgressCallback = no_progress
) -> None:
    """Read all of an archive; ArchiveError with the place of the first thing that is wrong.

    GraphError if the vocabulary does not know a class, role or attribute in it.
    """
    for member in archive.members:
        last, wrong = "", None
        total = archive.manifest.counts[member.name]
        for number, line in archive.lines(member):
            # Whether a line is at fault or the archive is damaged shows in its digest, at the end.
            if wrong is None:
                last, wrong = _checked(archive, member, number, line, last, vocabulary)
            if number % REPORTED_EVERY == 0 or number == total:
                progress("Checking the backup", number, total)
        if wrong is not None:
            raise wrong


def _checked(
    archive: Archive, member: Member, number: int, line: Any, last: str, vocabulary: Vocabulary
) -> tuple[str, WhometError | None]:
    """The id of a line that follows the id `last`, and what is wrong with the line."""
    place = f"{member.name}:{number}"
    try:
        id = str(member.from_json(line)["id"])
        if member.name == BRIEFS:
            ensure_known(vocabulary, brief_from_json(line), "in the backup")
    except WhometError as error:
        return last, error
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        reason = f"no {member.noun}: {type(error).__name__}: {error}"
        return last, archive.fault(place, reason)
    if id <= last:
        return last, archive.fault(place, f"'{id}' after '{last}', which is not in order")
    return id, None


@dataclass(slots=True)
class _Readings:
    new: list[NewReading] = field(default_factory=list)
    kept: list[KeptReading] = field(default_factory=list)


def restore_in_place(
    connection: Connection,
    archive: Archive,
    progress: ProgressCallback,
    on_wait: OnWait | None = None,
) -> RestoreResult:
    """Replace what a graph holds by an archive that was checked."""
    entry = LoadLogEntry("restore")
    manifest, vocabulary = archive.manifest, connection.vocabulary
    total = manifest.counts[BRIEFS]
    mark = f"{manifest.made} {archive.path.name} {total}"
    notes = _Readings()

    def locked(transaction: ManagedTransaction) -> None:
        lock_graph(transaction, RESTORING)

    def begin(transaction: ManagedTransaction) -> None:
        entry.take_lock(connection, transaction, on_wait)
        if rewriting(transaction).archive != mark:
            set_phase(transaction, CLEARING, state=RESTORING, archive=mark, done=0, total=total)

    def clear(transaction: ManagedTransaction) -> bool:
        locked(transaction)
        if rewriting(transaction).phase != CLEARING:
            return False
        if delete_some(transaction, (*KEPT_LABELS, *own_labels(vocabulary))):
            return True
        set_phase(transaction, WRITING)
        return False

    def write_nodes(transaction: ManagedTransaction) -> None:
        locked(transaction)
        for member in archive.members:
            if member.name != BRIEFS:
                text = f"MERGE (n:{member.label} {{id: $properties.id}}) SET n = $properties"
                for _, line in archive.lines(member):
                    properties = member.from_json(line)
                    transaction.run(text, {"properties": properties}).consume()

    connection.write(begin, UNLIMITED, entry.metadata)
    while connection.write(clear, UNLIMITED, entry.metadata):
        progress("Clearing the graph", 0)
    connection.prepare(lambda session: renew_schema(session, vocabulary))
    connection.write(write_nodes, UNLIMITED, entry.metadata)
    done = 0
    for batch in batches(_briefs(archive, vocabulary, notes)):

        def write(transaction: ManagedTransaction, batch: dict[str, Brief] = batch) -> None:
            result = update(transaction, vocabulary, batch, doing=RESTORING)
            add_done(transaction, len(result.new))
            entry.add(transaction, result)

        connection.write(write, UNLIMITED, entry.metadata)
        done += len(batch)
        progress("Restoring", done, total)
    found = differences(connection, total, progress)
    if found:
        raise wrongly_made("The restore", found)
    changed = _compared(connection, archive, vocabulary)
    connection.write(finish, UNLIMITED, entry.metadata)
    entry.end(connection, DONE)
    return RestoreResult(
        total,
        manifest.counts[JUDGEMENTS],
        manifest.made,
        tuple(notes.new),
        tuple(notes.kept),
        changed,
    )


def _briefs(archive: Archive, vocabulary: Vocabulary, notes: _Readings) -> Iterator[Brief]:
    for _, line in archive.lines(MEMBERS[0]):
        read = reread(vocabulary, brief_from_json(line), archive.manifest.rules)
        notes.new += read.new
        notes.kept += read.kept
        yield read.brief


def _compared(connection: Connection, archive: Archive, vocabulary: Vocabulary) -> tuple[str, ...]:
    """How the counts differ from those of the graph that was backed up by the same version."""
    manifest = archive.manifest
    if (manifest.format, manifest.rules) != (FORMAT, RULES):
        return ()

    def count(transaction: Any) -> JsonObject:
        return graph_counts(transaction)

    now: dict[str, Any] = connection.prepare(lambda session: session.execute_read(count))
    own = {"Brief", "Judgement", *own_labels(vocabulary)}
    names = (name for name in {*manifest.graph, *now} if name in own or name.startswith(":"))
    pairs = ((name, manifest.graph.get(name, 0), now.get(name, 0)) for name in sorted(names))
    return tuple(
        f"{name.removeprefix(':')}: {before:,} before, {after:,} now"
        for name, before, after in pairs
        if before != after
    )
