"""Renders a dossier as one self-contained HTML file, which runs only its own script."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from whomet.dossier.evidence import Evidence, EvidenceEvent, anchor
from whomet.dossier.lead import lead
from whomet.dossier.mentioned import Mentioned, actors_in, named_values, worded_values
from whomet.dossier.pictures import PEOPLE, Pictures
from whomet.dossier.sections import Section, SectionColumn
from whomet.dossier.subject import Subject
from whomet.ontology.dates.readable import readable
from whomet.queries.presentation.layout import USUAL
from whomet.queries.presentation.rows import DATES
from whomet.queries.quotes import events_of

if TYPE_CHECKING:
    from jinja2 import Environment

    from whomet.ontology.vocabulary import Vocabulary

_FOLDER = Path(__file__).parent
TEMPLATES = _FOLDER / "templates"
#: Files that served pages use too, by the name under which they are served.
SHARED_ASSETS = {
    "base.css": _FOLDER / "base.css",
    "pictures.js": _FOLDER / "pictures.js",
    "d3.js": _FOLDER / "assets" / "d3.js",
    "countries.json": _FOLDER / "assets" / "countries.json",
}
#: Direction control characters, which <title> cannot isolate.
_DIRECTION_CONTROLS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class PageRow:
    """A row as shown on the page: its anchor, its cells, and the element ids of its events.

    `evidence` is the address of its quotes, `notes` their numbers in print, and `quotes` how many
    there are.
    """

    anchor: str
    row: dict[str, Any]
    events: tuple[str, ...]
    evidence: str
    notes: str
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
    style = _asset("base.css") + _asset("page.css")
    script = _asset("assets/d3.js") + _asset("pictures.js") + _asset("page.js")
    people = actors_in(sections)
    at = {each.id: anchor("p", each.id) for each in people}
    shown = {section.plan.id for section in sections if section.rows}
    return (
        environment(TEMPLATES)
        .get_template("page.html")
        .render(
            subject=subject,
            title=_DIRECTION_CONTROLS.sub("", subject.title),
            own={entity.id for entity in subject.entities},
            link=lambda id: f"#{at[id]}" if id in at else None,
            event_links=False,
            to_event=lambda id: f"#{evidence.events[id].anchor}",
            to_brief=lambda proof: f"#{proof.brief.anchor}",
            sections=sections,
            empty=[section for section in sections if not section.rows],
            map_in=next((id for id in ("visits", "meetings") if id in shown), None),
            network_in=next((id for id in ("met", "meetings") if id in shown), None),
            columns={section.plan.id: columns_of(section, subject) for section in sections},
            lines={section.plan.id: _lines(section, evidence) for section in sections},
            people=[(each, _person_line(at[each.id], each, evidence)) for each in people],
            lead=lead(subject, sections, vocabulary),
            figures=figures(sections),
            now=now(subject, sections),
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
def environment(*folders: Path) -> Environment:
    """The Jinja environment of pages, with these folders of templates."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": False}
    filters: dict[str, Callable[..., Any]] = {
        "named": named_values,
        "readable": readable,
        "without_date": _without_date,
        "worded": worded,
        "worded_values": worded_values,
        "options": _options,
    }
    environment.filters.update(filters)
    environment.globals["date_columns"] = DATES
    return environment


@cache
def _asset(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """The hash of an inline script or style for the Content-Security-Policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def columns_of(section: Section, subject: Subject) -> list[SectionColumn]:
    """The columns that have values; `until` is kept, because an unknown end is informative.

    In the dossier of an actor, those are left out that name only the actor in every row; and those
    that say in every row what is usual, as "certain".
    """
    own = [entity.name for entity in subject.entities] if subject.kind == "actor" else []
    return [
        column
        for column in section.plan.columns
        if column.name == "until"
        or any(
            row[column.name] not in (None, [], own, *own, *USUAL.get(column.name, ()))
            for row in section.rows
        )
    ]


def _lines(section: Section, evidence: Evidence) -> list[PageRow]:
    lines = []
    seen: dict[str, int] = {}
    for row in section.rows:
        events = [evidence.events[id] for id in dict.fromkeys(events_of(row))]
        cells = (str(row[column.name]) for column in section.plan.columns)
        id = anchor("r", section.plan.id, *(event.id for event in events), *cells)
        seen[id] = seen.get(id, 0) + 1
        quote = next(iter(row["quotes"] or []), None)
        lines.append(_line(f"{id}-{seen[id]}" if seen[id] > 1 else id, row, events, quote))
    return lines


def _person_line(anchor: str, person: Mentioned, evidence: Evidence) -> PageRow:
    return _line(anchor, {}, [evidence.events[id] for id in person.events], None)


def _line(
    anchor: str, row: dict[str, Any], events: Sequence[EvidenceEvent], quote: str | None
) -> PageRow:
    numbers = ", ".join(str(event.number) for event in events[:5])
    return PageRow(
        anchor,
        row,
        tuple(event.anchor for event in events),
        f"#{events[0].anchor}",
        f"{numbers} …" if len(events) > 5 else numbers,
        sum(len(event.proofs) for event in events),
        quote,
    )


#: What the page header counts: the section, and its noun for one and for more.
FIGURES = {
    "visits": ("visit", "visits"),
    "meetings": ("meeting", "meetings"),
    "messages": ("message", "messages"),
    "statements": ("statement", "statements"),
    "conflicts": ("disagreement", "disagreements"),
    "gaps": ("gap", "gaps"),
}


def figures(sections: Sequence[Section]) -> list[tuple[int, tuple[str, str], str]]:
    """The totals in the page header: count, noun, and the section that lists them."""
    return [
        (section.total, FIGURES[section.plan.id], section.plan.id)
        for section in sections
        if section.plan.id in FIGURES and section.total
    ]


def now(subject: Subject, sections: Sequence[Section]) -> list[dict[str, Any]]:
    """The positions of an actor without a known end; of a pair it would not be clear whose."""
    if subject.kind != "actor":
        return []
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
    brief = {each.id: count for count, each in enumerate(evidence.briefs)}
    return {
        "events": {
            event.anchor: {
                "name": worded(event.name),
                "kind": event.kind,
                "first": event.first,
                "last": event.last,
                "dated": event.dated,
                "certainty": event.certainty,
                "places": [number[name] for name in event.places],
                "briefs": sorted({brief[each.brief.id] for each in event.proofs}),
            }
            for event in events.values()
        },
        "places": names,
        **picture_json(pictures, {id: event.anchor for id, event in events.items()}),
    }


def picture_json(pictures: Pictures, key: Mapping[str, Any]) -> dict[str, Any]:
    """The data of the pictures, as the script takes it: `key` refers to an event by its id."""
    map_, network = pictures.map, pictures.network

    def keyed(part: Mapping[str, Any]) -> dict[str, Any]:
        return {**part, "events": [key[id] for id in part["events"]]}

    return {
        "timeline": [key[id] for id in pictures.timeline],
        "map": map_
        and {
            "points": [keyed(point) for point in map_["points"]],
            "way": [[key[id], stop] for id, stop in map_["way"]],
        },
        "network": network and {**network, "links": [keyed(link) for link in network["links"]]},
    }


def _options(parameters: Mapping[str, str]) -> dict[str, str]:
    """Parameters by the names that they have outside of Python."""
    return {name.rstrip("_"): value for name, value in parameters.items()}


def _without_date(what: str, when: str | None) -> str:
    """The name of an event without its trailing date, if another column shows that."""
    return what.removesuffix(f" · {when}") if when else what


def worded(name: str) -> str:
    """The name of an event with its trailing date in readable form."""
    start, dot, when = name.rpartition(" · ")
    return f"{start}{dot}{readable(when)}" if dot and when[:1] in "0123456789[." else name
