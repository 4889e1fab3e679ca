"""The page of a person, an organization, a place, a topic, or a pair of actors.

It has the parts of a dossier, live: the same sections, pictures and tables. It is sent in two
parts, so that its title is seen while the questions are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from whomet.api import Graph
from whomet.dossier.lead import Fact, lead
from whomet.dossier.page import (
    FIGURES,
    PageRow,
    columns_of,
    now,
    picture_json,
)
from whomet.dossier.pictures import Pictures, picture_data
from whomet.dossier.sections import (
    Section,
    SectionColumn,
    SectionPlan,
    ask_section,
    plans_of,
)
from whomet.dossier.subject import Subject
from whomet.queries.quotes import events_of
from whomet.serving.notes import with_fields

EvidenceAddress = Callable[[list[str]], str]

#: Rows of a section on a page; the question's own page has all of them.
ROWS = 20
#: Rows that pictures are drawn from.
DRAWN = 5000
#: Questions that are asked at once.
AT_ONCE = 4
TOGETHER = SectionPlan(
    "together",
    "In one place at one time",
    "co-presence",
    (
        SectionColumn("where", "Where", "names"),
        SectionColumn("from", "From", "date"),
        SectionColumn("until", "Until", "date"),
        SectionColumn("met", "Met there", "tag"),
    ),
    ("pair",),
)
#: Left to the pages of their questions, which say more.
_NOT_HERE = ("gaps", "conflicts")


@dataclass(frozen=True, slots=True)
class PageSection:
    """A section as the page shows it; `question` and `parameters` lead to all of its rows."""

    plan: SectionPlan
    columns: list[SectionColumn]
    lines: list[PageRow]
    total: int
    question: str
    parameters: Mapping[str, str]
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class EntityContent:
    """All of a page but its title."""

    sections: list[PageSection]
    empty: list[str]
    figures: list[tuple[int, tuple[str, str], str]]
    facts: list[Fact]
    now: list[dict[str, Any]]
    pictures: Pictures
    data: dict[str, Any]
    map_in: str | None
    network_in: str | None


def entity_content(
    graph: Graph, subject: Subject, time_limit: float, evidence_of: EvidenceAddress
) -> EntityContent:
    """Ask the questions of a page, several at once; `evidence_of` addresses quotes of events."""
    reader = graph.connect()
    plans = [plan for plan in plans_of(subject.kind) if plan.id not in _NOT_HERE]
    if subject.kind == "pair":
        plans.insert(1, TOGETHER)

    def asked(plan: SectionPlan) -> Section:
        return ask_section(reader, plan, subject, DRAWN, graph.catalogue, time_limit, ROWS)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        sections = list(pool.map(asked, plans))
    events = _events(sections)
    dated = {id for id, event in events.items() if event["first"] or event["last"]}
    pictures = picture_data(reader, subject, sections, dated)
    shown = [section for section in sections if section.rows]
    ids = [section.plan.id for section in shown]
    return EntityContent(
        sections=[_shown(section, subject, evidence_of) for section in shown],
        empty=[section.plan.title for section in sections if not section.rows],
        figures=[
            (section.total, FIGURES[section.plan.id], section.plan.id)
            for section in shown
            if section.plan.id in FIGURES
        ],
        facts=lead(subject, sections, reader.vocabulary),
        now=now(subject, sections),
        pictures=pictures,
        data=page_data(events, pictures),
        map_in=next((id for id in ("visits", "meetings") if id in ids), None),
        network_in=next((id for id in ("met", "meetings") if id in ids), None),
    )


def page_data(events: Mapping[str, Mapping[str, Any]], pictures: Pictures) -> dict[str, Any]:
    """The data of a page's pictures: events are numbers, which keeps thousands of them small."""
    numbers = {id: number for number, id in enumerate(events)}
    return {
        "events": [{"id": id, **event} for id, event in events.items()],
        **picture_json(pictures, numbers),
    }


def rows_as_events(kind: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The events of rows, as pictures draw them; `kind` is the class of rows that name none."""
    for row in rows:
        for id in events_of(row):
            yield (
                id,
                {
                    "kind": row.get("kind", kind),
                    "first": row.get("begin_earliest"),
                    "last": row.get("end_latest"),
                },
            )


_KINDS = {"visits": "Visit", "meetings": "Meeting", "messages": "Message", "met": "Meeting"}
_KINDS |= {"statements": "Statement", "positions": "Tenure", "who-met-whom": "Meeting"}


def kind_of(name: str) -> str:
    """The class of the events of a section or question whose rows do not say it."""
    return _KINDS.get(name, "Event")


def _events(sections: Sequence[Section]) -> dict[str, dict[str, Any]]:
    """The events of all rows by id; where several rows have one, the first says when."""
    found: dict[str, dict[str, Any]] = {}
    # A row of many events says when the first began and the last ended, and nothing of each.
    for single in (True, False):
        for section in sections:
            rows = [row for row in section.rows if isinstance(row.get("event"), str) is single]
            for id, event in rows_as_events(kind_of(section.plan.id), rows):
                found.setdefault(id, event)
    return found


def _shown(section: Section, subject: Subject, evidence_of: EvidenceAddress) -> PageSection:
    rows = section.rows[:ROWS]
    return PageSection(
        section.plan,
        columns_of(replace(section, rows=rows), subject),
        [
            _line(f"{section.plan.id}-{number}", row, evidence_of)
            for number, row in enumerate(rows, 1)
        ],
        section.total,
        section.plan.question,
        section.parameters,
        [with_fields(note) for note in section.answer.notes],
    )


def _line(anchor: str, row: dict[str, Any], evidence_of: EvidenceAddress) -> PageRow:
    """A row of a page; its quotes are brought when they are asked for."""
    events = list(dict.fromkeys(events_of(row)))
    quotes = row.get("quotes") or []
    first = next(iter(quotes), None)
    return PageRow(anchor, row, (), evidence_of(events), "", len(quotes), first)
