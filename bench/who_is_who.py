"""Measures judgements, search and proposals on a large graph of many people.

    python bench/who_is_who.py [--briefs 100000] [--home FOLDER]

Loads generated briefs in bulk, of which the people are as many as the briefs (some single words),
into a temporary server, or uses the graph that is in the home of an earlier run. Everything is
timed in one process that has a connection; memory is that of the process. Beside the time by the
clock there is that of processors, of this process and of Neo4j, for machines that are busy.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from bench.clock import Clock
from bench.generated import crowded_briefs
from whomet.api import Graph
from whomet.graph.bulk import load_in_bulk
from whomet.graph.database.connecting import connect
from whomet.graph.database.schema import apply_schema
from whomet.graph.review.proposals.finding import proposals_about
from whomet.graph.server import down
from whomet.graph.settings import Settings, load_settings
from whomet.graph.writing.loading import load_briefs

RUNS = 5
#: Of the people who are not single words, so many for each brief.
PEOPLE = 0.7
BUSIEST = """
MATCH (p:Person) WHERE p.id STARTS WITH 'person:'
RETURN p.id AS id, p.name AS name, p.briefs AS briefs ORDER BY briefs DESC, id LIMIT 2
"""
USUAL = """
MATCH (p:Person) WHERE p.id STARTS WITH 'person:' AND p.briefs = 4
RETURN p.id AS id, p.name AS name, p.briefs AS briefs ORDER BY id LIMIT 2
"""
MENTIONED = "MATCH (:Brief {id: $id})-[:MENTIONS]->(p:Person) RETURN p.id AS id"
COUNTS = """
MATCH (p:Person) WITH count(p) AS people
MATCH (b:Brief) RETURN people, count(b) AS briefs
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, default=100_000)
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    with ExitStack() as stack:
        home = options.home or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = load_settings({"home": home}, cwd=home)
        stack.callback(down, settings)
        if not (home / "loaded").exists():
            _load(settings, options.briefs)
            (home / "loaded").touch()
        with Graph(settings) as graph:
            _measure(graph)


def _load(settings: Settings, count: int) -> None:
    with connect(settings) as connection:
        connection.prepare(lambda session: apply_schema(session, connection.vocabulary))
        with Clock(settings.home) as clock:
            load_in_bulk(settings, connection, crowded_briefs(count, int(count * PEOPLE)))
        print(
            f"{count:,} briefs in bulk: {clock.wall:.0f} s, {clock.processor:.0f} s of processors,"
            f" {clock.megabytes:,.0f} MB",
            flush=True,
        )


def _measure(graph: Graph) -> None:
    connection = graph.connect()
    [counts] = connection.read(COUNTS)
    print(f"{counts['people']:,} people in {counts['briefs']:,} briefs")
    print("ms, p50 of a few runs                     clock  processors")
    home = graph.settings.home
    for query in (USUAL, BUSIEST):
        pair = connection.read(query)
        one, other = (row["id"] for row in pair)
        judged, taken_back = [], []
        for _ in range(RUNS):
            judged.append(_timed(home, partial(graph.judge, one, other, "same")))
            taken_back.append(_timed(home, partial(graph.forget, one, other)))
        _print(f"same: {' and '.join(str(row['briefs']) for row in pair)} briefs", judged)
        _print("forget", taken_back)
    name = pair[1]["name"]
    for text in ("travelled letter", name, name.split()[-1]):
        asked = partial(graph.ask, "search", text=text, limit=20)
        _print(f"search {text!r}", [_timed(home, asked) for _ in range(RUNS)])

    loaded, found = [], []
    for number, brief in enumerate(islice(crowded_briefs(RUNS, 1000, seed=99), RUNS)):
        new = replace(brief, id=f"new-{number}")
        loaded.append(_timed(home, partial(load_briefs, connection, [new])))
        ids = [row["id"] for row in connection.read(MENTIONED, {"id": new.id})]
        found.append(_timed(home, partial(proposals_about, connection, "Person", ids)))
        graph.retract(new.id)
    _print("load of a new brief", loaded)
    _print("its proposals", found)

    before = psutil.Process().memory_info().rss / 1e6
    made: list[Any] = []
    clock = _timed(home, lambda: made.extend(graph.proposals()))
    print(
        f"{len(made):,} proposals: {clock.wall:.0f} s, {clock.processor:.0f} s of processors,"
        f" {clock.megabytes:,.0f} MB resident at most ({before:,.0f} before)"
    )


def _timed(home: Path, work: Callable[[], object]) -> Clock:
    with Clock(home) as clock:
        work()
    return clock


def _print(what: str, clocks: Sequence[Clock]) -> None:
    wall, processor = (
        1000 * median(getattr(clock, name) for clock in clocks) for name in ("wall", "processor")
    )
    print(f"{what:40}{wall:7,.0f}{processor:12,.0f}", flush=True)


if __name__ == "__main__":
    main()
