"""Compares the cost of a load into a large graph with one into a small graph.

    python bench/growth.py [--graph 30000] [--rounds 8]

Uses two temporary servers, one with `--graph` generated briefs, loaded in bulk, and one with a
thousand. Each round loads the same 500 new briefs into both, one right after the other, so that
other load on the machine affects both alike. The ratio is large / small.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from statistics import median

import psutil

from bench.clock import Clock
from bench.generated import briefs
from whomet.graph.bulk import load_in_bulk
from whomet.graph.database.connecting import connect
from whomet.graph.database.connection import Connection
from whomet.graph.server import down
from whomet.graph.settings import Settings, load_settings
from whomet.graph.writing.loading import load_briefs
from whomet.ontology.records import Brief

SMALL = 1000
BATCH = 500
#: Rounds that are not counted, while the servers' JIT compilers warm up.
WARM_UP = 3


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graph", type=int, default=30_000)
    parser.add_argument("--rounds", type=int, default=8)
    options = parser.parse_args()
    with ExitStack() as stack:
        large, small = (stack.enter_context(temporary_settings()) for _ in range(2))
        with Clock(large.home) as clock, connect(large) as connection:
            load_in_bulk(large, connection, briefs(options.graph))
        peak = psutil.Process().memory_info().rss / 1e6
        print(
            f"{options.graph:,} briefs in bulk: {clock.wall:.0f} s, {clock.processor:.0f} s of"
            f" processors, {peak:,.0f} MB after it",
            flush=True,
        )
        graphs = [(settings, stack.enter_context(connect(settings))) for settings in (large, small)]
        load_briefs(graphs[1][1], islice(briefs(options.graph, seed=2), SMALL))
        print("round   large s  (processor)   small s  (processor)   ratio  (processor)")
        pairs = []
        for number in range(1 - WARM_UP, options.rounds + 1):
            some = list(islice(briefs(options.graph, seed=100 + number), BATCH))
            one, other = (measure(*graph, some) for graph in graphs)
            wall, processor = one.wall / other.wall, one.processor / other.processor
            print(
                f"{number:5}{one.wall:10.1f}{one.processor:13.1f}{other.wall:10.1f}"
                f"{other.processor:13.1f}{wall:8.2f}{processor:13.2f}",
                flush=True,
            )
            if number > 0:
                pairs.append((wall, processor))
        for name, ratios in zip(("wall", "processor"), zip(*pairs, strict=True), strict=True):
            low, middle, high = min(ratios), median(ratios), max(ratios)
            print(f"ratio, {name:10} {low:.2f} to {high:.2f}, median {middle:.2f}")


def measure(settings: Settings, connection: Connection, some: list[Brief]) -> Clock:
    """Time one batch."""
    with Clock(settings.home) as clock:
        load_briefs(connection, some)
    return clock


@contextmanager
def temporary_settings() -> Iterator[Settings]:
    """Settings of a local server that is stopped and deleted afterwards."""
    with tempfile.TemporaryDirectory() as home:
        settings = load_settings({"home": home}, cwd=Path(home))
        try:
            yield settings
        finally:
            down(settings)


if __name__ == "__main__":
    main()
