"""Whether a load stays as fast, and as small, as the graph grows.

    python bench/scaling.py [--briefs 10000] [--profile]

Generated briefs are written to a file in the native format, then read, checked, identified and
written into a server of the bench's own, on an empty graph. Time and resident memory of the
loading process are taken after each thousand. `--profile` prints where its time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import psutil

from bench.generated import briefs
from graph.connection import connect
from graph.loading import load_briefs
from graph.server import down
from graph.settings import load_settings
from loaders import read
from ontology.records import Brief

WINDOW = 1000


class Windows:
    """Seconds and resident megabytes after each thousand briefs, printed as they come."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.memory: list[float] = []
        self._done = 0
        self._began = time.perf_counter()

    def __call__(self, number: int) -> None:
        self._done += number
        if self._done % WINDOW:
            return
        now = time.perf_counter()
        self.seconds.append(now - self._began)
        self.memory.append(psutil.Process().memory_info().rss / 1e6)
        self._began = now
        print(f"{self._done:7,}  {self.seconds[-1]:6.2f}  {self.memory[-1]:11.0f}", flush=True)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, default=10_000)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"home": folder, "aot": False}, cwd=Path(folder))
        file = Path(folder) / "generated.jsonl"
        with file.open("w", encoding="utf-8") as lines:
            for brief in briefs(options.briefs):
                lines.write(json.dumps(native(brief)) + "\n")
        try:
            with connect(settings) as connection:
                profile = cProfile.Profile() if options.profile else None
                windows = Windows()
                print(" briefs       s  resident MB")
                with profile or nullcontext():
                    load_briefs(
                        connection,
                        (found.brief for found in read([file]) if found.brief is not None),
                        progress=windows,
                    )
                told(windows)
                if profile is not None:
                    pstats.Stats(profile).sort_stats("tottime").print_stats(20)
        finally:
            down(settings)


def told(windows: Windows) -> None:
    """The last thousand against the first and the second, in time and in memory."""
    if len(windows.seconds) < 3:
        return
    first, second, last = windows.seconds[0], windows.seconds[1], windows.seconds[-1]
    print(f"last thousand / first {last / first:.2f}, / second {last / second:.2f}")
    print(f"memory after the last / after the first {windows.memory[-1] / windows.memory[0]:.2f}")


def native(brief: Brief) -> dict[str, Any]:
    """A generated brief as a file would have it."""
    entities: dict[str, Any] = {}
    for mention in brief.mentions:
        told = {"type": mention.type, "name": mention.name, "kind": mention.kind}
        told |= {"part_of": mention.part_of, "quote": list(mention.surfaces)}
        entities[mention.key] = {key: value for key, value in told.items() if value}
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
