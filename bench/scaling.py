"""Measures whether the speed and memory use of a load stay constant as the graph grows.

    python bench/scaling.py [--briefs 10000] [--profile]

Writes generated briefs to files in the native format and loads them into a temporary server with
an empty graph, after a warm-up load for the server's JIT compiler. Prints wall time, processor
time and resident memory of the loading process, and processor time of the server, after every
thousand briefs. `--profile` prints a profile of the loading process.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from bench.generated import briefs
from whomet.graph.database.connecting import connect
from whomet.graph.server import down, status
from whomet.graph.settings import load_settings
from whomet.graph.writing.loading import load_briefs
from whomet.loaders import read
from whomet.ontology.records import Brief

WINDOW = 1000
WARM_UP = 2000


@dataclass(frozen=True, slots=True)
class Window:
    """The cost of a thousand briefs: wall and processor seconds, and resident megabytes after."""

    wall: float
    client: float
    server: float
    memory: float

    @property
    def processor(self) -> float:
        """Processor seconds of both processes."""
        return self.client + self.server


class Windows:
    """A progress callback that measures and prints a window for every thousand briefs."""

    def __init__(self, server: int) -> None:
        self.measured: list[Window] = []
        self._done = 0
        self._processes = (psutil.Process(), psutil.Process(server))
        self._began = self._now()

    def _now(self) -> tuple[float, float, float]:
        client, server = (sum(process.cpu_times()[:2]) for process in self._processes)
        return time.perf_counter(), client, server

    def __call__(self, number: int) -> None:
        self._done += number
        if self._done % WINDOW:
            return
        now = self._now()
        wall, client, server = (end - start for end, start in zip(now, self._began, strict=True))
        self.measured.append(
            Window(wall, client, server, self._processes[0].memory_info().rss / 1e6)
        )
        self._began = now
        found = self.measured[-1]
        print(
            f"{self._done:7,}  {found.wall:6.2f}  {found.client:8.2f}  {found.server:8.2f}"
            f"  {found.memory:11.0f}",
            flush=True,
        )


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, default=10_000)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"home": folder, "aot": False}, cwd=Path(folder))
        files = write(briefs(options.briefs), Path(folder))
        try:
            with connect(settings) as connection:
                load_briefs(connection, briefs(WARM_UP, seed=2))
                connection.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
                profile = cProfile.Profile() if options.profile else None
                windows = Windows(status(settings).pid or 0)
                print(" briefs       s  client s  server s  resident MB")
                with profile or nullcontext():
                    load_briefs(connection, from_files(files), progress=windows)
                print_ratios(windows.measured)
                if profile is not None:
                    pstats.Stats(profile).sort_stats("tottime").print_stats(20)
        finally:
            down(settings)


def print_ratios(measured: list[Window]) -> None:
    """Print the ratios of the last window to the first, and of the last tenth to the first."""
    if len(measured) < 2:
        return
    part = max(1, len(measured) // 10)
    first, last = measured[:part], measured[-part:]
    for name in ("wall", "processor", "memory"):
        one = getattr(measured[-1], name) / getattr(measured[0], name)
        tenth = median(getattr(w, name) for w in last) / median(getattr(w, name) for w in first)
        print(f"{name:10} last thousand / first {one:.2f}, last tenth / first tenth {tenth:.2f}")


def write(found: Iterator[Brief], folder: Path) -> list[Path]:
    """Write briefs into files in the native format, a thousand each.

    A single large file would have to be read completely before its first brief is valid.
    """
    files: list[Path] = []
    while some := list(islice(found, WINDOW)):
        files.append(folder / f"{len(files):04}.jsonl")
        files[-1].write_text("".join(json.dumps(native(b)) + "\n" for b in some), "utf-8")
    return files


def from_files(files: Iterable[Path]) -> Iterator[Brief]:
    """The briefs in files, parsed and checked lazily."""
    return (found.brief for found in read(files) if found.brief is not None)


def native(brief: Brief) -> dict[str, Any]:
    """A generated brief in the native format."""
    entities: dict[str, Any] = {}
    for mention in brief.mentions:
        entity = {"type": mention.type, "name": mention.name, "kind": mention.kind}
        entity |= {"part_of": mention.part_of, "quote": list(mention.surfaces)}
        entities[mention.key] = {key: value for key, value in entity.items() if value}
    events: dict[str, Any] = {}
    for claim in brief.claims:
        roles = {role: list(fillers) for role, fillers in claim.roles.items()}
        quote = {"text": claim.quote, "nth": 1}
        events[claim.key] = {"type": claim.type, "quote": quote, **roles}
        if claim.when is not None:
            events[claim.key]["when"] = claim.when.edtf
    return {
        "brief": brief.id,
        "title": brief.title,
        "source": brief.source,
        "published": brief.published.isoformat(),
        "text": brief.text,
        "entities": entities,
        "events": events,
    }


if __name__ == "__main__":
    main()
