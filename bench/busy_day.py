"""Loads thousands of reports of one day, and compares the last thousand with the first.

    python bench/busy_day.py [--reports 12000] [--people 300] [--same 5000]

Uses a temporary server. First come reports of meetings of two of `--people` people, each with a
place or without; then `--same` reports of one pair, of which every tenth leaves the place out. Of
both a tenth is then retracted, loaded again and corrected, and another thousand is loaded. Time is
that of processors, of this process and the server, which other load on the machine affects less.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from random import Random

from bench.clock import Clock
from bench.growth import temporary_settings
from whomet.graph.database.connecting import connect
from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings
from whomet.graph.writing.loading import load_briefs, retract_briefs
from whomet.ontology.records import Brief, ClaimRecord, Mention, StatedDate

DAY, LATER = date(2024, 5, 14), date(2024, 5, 15)
PLACES = ("Geneva", "Vienna", None)
STEP = 1000


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=12_000)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--same", type=int, default=5_000)
    options = parser.parse_args()
    with temporary_settings() as settings, connect(settings) as connection:
        warm_up = (report(f"w{n}", n, n + 1, None) for n in range(900, 1900, 2))
        load_briefs(connection, warm_up)
        print(f"{options.reports:,} reports of one day among {options.people} people")
        measure(settings, connection, list(of_one_day(options.reports, options.people)))
        print(f"{options.same:,} reports of one pair on that day")
        measure(settings, connection, list(of_one_pair(options.same)))


def measure(settings: Settings, connection: Connection, reports: list[Brief]) -> None:
    """Load in thousands, change a tenth, load another thousand; print what each took."""
    taken = []
    for number, some in enumerate(chunks(reports[:-STEP]), 1):
        taken.append(timed(f"{number * STEP:,}", settings, partial(load, connection, some)))
    tenth = reports[:-STEP:10]
    timed("a tenth away", settings, lambda: retract_briefs(connection, [b.id for b in tenth]))
    timed("and back", settings, lambda: load(connection, tenth))
    corrected = [of_the_next_day(brief) for brief in tenth]
    timed("corrected", settings, lambda: load(connection, corrected))
    after = timed("then", settings, lambda: load(connection, reports[-STEP:]))
    for name, last in (("last", taken[-1]), ("after that", after)):
        print(f"{name} / first {last / taken[0]:.2f}, / cheapest {last / min(taken):.2f}")


def load(connection: Connection, briefs: list[Brief]) -> None:
    """Load some briefs in one transaction."""
    load_briefs(connection, briefs)


def timed(what: str, settings: Settings, work: Callable[[], object]) -> float:
    """Do some work, and print and return the seconds of processors that it took."""
    with Clock(settings.home) as clock:
        work()
    print(f"{what:>14}{clock.wall:8.1f} s{clock.processor:8.1f} s", flush=True)
    return clock.processor


def chunks(reports: Iterable[Brief]) -> Iterator[list[Brief]]:
    """The reports in lists of a thousand."""
    some: list[Brief] = []
    for each in reports:
        some.append(each)
        if len(some) == STEP:
            yield some
            some = []


def of_one_day(count: int, people: int) -> Iterator[Brief]:
    """Meetings of two of so many people, at random."""
    chosen = Random(14)
    for number in range(count):
        one, other = chosen.sample(range(people), 2)
        yield report(f"d{number}", one, other, chosen.choice(PLACES))


def of_one_pair(count: int) -> Iterator[Brief]:
    """Reports of one meeting, of which every tenth does not say where."""
    for number in range(count):
        yield report(f"s{number}", 2001, 2002, None if number % 10 == 9 else PLACES[0])


def report(id: str, one: int, other: int, place: str | None) -> Brief:
    """A brief of one meeting of two people."""
    people = [Mention(f"p{n}", "Person", f"Person {n}", ref=f"bench:p{n}") for n in (one, other)]
    places = [Mention("place", "Place", place, ref=f"bench:{place}")] if place else []
    roles = {"participant": tuple(person.key for person in people)}
    if place:
        roles["place"] = ("place",)
    claim = ClaimRecord("m", "Meeting", "met", (5, 8), roles, when=StatedDate(DAY.isoformat()))
    return Brief(id, id, "Bench", DAY, "They met.", mentions=(*people, *places), claims=(claim,))


def of_the_next_day(brief: Brief) -> Brief:
    """The same brief, corrected: all of it was a day later."""
    [claim] = brief.claims
    day = StatedDate(LATER.isoformat())
    return replace(brief, published=LATER, claims=(replace(claim, when=day),))


if __name__ == "__main__":
    main()
