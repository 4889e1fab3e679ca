"""Bulk loading of briefs into an empty local graph: computed here, imported by Neo4j's own tool.

The graph is what `whomet.graph.projection.project` makes of the briefs, as after any other load.
It is built beside the empty one, with its indexes, and swapped in when complete; until then the
graph stays empty, even if the load is interrupted or killed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from whomet.graph.bulk.computing import Computed, compute
from whomet.graph.bulk.tables import Tables
from whomet.graph.bulk.unfinished import (
    ALL_STAGES,
    RESULTS,
    ResumableInput,
    Unfinished,
    briefs_in,
    key_of,
)
from whomet.graph.database.connecting import LOCAL_DATABASE, connect, connect_to
from whomet.graph.database.connection import Connection
from whomet.graph.database.schema import apply_schema
from whomet.graph.database.versions import STAMP, stamp
from whomet.graph.errors import GraphError
from whomet.graph.writing.load_log import DONE, LoadLogEntry
from whomet.graph.writing.loading import BatchCallback, LoadOutcome, load_briefs
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import Session

    from whomet.graph.progress import ProgressCallback
    from whomet.graph.server.folders import Folders
    from whomet.graph.server.state import ServerState
    from whomet.graph.settings import Settings

CONTENT = """
RETURN EXISTS { MATCH (n) WHERE NOT n:LoadLock|LoadRecord } AS anything,
       COUNT { (:Brief) } AS briefs
"""
RECORDS = "MATCH (r:LoadRecord) RETURN properties(r) AS properties"
KEEP_RECORDS = "UNWIND $records AS record CREATE (r:LoadRecord) SET r = record"
RECORDED = "RETURN EXISTS { (:LoadRecord {id: $id}) } AS recorded"
SCHEMA = """
SHOW INDEXES YIELD name, type, owningConstraint, createStatement
WHERE type <> 'LOOKUP' AND owningConstraint IS NULL
RETURN name, createStatement AS text
"""
CONSTRAINTS = "SHOW CONSTRAINTS YIELD name, createStatement RETURN name, createStatement AS text"
NUMBERS = "RETURN COUNT { () } AS nodes, COUNT { ()-->() } AS edges"


def load_in_bulk(
    settings: Settings,
    connection: Connection,
    briefs: Iterable[Brief],
    *,
    vocabulary: Vocabulary | None = None,
    progress: BatchCallback | None = None,
    stages: ProgressCallback | None = None,
    resumable: ResumableInput | None = None,
    tell: Callable[[str], None] | None = None,
) -> LoadOutcome:
    """Load `briefs` into the local graph, which must be empty; the result is that of any load.

    Afterwards `connection` is unusable, since the server was stopped; call `connect` again.
    GraphError if the load is not possible; the graph is then still empty. `progress` is called
    with the number of briefs read, `stages` with the steps after that.

    With `resumable`, from which `briefs` are read, the load continues after the stages that were
    finished when it was interrupted, and does not read `briefs` if they were read. `tell` is called
    with a sentence that says so, or why not, or what is kept after an interruption.
    """
    from whomet.graph.progress import no_progress
    from whomet.graph.server.folders import Folders, storage_faults
    from whomet.graph.server.staging import staging_folder

    vocabulary, stages = vocabulary or connection.vocabulary, stages or no_progress
    ensure_empty(settings, connection)
    entry = LoadLogEntry("load --bulk")
    folders = Folders.of(settings)
    what = f"home folder {settings.home}", "WHOMET_HOME"
    with staging_folder(folders) as folder, _logged_failure(settings, entry):
        with storage_faults(*what):
            unfinished = _unfinished(folders, vocabulary, resumable, tell)
        with _kept(unfinished, tell):
            with storage_faults(*what):
                computed = compute(
                    vocabulary,
                    _counted(briefs, progress),
                    folder if unfinished is None else unfinished.folder,
                    stages,
                    unfinished=unfinished,
                )
            if not computed.briefs:
                return load_briefs(connection, (), vocabulary=vocabulary)
            _import(settings, connection, vocabulary, computed, entry, stages)
    return LoadOutcome(
        new=computed.briefs,
        counts=computed.counts,
        ambiguous=dict(computed.ambiguous),
        first=True,
    )


def ensure_empty(settings: Settings, connection: Connection) -> None:
    """Raise GraphError unless this is the local server and holds nothing but its load log."""
    if settings.uri is not None:
        raise GraphError(
            f"A bulk load is for the local server, but the settings name {settings.uri};"
            " load without `bulk`.",
            parameters=["bulk"],
        )
    content = connection.read(CONTENT)[0]
    if content["anything"]:
        held = f"{content['briefs']:,} briefs" if content["briefs"] else "other nodes"
        raise GraphError(
            f"A bulk load needs an empty graph, but this one holds {held}; load without `bulk`.",
            parameters=["bulk"],
        )


def _counted(briefs: Iterable[Brief], progress: BatchCallback | None) -> Iterator[Brief]:
    for brief in briefs:
        yield brief
        if progress is not None:
            progress(1)


def _unfinished(
    folders: Folders,
    vocabulary: Vocabulary,
    resumable: ResumableInput | None,
    tell: Callable[[str], None] | None,
) -> Unfinished | None:
    """What is finished of this load; what was left of any other is removed."""
    from whomet.graph.server.staging import unfinished_folder

    root = unfinished_folder(folders)
    if resumable is None:
        shutil.rmtree(root, ignore_errors=True)
        return None
    found = Unfinished(root, lambda: key_of(vocabulary, resumable))
    if found.stages:
        resumable.read_again(found.folder / RESULTS, briefs_in(found.folder))
        done = f"{len(found.stages)} of {ALL_STAGES} stages were finished"
        said = f"Resuming: {done} ({', '.join(found.stages)})."
    else:
        resumable.keep(found.folder / RESULTS)
        said = f"An interrupted bulk load is begun anew: {found.refusal}."
    if tell is not None and (found.stages or found.refusal):
        tell(said)
    return found


@contextmanager
def _kept(unfinished: Unfinished | None, tell: Callable[[str], None] | None) -> Iterator[None]:
    """Keep what is finished if the load fails or is interrupted, and remove it after the load."""
    try:
        yield
    except BaseException:
        if unfinished is not None and (said := unfinished.interrupted()) and tell is not None:
            tell(said)
        raise
    if unfinished is not None:
        unfinished.remove()


@contextmanager
def _logged_failure(settings: Settings, entry: LoadLogEntry) -> Iterator[None]:
    """Make sure that a server runs afterwards and has the load in its log, even after a failure."""
    try:
        yield
    except BaseException as error:
        with suppress(GraphError), connect(settings) as connection:
            if not connection.read(RECORDED, {"id": entry.id})[0]["recorded"]:
                entry.end_by(connection, error)
        raise


def _import(
    settings: Settings,
    connection: Connection,
    vocabulary: Vocabulary,
    computed: Computed,
    entry: LoadLogEntry,
    stages: ProgressCallback,
) -> None:
    from whomet.graph.server.importing import import_database

    tables = computed.tables
    kept: dict[str, Any] = {}

    def check() -> None:
        ensure_empty(settings, connection)
        kept["records"] = [row["properties"] for row in connection.read(RECORDS)]
        kept["schema"] = [*connection.read(CONSTRAINTS), *connection.read(SCHEMA)]

    def finish(beside: Settings, state: ServerState) -> None:
        stages("Creating indexes", 0)
        with connect_to(beside, state, vocabulary) as new:
            _ensure_complete(new, tables)
            new.prepare(lambda session: _schema(session, vocabulary, kept["schema"]))
            new.write(lambda tx: tx.run(KEEP_RECORDS, records=kept["records"]).consume())
            new.write(lambda tx: tx.run(STAMP, stamp()).consume())
            new.write(lambda tx: entry.add_new(tx, computed.briefs))
            entry.end(new, DONE)

    import_database(
        settings,
        settings.database or LOCAL_DATABASE,
        tables.folder,
        tables.arguments,
        check=check,
        finish=finish,
        progress=stages,
    )


def _ensure_complete(connection: Connection, tables: Tables) -> None:
    found = connection.read(NUMBERS)[0]
    if (found["nodes"], found["edges"]) != (tables.nodes, tables.edges):
        raise GraphError(
            f"Neo4j imported {found['nodes']:,} of {tables.nodes:,} nodes and {found['edges']:,}"
            f" of {tables.edges:,} relationships; load without `bulk`.",
            parameters=["bulk"],
        )


def _schema(session: Session, vocabulary: Vocabulary, earlier: list[dict[str, str]]) -> None:
    """Create the constraints and indexes of the vocabulary, and those that users had added."""
    apply_schema(session, vocabulary)
    present = {record["name"] for record in session.run("SHOW INDEXES YIELD name")}
    for row in earlier:
        if row["name"] not in present:
            session.run(row["text"]).consume()
