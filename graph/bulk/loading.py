"""Briefs into an empty local graph, all at once: computed here, and imported by Neo4j's own tool.

The graph is what `whomet.graph.projection.project` makes of the briefs, as after any other load.
It is made beside the empty one and put in its place when it is whole, with its indexes; until then
the graph is empty, whatever is interrupted or killed. The whole graph is in memory meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whomet.graph.bulk.tables import Tables, write_tables
from whomet.graph.database.connection import LOCAL_DATABASE, Connection, connect, connect_to
from whomet.graph.database.schema import apply_schema
from whomet.graph.errors import GraphError
from whomet.graph.projection import NameTable, identify, name_uses, project
from whomet.graph.writing.difference import Difference, summary
from whomet.graph.writing.load_log import DONE, LoadLogEntry
from whomet.graph.writing.loading import BatchCallback, LoadOutcome, load_briefs
from whomet.graph.writing.update import Step
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import Session

    from whomet.graph.progress import ProgressCallback
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
) -> LoadOutcome:
    """Put `briefs` into the local graph, which must be empty; what comes out is as by any load.

    Afterwards `connection` leads nowhere: the server was stopped meanwhile, and `connect` finds it
    again. GraphError says in one sentence why it cannot be, and the graph is then empty as before.
    `progress` is called with the number of briefs read, `stages` with what follows.
    """
    from whomet.graph.progress import no_progress
    from whomet.graph.server.folders import Folders
    from whomet.graph.server.staging import workshop

    vocabulary, stages = vocabulary or connection.vocabulary, stages or no_progress
    ensure_empty(settings, connection)
    record = LoadLogEntry("load --bulk")
    with workshop(Folders.of(settings)) as folder, _told(settings, record):
        step, tables = _worked_out(
            vocabulary, _counted(briefs, progress), folder / "tables", stages
        )
        if not step.new:
            return load_briefs(connection, (), vocabulary=vocabulary)
        _import(settings, connection, vocabulary, tables, record, step, stages)
    report = LoadOutcome()
    report.add(step)
    return report


def ensure_empty(settings: Settings, connection: Connection) -> None:
    """Raise GraphError unless this is the local server, and nothing but records of loads in it."""
    if settings.uri is not None:
        raise GraphError(
            f"A bulk load is for the local server, and the settings name {settings.uri};"
            " load without `bulk`.",
            parameters=["bulk"],
        )
    content = connection.read(CONTENT)[0]
    if content["anything"]:
        held = f"{content['briefs']:,} briefs" if content["briefs"] else "something else"
        raise GraphError(
            f"A bulk load is the first into an empty graph, and this one holds {held};"
            " load without `bulk`.",
            parameters=["bulk"],
        )


def _counted(briefs: Iterable[Brief], progress: BatchCallback | None) -> Iterator[Brief]:
    for brief in briefs:
        yield brief
        if progress is not None:
            progress(1)


def _worked_out(
    vocabulary: Vocabulary, briefs: Iterable[Brief], folder: Path, stages: ProgressCallback
) -> tuple[Step, Tables]:
    """What the load comes to, and the graph in files; nothing of it stays in memory."""
    from whomet.graph.server.folders import storage_faults

    found = {brief.id: brief for brief in briefs}
    stages("Working out the graph", 0)
    elements = project(vocabulary, found.values())
    entities = frozenset(key for key in elements.nodes if key.label in vocabulary.entities)
    step = Step(
        new=tuple(sorted(found)),
        counts=summary(Difference(added=elements)),
        ambiguous=_ambiguous(vocabulary, found.values()),
        added=entities,
        mentioned=entities,
    )
    stages("Writing tables", 0)
    with storage_faults("home folder", "WHOMET_HOME"):
        folder.mkdir()
        return step, write_tables(vocabulary, elements, folder)


def _ambiguous(
    vocabulary: Vocabulary, briefs: Iterable[Brief]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """For (class, name) the refs among which the name does not decide."""
    tables: dict[str, NameTable] = {}
    unsure: dict[tuple[str, str], tuple[str, str]] = {}
    for brief in briefs:
        identities = identify(vocabulary, brief)
        for folded, use in name_uses(identities):
            tables.setdefault(folded, NameTable()).counts[use] += 1
        for mention, folded, container, mergeable in identities:
            if mention.ref is None and mergeable:
                unsure[mention.type, mention.name] = (folded, container)
    found = {}
    for (kind, name), (folded, container) in unsure.items():
        if folded in tables and (refs := tables[folded].ambiguous(kind, container)):
            found[kind, name] = tuple(refs)
    return found


@contextmanager
def _told(settings: Settings, record: LoadLogEntry) -> Iterator[None]:
    """Whatever ends it, a server runs afterwards that has a record of it."""
    try:
        yield
    except BaseException as error:
        with suppress(GraphError), connect(settings) as connection:
            if not connection.read(RECORDED, {"id": record.id})[0]["recorded"]:
                record.end_by(connection, error)
        raise


def _import(
    settings: Settings,
    connection: Connection,
    vocabulary: Vocabulary,
    tables: Tables,
    record: LoadLogEntry,
    step: Step,
    stages: ProgressCallback,
) -> None:
    from whomet.graph.server.importing import import_database

    kept: dict[str, Any] = {}

    def check() -> None:
        ensure_empty(settings, connection)
        kept["records"] = [row["properties"] for row in connection.read(RECORDS)]
        kept["schema"] = [*connection.read(CONSTRAINTS), *connection.read(SCHEMA)]

    def finish(beside: Settings, state: ServerState) -> None:
        stages("Making indexes", 0)
        with connect_to(beside, state, vocabulary) as new:
            _ensure_whole(new, tables)
            new.prepare(lambda session: _schema(session, vocabulary, kept["schema"]))
            new.write(lambda tx: tx.run(KEEP_RECORDS, records=kept["records"]).consume())
            new.write(lambda tx: record.note(tx, step))
            record.end(new, DONE)

    import_database(
        settings,
        settings.database or LOCAL_DATABASE,
        tables.folder,
        tables.arguments,
        check=check,
        finish=finish,
        progress=stages,
    )


def _ensure_whole(connection: Connection, tables: Tables) -> None:
    found = connection.read(NUMBERS)[0]
    if (found["nodes"], found["edges"]) != (tables.nodes, tables.edges):
        raise GraphError(
            f"Neo4j imported {found['nodes']:,} of {tables.nodes:,} nodes and {found['edges']:,}"
            f" of {tables.edges:,} relationships; load without `bulk`.",
            parameters=["bulk"],
        )


def _schema(session: Session, vocabulary: Vocabulary, earlier: list[dict[str, str]]) -> None:
    """The constraints and indexes of the vocabulary, and those that somebody had made."""
    apply_schema(session, vocabulary)
    present = {record["name"] for record in session.run("SHOW INDEXES YIELD name")}
    for row in earlier:
        if row["name"] not in present:
            session.run(row["text"]).consume()
