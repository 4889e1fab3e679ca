"""Travel in figures, day by day: what `tally` computes from intervals is counted here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from rdflib import Literal
from rdflib.term import Node

from whomet.ontology.dates import parse_period

Solution = dict[str, Node]
Days = set[date]
DAY = timedelta(days=1)


@dataclass
class Visit:
    """A visit with its four bounds, and what it led to."""

    bounds: tuple[date | None, ...]
    places: set[Node] = field(default_factory=set)
    terms: dict[Node, Solution] = field(default_factory=dict)

    def possible(self, since: date | None, until: date | None) -> tuple[date, date] | None:
        """The first and last day on which it is possible; None without a date."""
        begin1, begin2, end1, end2 = self.bounds
        if not any(self.bounds):
            return None
        first = begin1 or since or min(filter(None, (begin2, end1, end2, until)))
        last = end2 or until or max(filter(None, (begin1, begin2, end1, since)))
        return max(first, since or first), min(last, until or last)

    def certain(self) -> Days:
        _, begin2, end1, _ = self.bounds
        return days(begin2, end1) if begin2 and end1 else set()

    def certainly_in(self, first: date | None, last: date | None) -> bool:
        _, begin2, end1, _ = self.bounds
        return (last is None or (begin2 is not None and begin2 <= last)) and (
            first is None or (end1 is not None and end1 >= first)
        )


def days(first: date, last: date) -> Days:
    """All days from one to another."""
    return {first + n * DAY for n in range((last - first).days + 1)}


Period = tuple[str | None, date | None, date | None]
"""Whose name a period has ("" for none, None for no period), its first and its last day."""


def tally(solutions: Sequence[Solution], asked: Mapping[str, Any]) -> Iterator[Solution]:
    """A solution for each visit of each person and period, with what is counted of all."""
    groups: dict[tuple[Node, Period], dict[Node, Visit]] = defaultdict(dict)
    for who, visits in _visits(solutions).items():
        for event, visit in visits.items():
            for period in _periods(visit, asked):
                if not asked["certain"] or visit.certainly_in(*period[1:]):
                    groups[who, period][event] = visit
    for number, ((who, period), visits) in enumerate(groups.items()):
        counted = _counted(list(visits.values()), period, asked)
        for event in visits:
            yield {**counted, "row": Literal(number), "who": who, "event": event}


def _visits(solutions: Sequence[Solution]) -> dict[Node, dict[Node, Visit]]:
    found: dict[Node, dict[Node, Visit]] = defaultdict(dict)
    for told in solutions:
        sides = (told.get(name) for name in ("begin1", "begin2", "end1", "end2"))
        bounds = tuple(_day(side) for side in sides)
        visit = found[told["who"]].setdefault(told["event"], Visit(bounds))
        if told.get("place") is not None:
            visit.places.add(told["place"])
        if told.get("term") is not None:
            visit.terms[told["term"]] = told
    return found


def _periods(visit: Visit, asked: Mapping[str, Any]) -> set[Period]:
    since, until, by = asked["since"], asked["until"], asked["by"]
    if by is None:
        return {("", since, until)}
    possible = visit.possible(since, until)
    if possible is None:
        return {(None, None, None)}
    if by in ("year", "month"):
        found = set()
        for day in days(*possible):
            first, last = parse_period(day.isoformat()[: 4 if by == "year" else 7], day)
            assert first and last
            found.add(("", max(first, since or first), min(last, until or last)))
        return found
    found = set()
    for told in visit.terms.values():
        first, last = _day(told.get("from")), _day(told.get("to"))
        if (first is None or first <= possible[1]) and (last is None or last >= possible[0]):
            first = max(filter(None, (first, since)), default=None)
            last = min(filter(None, (last, until)), default=None)
            found.add((asked["names"]([told["position"]])[0], first, last))
    return found or {(None, None, None)}


def _counted(visits: Sequence[Visit], period: Period, asked: Mapping[str, Any]) -> Solution:
    of, first, last = period
    certain: Days = set().union(*(visit.certain() for visit in visits))
    spans = [visit.possible(asked["since"], asked["until"]) for visit in visits]
    possible: Days = set().union(*(days(*span) for span in spans if span))
    inside, likely = (
        {day for day in some if day >= (first or day) and day <= (last or day)}
        for some in (certain, possible)
    )
    # What begins on the day after the last day is the same trip: no day lies between.
    starts = [day for day in certain if day - DAY not in certain]
    counted: Solution = {
        "trips": Literal(len(starts) + sum(not visit.certain() for visit in visits)),
        "visits": Literal(len(visits)),
        "days": Literal(len(inside)),
        "days_possible": Literal(len(likely)),
        "places": Literal(len(set().union(*(visit.places for visit in visits)))),
    }
    if first and last:
        counted["share_of_days"] = Literal(round(len(inside) / ((last - first).days + 1), 4))
    if of is not None and (first or last):
        counted["period"] = Literal(f"{of}, {_edtf(first, last)}" if of else _edtf(first, last))
    elif of:
        counted["period"] = Literal(of)
    return counted


def _edtf(first: date | None, last: date | None) -> str:
    """The shortest EDTF of these days."""
    if first and last:
        for size in (10, 4, 7):
            ends = first.isoformat()[:size], last.isoformat()[:size]
            whole = parse_period(ends[0], first)[0], parse_period(ends[1], last)[1]
            if whole == (first, last) and (size < 10 or first == last):
                return ends[0] if ends[0] == ends[1] else "/".join(ends)
    return "/".join(day.isoformat() if day else ".." for day in (first, last))


def _day(value: Node | None) -> date | None:
    return None if value is None else date.fromisoformat(str(value))
