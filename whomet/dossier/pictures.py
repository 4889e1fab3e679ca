"""Prepares the data of the pictures (timeline, map, network) from the rows of the sections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from whomet.dossier.links import Links, links_of
from whomet.dossier.sections import EVENT_SECTIONS, Section
from whomet.dossier.subject import Subject
from whomet.ontology.gazetteer import GazetteerPlace
from whomet.queries.internal_queries import Reader
from whomet.queries.places import locate, place_names
from whomet.queries.quotes import events_of

#: Maximum number of people in the network; more are illegible.
PEOPLE = 40
#: Groups of people that have a colour; others have none of their own.
GROUPS = 6
#: The sections that say where somebody was. A message is sent from elsewhere.
_PRESENT = ("visits", "meetings")
_COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Pictures:
    """The data of the pictures, ready for JSON; events are ids.

    `unknown` are places without coordinates; `people` counts all people, also beyond the maximum.
    """

    timeline: list[str]
    map: dict[str, Any] | None
    unknown: tuple[str, ...]
    network: dict[str, Any] | None
    people: int

    @property
    def has_rings(self) -> bool:
        """Whether the map has countries of which no place is known."""
        return self.map is not None and any(point["country"] for point in self.map["points"])


def picture_data(
    reader: Reader, subject: Subject, sections: Sequence[Section], dated: Collection[str]
) -> Pictures:
    """The data of the pictures for these sections; `dated` are the ids of events with a date."""
    by_id = {section.plan.id: section for section in sections}
    # The timeline question does not cover a period alone, so its picture uses what there is.
    drawn = [by_id[name] for name in EVENT_SECTIONS if name in by_id]
    timeline = [by_id["timeline"]] if "timeline" in by_id else drawn
    ids = dict.fromkeys(id for section in timeline for id in section.events())
    present = [
        (section.answer.columns, section.rows)
        for name in _PRESENT
        if (section := by_id.get(name)) is not None
    ]
    map_, unknown = map_data(reader, present, route=subject.kind == "actor")
    centre = {entity.id for entity in subject.entities if "actor" in subject.parameters}
    links = _meetings(by_id["met"].rows if "met" in by_id else [], by_id["meetings"].rows)
    network, people = network_data(links, centre)
    return Pictures([id for id in ids if id in dated], map_, unknown, network, people)


def _meetings(met: Sequence[Mapping[str, Any]], meetings: Sequence[Mapping[str, Any]]) -> Links:
    """Who met whom, as far as that is known of the two, else who was at the same meetings."""
    links = links_of(met, ("who", "whom"))
    others = links_of(meetings, ("participants",))
    return Links(links.names | others.names, others.events | links.events)


def map_data(
    reader: Reader,
    answers: Iterable[tuple[Sequence[str], Sequence[Mapping[str, Any]]]],
    *,
    route: bool,
) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
    """Places with their events, and the names of those that are not known.

    Each of `answers` is the columns and the rows of one. With `route`, also the stops in order of
    time: each an event and its place, None where that is not known better than by its country.
    """
    points: dict[tuple[float, float], dict[str, Any]] = {}
    number: dict[tuple[float, float], int] = {}
    stops: list[tuple[str, str, int | None]] = []
    unknown: dict[str, None] = {}
    for columns, rows in answers:
        located = locate(reader, columns, rows, or_country=True)
        for row, places in zip(rows, located, strict=True):
            [event, *_] = events_of(row)
            for place in places:
                at = (place.point.longitude, place.point.latitude)
                number.setdefault(at, len(number))
                point = points.setdefault(at, _point(place.point, at))
                if place.direct and not point["named"]:
                    point |= {"name": place.name, "named": True}
                point["events"][event] = None
                if row.get("begin_earliest"):
                    exact = None if point["country"] else number[at]
                    stops.append((row["begin_earliest"], event, exact))
            if not places:
                unknown |= dict.fromkeys(place_names(row))
    if not points:
        return None, tuple(unknown)
    way = [[event, stop] for _, event, stop in sorted(stops, key=lambda each: each[0])]
    for point in points.values():
        del point["named"]
        point["events"] = list(point["events"])
    return {"points": list(points.values()), "way": way if route else []}, tuple(unknown)


def _point(point: GazetteerPlace, at: tuple[float, float]) -> dict[str, Any]:
    """A point of the map; it is called as the briefs call the place, if they name it at all."""
    country = point.kind == _COUNTRY
    return {"name": point.name, "named": False, "at": at, "country": country, "events": {}}


def network_data(
    links: Links,
    centre: Collection[str],
    facts: Mapping[str, str] | None = None,
    groups: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Any] | None, int]:
    """The network of the most frequent people, and how many there are in all.

    Those of `centre` come first. `facts` and `groups` are of people by id: what is said of each,
    and the value by which they are grouped. Of several groups the first have a number each, all
    others 0.
    Where there are facts, whoever has none stands beside the rows.
    """
    centre, facts, groups = set(centre), facts or {}, groups or {}
    weight: Counter[str] = Counter()
    for pair, events in links.events.items():
        for id in pair:
            weight[id] += len(events)
    if not weight:
        return None, 0
    names = links.names
    ranked = sorted(weight, key=lambda id: (id not in centre, -weight[id], names[id], id))
    kept = {id: number for number, id in enumerate(ranked[:PEOPLE])}
    values = sorted({groups[id] for id in kept if groups.get(id) is not None})
    if len(values) < 2:
        values = []
    number_of = {value: number for number, value in enumerate(values[:GROUPS], 1)}
    other = 0 if values else None
    people: list[dict[str, Any]] = [
        {
            "id": id,
            "name": names[id],
            "centre": id in centre,
            "facts": facts.get(id),
            "beside": bool(facts) and id not in facts,
            "group": number_of.get(groups.get(id), other),
        }
        for id in kept
    ]
    members = Counter(person["group"] for person in people)
    others = [(None, 0)] if members[0] else []
    return {
        "people": people,
        "groups": [
            {"value": value, "number": number, "people": members[number]}
            for value, number in [*number_of.items(), *others]
        ],
        "links": [
            {"from": kept[one], "to": kept[other], "events": list(events)}
            for (one, other), events in sorted(links.events.items())
            if one in kept and other in kept
        ],
    }, len(ranked)
