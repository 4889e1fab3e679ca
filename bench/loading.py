"""Compares a load with a bare batched UNWIND that writes the same nodes and relationships.

    python bench/loading.py [BRIEFS.jsonl …] [--runs 5] [--generated 2000]

Both write alternately into the same local server, emptied before each run. The load parses,
checks, resolves dates and names, projects and writes; the bare writer has all rows in memory and
only sends them, with the same statements in the same batches. The ratio is bare / load.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from neo4j import ManagedTransaction

from bench.clock import Clock
from bench.generated import briefs as generated_briefs
from whomet.graph.database.connecting import connect
from whomet.graph.database.connection import Connection
from whomet.graph.database.schema import apply_schema
from whomet.graph.projection import Elements, project
from whomet.graph.server import down
from whomet.graph.settings import Settings, load_settings
from whomet.graph.writing.difference import Difference, Writer, difference
from whomet.graph.writing.loading import BATCH_BRIEFS, load_briefs
from whomet.loaders import read
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import default_vocabulary

VOCABULARY = default_vocabulary()


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--generated", type=int, default=2000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        settings = load_settings({"home": home, "aot": False}, cwd=Path(home))
        try:
            with connect(settings) as connection:
                connection.prepare(lambda session: apply_schema(session, VOCABULARY))
                if options.paths:
                    measure(settings, connection, lambda: from_files(options.paths), options.runs)
                else:
                    some = list(generated_briefs(options.generated))
                    measure(settings, connection, lambda: some, options.runs)
        finally:
            down(settings)


def from_files(paths: Iterable[str]) -> Iterable[Brief]:
    """The briefs of `paths`, parsed and checked lazily."""
    return (found.brief for found in read(paths) if found.brief is not None)


def measure(
    settings: Settings,
    connection: Connection,
    briefs: Callable[[], Iterable[Brief]],
    runs: int,
) -> None:
    """Time both alternately, after one warm-up run of each."""
    elements = project(VOCABULARY, briefs())
    batches = list(_batches(elements))
    bare: list[Clock] = []
    loads: list[Clock] = []
    for run in range(runs + 1):
        for clocks, work in (
            (bare, lambda: write_bare(connection, batches)),
            (loads, lambda: load_briefs(connection, briefs())),
        ):
            wipe(connection)
            with Clock(settings.home) as clock:
                work()
            if run:
                clocks.append(clock)
    count = sum(1 for key in elements.nodes if key.label == "Brief")
    print(f"{count} briefs, {len(elements.nodes)} nodes, {len(elements.edges)} relationships")
    for kind in ("wall", "processor"):
        written, loaded = ([getattr(clock, kind) for clock in clocks] for clocks in (bare, loads))
        ratios = [one / other for one, other in zip(written, loaded, strict=True)]
        for name, values in (("bare UNWIND s", written), ("load s", loaded), ("ratio", ratios)):
            low, middle, high = min(values), statistics.median(values), max(values)
            print(f"{kind:9} {name:13} min {low:6.2f}   median {middle:6.2f}   max {high:6.2f}")


def write_bare(connection: Connection, batches: list[Elements]) -> None:
    """Send rows that were prepared in advance."""
    for batch in batches:
        found = difference(Elements(), batch)
        connection.write(partial(write_rows, found))


def write_rows(found: Difference, transaction: ManagedTransaction) -> None:
    """Send one batch."""
    Writer(transaction, VOCABULARY).write(found)


def _batches(elements: Elements) -> Iterable[Elements]:
    """Split into as many transactions as a load has: nodes first, then relationships."""
    briefs = sum(1 for key in elements.nodes if key.label == "Brief")
    parts = max(1, -(-briefs // BATCH_BRIEFS))
    nodes, edges = list(elements.nodes.items()), list(elements.edges.items())
    half = max(1, parts // 2)
    for items, into in ((nodes, "nodes"), (edges, "edges")):
        size = -(-len(items) // half)
        for start in range(0, len(items), size):
            batch = Elements()
            getattr(batch, into).update(items[start : start + size])
            yield batch


def wipe(connection: Connection) -> None:
    """Empty the temporary database."""
    connection.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())


if __name__ == "__main__":
    main()
