"""Measures how long `verify` takes, and how much memory.

    python -m bench.verifying [--briefs 30000] [--in-memory]

The graph is of generated briefs, loaded in bulk by another process. Memory is the most that all
verifying processes held together, without Java; the time of processors is with it. `--in-memory`
computes the graph of the briefs in memory, as is done with few.
"""

from __future__ import annotations

import argparse
from multiprocessing import get_context

from bench.clock import Clock
from bench.generated import briefs
from bench.growth import temporary_settings
from whomet.graph.bulk import load_in_bulk
from whomet.graph.database.connecting import connect
from whomet.graph.database.schema import apply_schema
from whomet.graph.settings import Settings
from whomet.graph.writing import verification


def main() -> None:
    """Measure and print a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, default=30_000)
    parser.add_argument("--in-memory", action="store_true")
    options = parser.parse_args()
    if options.in_memory:
        verification.BRIEFS_IN_MEMORY = options.briefs
    with temporary_settings() as settings:
        loading = get_context("spawn").Process(target=load, args=(settings, options.briefs))
        loading.start()
        loading.join()
        with connect(settings) as connection, Clock(settings.home) as clock:
            assert verification.verify(connection) == []
    print(
        f"{options.briefs:,} briefs: {clock.wall:.1f} s, {clock.processor:.1f} s of processors,"
        f" {clock.megabytes:,.0f} MB"
    )


def load(settings: Settings, count: int) -> None:
    """Load generated briefs in bulk."""
    with connect(settings) as connection:
        connection.prepare(lambda session: apply_schema(session, connection.vocabulary))
        load_in_bulk(settings, connection, briefs(count))


if __name__ == "__main__":
    main()
