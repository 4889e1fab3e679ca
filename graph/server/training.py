"""The training run that makes the AOT cache: a scratch server executes typical queries.

Run as `python -m whomet.graph.server.training CACHE VERSION HEAP PAGECACHE`, in the background.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import urllib.request
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from whomet.graph.database.driver import open_driver
from whomet.graph.errors import GraphError
from whomet.graph.server.aot import aot_file, approve, is_made, training_flags
from whomet.graph.server.credentials import provide_password
from whomet.graph.server.folders import Folders, make_private
from whomet.graph.server.provisioning import provision
from whomet.graph.server.stamps import remove_stamp
from whomet.graph.server.starting import start
from whomet.graph.server.state import USER, ServerState
from whomet.graph.server.stopping import stop
from whomet.graph.settings import Settings

NICE = 10
# The JVM writes 190 MB of cache while it exits.
WRITE_SECONDS = 900.0
SMALLEST = 10 << 20
#: Number of caches kept per version.
KEPT = 3

# Queries shaped like those of whomet; their results do not matter.
WORK = (
    "CREATE CONSTRAINT person IF NOT EXISTS FOR (n:Person) REQUIRE n.id IS UNIQUE",
    "CREATE INDEX span IF NOT EXISTS FOR (n:Meeting) ON (n.span, n.span_from)",
    "CREATE FULLTEXT INDEX words IF NOT EXISTS FOR (n:Name) ON EACH [n.folded]",
    "CALL db.awaitIndexes(60)",
    "UNWIND $rows AS row MERGE (n:Person {id: row.id}) SET n += row.properties, n:Actor",
    "UNWIND $rows AS row MERGE (e:Meeting {id: row.id}) SET e:Event, e += row.properties,"
    " e.span = 3, e.span_from = date('2017-10-19')",
    "UNWIND $rows AS row MATCH (a:Person {id: row.id}), (e:Meeting {id: row.id})"
    " MERGE (a)-[r:ATTENDED]->(e) SET r.claims = [row.id], r.asserted = true",
    "UNWIND $rows AS row MERGE (n:Name {folded: row.id}) WITH n, row"
    " MATCH (a:Person {id: row.id}) MERGE (a)-[r:NAMED {as: 'name'}]->(n)"
    " ON CREATE SET r.briefs = 1 ON MATCH SET r.briefs = r.briefs + 1",
    "CALL db.index.fulltext.queryNodes('words', 'a*') YIELD node, score"
    " MATCH (node)<-[:NAMED]-(a) RETURN a.id AS id, labels(a) AS labels, score ORDER BY score",
    "MATCH (n:Name {folded: 'a1'})<-[r:NAMED]-(a:Actor)"
    " OPTIONAL MATCH (a)-[:ATTENDED]->(e:Meeting) RETURN a.id AS id, count(e) AS events",
    "MATCH (a:Person {id: 'a1'})-[r:ATTENDED]->(e:Event)<-[s:ATTENDED]-(b:Actor)"
    " WHERE r.asserted AND s.asserted AND b.id <> a.id AND e.status = 'occurred'"
    " OPTIONAL MATCH (e)<-[:ABOUT]-(c:Claim)<-[:STATES]-(d:Brief)"
    " WITH a, e, collect(DISTINCT b.name) AS whom, collect({quote: c.quote, brief: d.id}) AS says"
    " CALL (e) { OPTIONAL MATCH (e)-[:AT]->(p:Place) RETURN collect(p.name) AS where }"
    " RETURN a.name AS who, whom, where, e.when AS when, size(says) AS n, says"
    " ORDER BY when, who SKIP 0 LIMIT 50",
    "UNWIND range(-3, 22) AS span MATCH (e:Meeting) WHERE e.span = span"
    " AND e.span_from >= date('2017-01-01') - duration({days: 8})"
    " AND e.span_from <= date('2017-12-31') RETURN e.id AS id, e.span_from AS day,"
    " coalesce(e.name, '') AS name, [x IN range(1, 3) WHERE x > 1 | x * 2] AS numbers",
    "MATCH (e:Event) WHERE EXISTS { (e)<-[:ATTENDED]-(:Person) } AND COUNT { (e)--() } > 0"
    " RETURN count(e) AS events, min(e.id) AS first, max(e.id) AS last",
    "MATCH path = shortestPath((a:Person {id: 'a1'})-[:ATTENDED*..4]-(b:Person {id: 'a2'}))"
    " RETURN length(path) AS steps",
    "MATCH (a:Person {id: 'a1'}) DETACH DELETE a",
    "RETURN COUNT { (:Brief) } AS briefs, COUNT { (:Claim) } AS claims",
)
ROUNDS = 4


def main(arguments: list[str]) -> int:
    """Make the cache, unless it exists or another process is making it."""
    cache, version, heap, pagecache = arguments
    folders = Folders(Path(cache), Path(cache), version)
    make_private(folders.aot)
    if hasattr(os, "nice"):
        os.nice(NICE)
    with suppress(Timeout), FileLock(folders.aot / "training.lock", timeout=0):
        # A temporary home: the cache does not depend on its path.
        scratch = Path(tempfile.mkdtemp(prefix="training-", dir=folders.aot))
        try:
            train(Settings(scratch, Path(cache), neo4j=version, heap=heap, pagecache=pagecache))
        except GraphError as error:
            print(error.message, file=sys.stderr)
            return 1
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return 0


def train(settings: Settings) -> Path | None:
    """Run a server on the settings' home until its cache is written; return the cache's path."""
    installation = provision(settings)
    file = aot_file(settings, installation)
    if file is None or is_made(file):
        return file
    folders = Folders.of(settings)
    make_private(folders.home)
    make_private(file.parent)
    draft = settings.home / file.name
    try:
        state = start(settings, folders, installation, extra_flags=training_flags(draft))
        exercise(state, provide_password(folders))
    finally:
        stopped = stop(folders, seconds=WRITE_SECONDS)
    if stopped.killed or not draft.is_file() or draft.stat().st_size < SMALLEST:
        raise GraphError(f"The AOT cache was not written; see {folders.console}.")
    draft.replace(file)
    approve(file)
    forget_old(file.parent, installation.version)
    return file


def forget_old(folder: Path, version: str) -> None:
    """Remove all but the newest caches of a version.

    Several are kept, since several installations may share the folder.
    """
    found = sorted(folder.glob(f"neo4j-{version}-*.aot"), key=lambda old: old.stat().st_mtime)
    for old in found[:-KEPT]:
        remove_stamp(old.with_suffix(".stamp"))
        old.unlink(missing_ok=True)


def exercise(state: ServerState, password: str) -> None:
    """Write, ask and browse often enough for the JVM to find the hot code."""
    people = range(40)
    rows: list[dict[str, object]] = [
        {"id": f"a{n}", "properties": {"name": f"A {n}", "status": "occurred"}} for n in people
    ]
    for _ in range(ROUNDS):
        # One driver for each, as each command has its own.
        with open_driver(state.uri, USER, password) as driver:
            driver.get_server_info()
            for query in WORK:
                driver.execute_query(query, rows=rows, database_="neo4j")
                with driver.session(database="neo4j") as session:
                    session.execute_write(lambda tx, q=query: _ask(tx, q, rows))
        for path in ("/", "/browser/"):
            with suppress(OSError):
                urllib.request.urlopen(f"{state.http}{path}", timeout=10).read()


def _ask(tx: object, query: str, rows: list[dict[str, object]]) -> None:
    if not query.startswith("C"):  # schema commands need their own transaction
        tx.run(query, rows=rows).consume()  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
