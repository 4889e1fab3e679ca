"""Measures the speed and memory use of the RDF export.

    python bench/exporting.py [--briefs 2000]

Loads generated briefs into a temporary server and exports them in each format, then doubles the
graph to check that memory use does not grow.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from itertools import islice
from pathlib import Path

import psutil

from bench.generated import briefs
from whomet.graph.database.connecting import connect
from whomet.graph.rdf import FORMATS, export
from whomet.graph.server import down
from whomet.graph.settings import load_settings
from whomet.graph.writing.loading import load_briefs


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, default=2000)
    count = parser.parse_args().briefs
    many = briefs(2 * count)
    print("briefs  format   triples    MB     s  triples/s  resident MB")
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"home": folder}, cwd=Path(folder))
        try:
            with connect(settings) as connection:
                for loaded in (count, 2 * count):
                    load_briefs(connection, islice(many, count))
                    for format in FORMATS:
                        target = Path(folder) / "graph"
                        began = time.perf_counter()
                        with target.open("w", encoding="utf-8") as stream:
                            written = export(connection, stream, format)
                        seconds = time.perf_counter() - began
                        print(
                            f"{loaded:6}  {format:7}{written.triples:9,}{_mega(target):6.0f}"
                            f"{seconds:6.1f}{written.triples / seconds:11,.0f}{_resident():13.0f}"
                        )
        finally:
            down(settings)


def _mega(path: Path) -> float:
    return path.stat().st_size / 1e6


def _resident() -> float:
    return psutil.Process(os.getpid()).memory_info().rss / 1e6


if __name__ == "__main__":
    main()
