"""Compares a bulk load with an ordinary load of the same briefs into an empty graph.

    python bench/bulk.py [--briefs 5000] [--runs 3]

Each run loads generated briefs from files into a freshly started local server, once by an ordinary
load and once in bulk; the time of a bulk load includes the restart of the server. The ratio is
ordinary / bulk: above 1, bulk is faster. With `--runs 0` there is one bulk load only. Memory
is that of the loading processes together, without Java.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

from bench.clock import Clock
from bench.generated import briefs
from bench.growth import temporary_settings
from bench.scaling import from_files, write
from whomet.graph.bulk import load_in_bulk
from whomet.graph.database.connecting import connect
from whomet.graph.database.connection import Connection
from whomet.graph.database.schema import apply_schema
from whomet.graph.settings import Settings
from whomet.graph.writing.loading import load_briefs
from whomet.ontology.records import Brief

Load = Callable[[Settings, Connection, Iterable[Brief]], None]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    pairs: list[tuple[Clock, Clock]] = []
    with tempfile.TemporaryDirectory() as folder:
        files = write(briefs(options.briefs), Path(folder))
        if not options.runs:
            only = measure(bulk, files)
            print(
                f"{options.briefs:,} briefs in bulk: {only.wall:.0f} s, {only.processor:.0f} s of"
                f" processors, {only.megabytes:,.0f} MB"
            )
            return
        print(f"{options.briefs:,} briefs   ordinary s  (processor)     bulk s  (processor)")
        for run in range(1, options.runs + 1):
            one, other = measure(ordinary, files), measure(bulk, files)
            pairs.append((one, other))
            print(
                f"run {run:3}        {one.wall:10.1f}  {one.processor:11.1f}"
                f" {other.wall:10.1f}  {other.processor:11.1f}"
                f"   {other.megabytes:,.0f} MB",
                flush=True,
            )
    for name in ("wall", "processor"):
        ratios = [getattr(one, name) / getattr(other, name) for one, other in pairs]
        print(
            f"ratio, {name:10} {min(ratios):.2f} to {max(ratios):.2f}, median {median(ratios):.2f}"
        )


def measure(load: Load, files: list[Path]) -> Clock:
    """Time one load on a freshly started server."""
    with temporary_settings() as settings:
        with connect(settings) as connection:
            connection.prepare(lambda session: apply_schema(session, connection.vocabulary))
            with Clock(settings.home) as clock:
                load(settings, connection, from_files(files))
        return clock


def ordinary(settings: Settings, connection: Connection, found: Iterable[Brief]) -> None:
    """In batches, by Cypher."""
    load_briefs(connection, found)


def bulk(settings: Settings, connection: Connection, found: Iterable[Brief]) -> None:
    """All at once, by Neo4j's importer."""
    load_in_bulk(settings, connection, found)
    connect(settings).close()


if __name__ == "__main__":
    main()
