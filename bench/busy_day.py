"""Loads thousands of reports of one day, and compares the last thousand with the first.

    python bench/busy_day.py [--reports 12000] [--people 300] [--same 5000]

Uses a temporary server. First come reports of meetings of two of `--people` people, each with a
place or without; then `--same` reports of one pair, of which every tenth leaves the place out. A
tenth of the first is then retracted and loaded again. Time is that of processors, of this process
and the server, which other load on the machine affects less.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from datetime import date
from random import Random

from bench.clock import Clock
from bench.growth import temporary_settings
from whomet.graph.database.connection import Connection, connect
from whomet.graph.settings import Settings
from whomet.graph.writing.loading import load_briefs, retract_briefs
from whomet.ontology.records import Brief, ClaimRecord, Mention, StatedDate

DAY = date(2024, 5, 14)
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
        many = list(of_one_day(options.reports, options.people))
        print(f"{options.reports:,} reports of one day among {options.people} people")
        measure(settings, connection, many)
        tenth = [brief.id for brief in many[::10]]
        with Clock(settings.home) as clock:
            retract_briefs(connection, tenth)
            load_briefs(connection, many[::10])
        print(f"a tenth retracted and loaded again: {clock.processor:.1f} s")
        print(f"{options.same:,} reports of one pair on that day")
        measure(settings, connection, of_one_pair(options.same))


def measure(settings: Settings, connection: Connection, reports: Iterable[Brief]) -> None:
    """Load in thousands, and print what each took."""
    taken = []
    for number, some in enumerate(chunks(reports), 1):
        with Clock(settings.home) as clock:
            load_briefs(connection, some)
        taken.append(clock.processor)
        print(f"{number * STEP:8,}{clock.wall:8.1f} s{clock.processor:8.1f} s", flush=True)
    print(f"last / first: {taken[-1] / taken[0]:.2f}")


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


if __name__ == "__main__":
    main()
