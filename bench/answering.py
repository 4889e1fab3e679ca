"""Measures the latency of `whomet ask`: cold, warm, and compared with bare Cypher.

    python bench/answering.py [--runs 5]

Cold: the server is stopped, and `whomet ask` starts it, with and without the AOT cache
(WHOMET_AOT=no). Warm: the server is running. Uses a temporary home with the example briefs, and
the regular cache of jars and AOT. Also compares, within one process, each question including name
resolution with its bare Cypher through the same driver, alternating between the two. The bare
Cypher is all that a question reads for its rows: for `search` also the texts of the briefs found,
for the measures of a network also its meetings.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from whomet.api import open as open_graph
from whomet.graph.database.connecting import connect
from whomet.graph.database.connection import Connection
from whomet.graph.server import down
from whomet.graph.server.training import train
from whomet.graph.settings import Settings, load_settings
from whomet.queries import ask, catalogue, resolve
from whomet.queries.internal_queries import Reader, internal
from whomet.queries.network_measures import OF_ROWS, meetings_text
from whomet.queries.passages import BRIEF
from whomet.queries.question import Question

#: Times that each question is asked before any is timed.
WARM_UP = 50
ROOT = Path(__file__).resolve().parents[1]
WHOMET = [sys.executable, "-c", "import sys; from whomet.cli import main; sys.exit(main())"]
QUESTION = ["ask", "who-met-whom", "--actor", "Bagheri"]
PARAMETERS: dict[str, dict[str, str]] = {
    "who-met-whom": {"actor": "Bagheri"},
    "meetings": {"place": "Sochi"},
    "visits": {"place": "Iran", "since": "2017"},
    "visitors": {"place": "Iran"},
    "itinerary": {"actor": "Bagheri"},
    "messages": {"actor": "Khamenei"},
    "statements": {"actor": "Hassan Rouhani"},
    "positions": {"on": "2018-01"},
    "evidence": {"actor": "Bagheri"},
    "delegations": {"actor": "Bagheri"},
    "co-presence": {"actor": "Bagheri"},
    "connection": {"actor": "Bagheri", "with": "Shinzo Abe"},
    "brokers": {},
    "capacities": {"actor": "Bagheri"},
    "topics": {"actor": "Bagheri"},
    "conflicts": {},
    "frequency": {"actor": "Bagheri"},
    "timeline": {"actor": "Bagheri"},
    "gaps": {"actor": "Bagheri", "kind": "single-source"},
    "firsts": {"actor": "Bagheri"},
    "search": {"text": "chief of staff"},
    "who": {"class": "Person"},
    "tally": {"actor": "Bagheri", "by": "year"},
    "network": {},
}


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"home": folder}, cwd=Path(folder))
        trained = tempfile.mkdtemp(dir=folder)
        train(load_settings({"home": trained}, cwd=Path(folder)))
        try:
            with open_graph(home=folder) as graph:
                graph.load([ROOT / "examples" / "briefs"])
            processes(settings, runs)
            questions(settings, runs * 10)
        finally:
            down(settings)


def processes(settings: Settings, runs: int) -> None:
    """Time whole processes, cold and warm."""
    home = {"WHOMET_HOME": str(settings.home), "WHOMET_CACHE": str(settings.cache)}
    environment = {**os.environ, **home, "PYTHONPATH": str(ROOT)}

    def process(*arguments: str, **more: str) -> float:
        started = time.perf_counter()
        subprocess.run(
            [*WHOMET, *arguments],
            env={**environment, **more},
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return time.perf_counter() - started

    def cold(aot: str) -> float:
        down(settings)
        return process(*QUESTION, WHOMET_AOT=aot)

    table("cold ask, no AOT cache", [cold("no") for _ in range(runs)])
    table("cold ask, AOT cache", [cold("yes") for _ in range(runs)])
    process(*QUESTION)
    table("warm ask, table", [process(*QUESTION) for _ in range(runs * 2)])
    table("warm ask, json", [process(*QUESTION, "--format", "json") for _ in range(runs * 2)])
    bare = [sys.executable, "-c", "import neo4j"]
    table(
        "import neo4j alone", [timed(lambda: subprocess.run(bare, check=True)) for _ in range(runs)]
    )


def questions(settings: Settings, runs: int) -> None:
    """Time each question within one process, and its bare Cypher, on a server in use.

    A server that has just started compiles its own code for some thousand queries.
    """
    with connect(settings) as connection:
        for name, parameters in [*PARAMETERS.items()] * WARM_UP:
            ask(connection, name, **parameters)
        for name, parameters in PARAMETERS.items():
            compare(connection, name, parameters, runs)


def compare(connection: Connection, name: str, parameters: dict[str, str], runs: int) -> None:
    """Time one question both ways, alternating."""
    question = catalogue().question(name)
    values = resolve(connection, question, parameters).values
    asked: list[float] = []
    bare: list[float] = []
    for run in range(runs + 5):
        ways = [
            (asked, lambda: ask(connection, name, **parameters)),
            (bare, lambda: connection.together(lambda reader: read_bare(reader, question, values))),
        ]
        # Alternate the order, so that other load on the machine affects both alike.
        for times, work in ways if run % 2 else reversed(ways):
            milliseconds = timed(work) * 1000
            if run >= 5:
                times.append(milliseconds)
    # The target is about the median; on a busy machine the minimum is more reliable.
    for label, of in (("p50", statistics.median), ("least", min)):
        one, other = of(asked), of(bare)
        print(
            f"{name:14} {label:5} ask {one:6.1f} ms   bare {other:6.1f} ms   "
            f"ratio {one / other:4.2f}   difference {one - other:5.1f} ms"
        )


def read_bare(reader: Reader, question: Question, values: dict[str, object]) -> None:
    """Read what a question reads for its rows, with values that are resolved already."""
    if question.network:
        assert question.choosing is not None
        everybody = {**values, **dict.fromkeys(OF_ROWS)}
        reader.read(meetings_text(question.choosing, reader.vocabulary), everybody)
    rows = reader.read(question.cypher, values)
    if question.passages:
        reader.read(internal("passages"), {"briefs": [row[BRIEF] for row in rows]})


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def table(name: str, seconds: list[float]) -> None:
    """Print one row."""
    print(
        f"{name:24} min {min(seconds):6.2f} s   median {statistics.median(seconds):6.2f} s   "
        f"max {max(seconds):6.2f} s"
    )


if __name__ == "__main__":
    main()
