"""Renders a dossier as one self-contained HTML file, which runs only its own script."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from whomet.dossier.evidence import Evidence, EvidenceEvent, anchor
from whomet.dossier.pictures import PEOPLE, Pictures
from whomet.dossier.sections import Section, SectionColumn
from whomet.dossier.subject import Subject
from whomet.ontology.dates.readable import readable
from whomet.queries.quotes import events_of

if TYPE_CHECKING:
    from jinja2 import Environment

    from whomet.ontology.vocabulary import Vocabulary

_FOLDER = Path(__file__).parent
#: Direction control characters, which <title> cannot isolate.
_DIRECTION_CONTROLS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class PageRow:
    """A row as shown on the page: its anchor, cells and events, and the number of quotes."""

    anchor: str
    row: dict[str, Any]
    events: tuple[EvidenceEvent, ...]
    quotes: int
    first_quote: str | None


def render(
    subject: Subject,
    sections: Sequence[Section],
    evidence: Evidence,
    pictures: Pictures,
    vocabulary: Vocabulary,
    made: date,
) -> str:
    """The page as HTML text."""
    style, script = _asset("page.css"), _asset("assets/d3.js") + _asset("page.js")
    return (
        _environment()
        .get_template("page.html")
        .render(
            subject=subject,
            title=_DIRECTION_CONTROLS.sub("", subject.title),
            sections=sections,
            columns={section.plan.id: _columns(section, subject) for section in sections},
            lines={section.plan.id: _lines(section, evidence) for section in sections},
            figures=_figures(sections, vocabulary),
            now=_now(sections),
            evidence=evidence,
            pictures=pictures,
            most_people=PEOPLE,
            places=sorted({name for event in evidence.events.values() for name in event.places}),
            data=_data(evidence, pictures),
            world=_asset("assets/countries.json") if pictures.map else None,
            made=made,
            style=Markup(style),
            script=Markup(script),
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": False}
    filters: dict[str, Callable[..., Any]] = {
        "readable": readable,
        "without_date": _without_date,
        "worded": _worded,
    }
    environment.filters.update(filters)
    return environment


@cache
def _asset(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """The hash of an inline script or style for the Content-Security-Policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _columns(section: Section, subject: Subject) -> list[SectionColumn]:
    """The columns that have values; `until` is kept, because an unknown end is informative."""
    return [
        column
        for column in section.plan.columns
        if not (column.constant_for_actor and subject.kind == "actor")
        if column.name == "until" or any(row[column.name] for row in section.rows)
    ]


def _lines(section: Section, evidence: Evidence) -> list[PageRow]:
    lines = []
    seen: dict[str, int] = {}
    for row in section.rows:
        events = tuple(evidence.events[id] for id in dict.fromkeys(events_of(row)))
        cells = (str(row[column.name]) for column in section.plan.columns)
        id = anchor("r", section.plan.id, *(event.id for event in events), *cells)
        seen[id] = seen.get(id, 0) + 1
        lines.append(
            PageRow(
                f"{id}-{seen[id]}" if seen[id] > 1 else id,
                row,
                events,
                sum(len(event.proofs) for event in events),
                next(iter(row["quotes"] or []), None),
            )
        )
    return lines


def _figures(sections: Sequence[Section], vocabulary: Vocabulary) -> list[tuple[int, str, str]]:
    """The totals in the page header: count, noun, and the section that lists them."""
    singular = {
        "visits": ("visit", "visits"),
        "meetings": ("meeting", "meetings"),
        "messages": ("message", "messages"),
        "statements": ("statement", "statements"),
        "conflicts": ("disagreement", "disagreements"),
        "gaps": ("gap", "gaps"),
    }
    figures = [
        (section.total, singular[name][section.total != 1], name)
        for section in sections
        if (name := section.plan.id) in singular
    ]
    for section in sections:
        if section.plan.id == "itinerary":
            led = {name for name, cls in vocabulary.events.items() if cls.keys_of("destination")}
            visits = sum(row["kind"] in led for row in section.answer.rows)
            figures.insert(0, (visits, singular["visits"][visits != 1], "itinerary"))
    return figures


def _now(sections: Sequence[Section]) -> list[dict[str, Any]]:
    """The positions of an actor without a known end."""
    return [
        row
        for section in sections
        if section.plan.id == "positions" and "actor" in section.parameters
        for row in section.rows
        if row["until"] is None
    ]


def _data(evidence: Evidence, pictures: Pictures) -> dict[str, Any]:
    """The data of the page's script; events are referred to by their anchors."""
    events = evidence.events
    names = sorted({name for event in events.values() for name in event.places})
    number = {name: count for count, name in enumerate(names)}
    network, map_ = pictures.network, pictures.map
    return {
        "events": {
            event.anchor: {
                "name": _worded(event.name),
                "kind": event.kind,
                "first": event.first,
                "last": event.last,
                "dated": event.dated,
                "certainty": event.certainty,
                "places": [number[name] for name in event.places],
            }
            for event in events.values()
        },
        "places": names,
        "timeline": [events[id].anchor for id in pictures.timeline],
        "map": map_ and {**map_, "points": [_addressed(p, evidence) for p in map_["points"]]},
        "network": network
        and {**network, "links": [_addressed(link, evidence) for link in network["links"]]},
    }


def _addressed(part: dict[str, Any], evidence: Evidence) -> dict[str, Any]:
    return {**part, "events": [evidence.events[id].anchor for id in part["events"]]}


def _without_date(what: str, when: str | None) -> str:
    """The name of an event without its trailing date, if another column shows that."""
    return what.removesuffix(f" · {when}") if when else what


def _worded(name: str) -> str:
    """The name of an event with its trailing date in readable form."""
    start, dot, when = name.rpartition(" · ")
    return f"{start}{dot}{readable(when)}" if dot and when[:1] in "0123456789[." else name
