"""Prepares the data of the pictures (timeline, map, network) from the rows of the sections."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from whomet.dossier.evidence import Evidence
from whomet.dossier.sections import Section
from whomet.dossier.subject import Subject
from whomet.queries.internal_queries import Reader
from whomet.queries.places import locate, place_names

#: Maximum number of people in the network; more are illegible.
PEOPLE = 40
#: The timeline question does not cover a period alone, so its picture uses these sections.
_DRAWN = ("timeline", "visits", "meetings", "messages", "statements")


@dataclass(frozen=True, slots=True)
class Pictures:
    """The data of the pictures, ready for JSON.

    `unknown` are places without coordinates; `people` counts all people, also beyond the maximum.
    """

    timeline: list[str]
    map: dict[str, Any] | None
    unknown: tuple[str, ...]
    network: dict[str, Any] | None
    people: int


def picture_data(
    reader: Reader, subject: Subject, sections: Sequence[Section], evidence: Evidence
) -> Pictures:
    """The data of the pictures for these sections."""
    by_id = {section.plan.id: section for section in sections}
    drawn = [by_id[name] for name in _DRAWN if name in by_id]
    timeline = [drawn[0]] if "timeline" in by_id else drawn
    ids = dict.fromkeys(id for section in timeline for id in section.events())
    map_, unknown = _map(reader, by_id.get("itinerary") or by_id["visits"])
    centre = [entity.name for entity in subject.entities if "actor" in subject.parameters]
    network, people = _network(centre, by_id["met"].rows, by_id["meetings"].rows)
    return Pictures([id for id in ids if evidence.events[id].dated], map_, unknown, network, people)


def _map(reader: Reader, section: Section) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
    """Places with their events; for an actor, also the route between them."""
    itinerary = section.plan.id == "itinerary"
    # Rows that say where somebody was. A message is sent from elsewhere.
    present = {
        name
        for name, cls in reader.vocabulary.events.items()
        if cls.encounter or cls.keys_of("destination")
    }
    rows = [row for row in section.rows if not itinerary or row["kind"] in present]
    points: dict[tuple[float, float], dict[str, Any]] = {}
    way: list[tuple[float, float]] = []
    unknown: dict[str, None] = {}
    for row, places in zip(rows, locate(reader, section.answer.columns, rows), strict=True):
        for place in places:
            at = (place.point.longitude, place.point.latitude)
            point = points.setdefault(at, {"name": place.point.name, "at": at, "events": []})
            if row["event"] not in point["events"]:
                point["events"].append(row["event"])
            if itinerary and row["when"] and way[-1:] != [at]:
                way.append(at)
        if not places:
            unknown |= dict.fromkeys(place_names(row))
    if not points:
        return None, tuple(unknown)
    order = {at: number for number, at in enumerate(points)}
    return {"points": list(points.values()), "way": [order[at] for at in way]}, tuple(unknown)


def _network(
    centre: Iterable[str], met: Sequence[dict[str, Any]], meetings: Sequence[dict[str, Any]]
) -> tuple[dict[str, Any] | None, int]:
    """Who met whom, directly or at the same meetings; only the most frequent people."""
    centre = list(centre)
    links: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for row in met:
        links[_pair(row["who"], row["whom"])] |= dict.fromkeys(row["event"])
    direct = set(links)
    for row in meetings:
        for one, other in combinations(dict.fromkeys(row["participants"]), 2):
            if _pair(one, other) not in direct:
                links[_pair(one, other)][row["event"]] = None
    weight: Counter[str] = Counter()
    for pair, events in links.items():
        for name in pair:
            weight[name] += len(events)
    if not weight:
        return None, 0
    ranked = sorted(weight, key=lambda name: (name not in centre, -weight[name], name))
    kept = {name: number for number, name in enumerate(ranked[:PEOPLE])}
    return {
        "people": [{"name": name, "centre": name in centre} for name in kept],
        "links": [
            {"from": kept[one], "to": kept[other], "events": list(events)}
            for (one, other), events in sorted(links.items())
            if one in kept and other in kept
        ],
    }, len(ranked)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)
