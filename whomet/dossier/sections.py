"""Defines the sections of a dossier and asks their questions; each section is one answer."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from whomet import queries
from whomet.dossier.subject import Subject, SubjectKind
from whomet.queries import Catalogue, QueryResult, Question
from whomet.queries.internal_queries import Readers
from whomet.queries.parameters import accepted_classes
from whomet.queries.question import EVENT
from whomet.queries.quotes import events_of

ColumnForm = Literal["date", "names", "text", "number", "tag"]
ALL: tuple[SubjectKind, ...] = ("actor", "pair", "place", "topic", "period")
ACTORS: tuple[SubjectKind, ...] = ("actor", "pair")


@dataclass(frozen=True, slots=True)
class SectionColumn:
    """A column of the answer, as shown on the page."""

    name: str
    label: str
    form: ColumnForm


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """The definition of a section: its question, columns, and the kinds of dossiers that have it.

    `quoted` sections show the first quote below each row; `swapped` ones are about the second
    actor of a pair.
    """

    id: str
    title: str
    question: str
    columns: tuple[SectionColumn, ...]
    kinds: tuple[SubjectKind, ...] = ALL
    quoted: bool = False
    swapped: bool = False


WHEN = SectionColumn("when", "When", "date")
WHERE = SectionColumn("where", "Where", "names")
TOPICS = SectionColumn("topics", "Topics", "names")
CERTAINTY = SectionColumn("certainty", "Certainty", "tag")
MEDIUM = SectionColumn("medium", "How", "tag")
POSITIONS = (
    SectionColumn("holder", "Who", "text"),
    SectionColumn("position", "Position", "text"),
    SectionColumn("organization", "Organization", "text"),
    SectionColumn("from", "From", "date"),
    SectionColumn("until", "Until", "date"),
    CERTAINTY,
)
SECTION_PLANS = (
    SectionPlan("positions", "Positions", "positions", POSITIONS, (*ACTORS, "period")),
    SectionPlan(
        "positions-too", "Positions of the other", "positions", POSITIONS, ("pair",), swapped=True
    ),
    SectionPlan(
        "timeline",
        "Timeline",
        "timeline",
        (
            WHEN,
            SectionColumn("kind", "Kind", "tag"),
            SectionColumn("what", "What", "text"),
            WHERE,
            MEDIUM,
            CERTAINTY,
        ),
        ("actor", "pair", "place", "topic"),
        quoted=True,
    ),
    SectionPlan(
        "visits",
        "Visits",
        "visits",
        (
            WHEN,
            SectionColumn("visitors", "Visitors", "names"),
            SectionColumn("destinations", "To", "names"),
            SectionColumn("hosts", "Received by", "names"),
            TOPICS,
            CERTAINTY,
        ),
    ),
    SectionPlan(
        "met",
        "Who met whom",
        "frequency",
        (
            SectionColumn("who", "Who", "text"),
            SectionColumn("whom", "Whom", "text"),
            SectionColumn("count", "Meetings", "number"),
            SectionColumn("first", "First", "date"),
            SectionColumn("last", "Last", "date"),
            SectionColumn("longest_gap_days", "Longest gap, days", "number"),
        ),
    ),
    SectionPlan(
        "meetings",
        "Meetings",
        "meetings",
        (
            WHEN,
            SectionColumn("participants", "Who took part", "names"),
            WHERE,
            TOPICS,
            MEDIUM,
            CERTAINTY,
        ),
        quoted=True,
    ),
    SectionPlan(
        "connection",
        "How the two are connected",
        "connection",
        (
            SectionColumn("chain", "Chain", "number"),
            SectionColumn("step", "Step", "number"),
            SectionColumn("who", "Who", "text"),
            SectionColumn("whom", "Whom", "text"),
            WHEN,
            WHERE,
            MEDIUM,
            CERTAINTY,
        ),
        ("pair",),
    ),
    SectionPlan(
        "messages",
        "Messages",
        "messages",
        (
            WHEN,
            SectionColumn("senders", "From", "names"),
            SectionColumn("carriers", "Carried by", "names"),
            SectionColumn("recipients", "To", "names"),
            SectionColumn("form", "Form", "tag"),
            TOPICS,
            CERTAINTY,
        ),
        quoted=True,
    ),
    SectionPlan(
        "statements",
        "Statements",
        "statements",
        (
            WHEN,
            SectionColumn("speakers", "Who", "names"),
            SectionColumn("addressees", "To whom", "names"),
            SectionColumn("about", "About", "names"),
            SectionColumn("attributed_to", "Reported by", "names"),
            CERTAINTY,
        ),
        quoted=True,
    ),
    SectionPlan(
        "topics",
        "Topics",
        "topics",
        (
            SectionColumn("topic", "Topic", "text"),
            SectionColumn("count", "Events", "number"),
            SectionColumn("first", "First", "date"),
            SectionColumn("last", "Last", "date"),
            SectionColumn("who", "Who", "names"),
        ),
    ),
    SectionPlan(
        "conflicts",
        "Where briefs disagree",
        "conflicts",
        (
            SectionColumn("about", "About", "text"),
            SectionColumn("kind", "In what", "tag"),
            SectionColumn("says", "Some say", "text"),
            SectionColumn("against", "Others say", "text"),
        ),
    ),
    SectionPlan(
        "gaps",
        "What is missing",
        "gaps",
        (SectionColumn("gap", "Gap", "tag"), SectionColumn("what", "What", "text"), WHEN),
    ),
)

#: The sections of which each row is an event that somebody took part in.
EVENT_SECTIONS = ("timeline", "visits", "meetings", "messages", "statements")


@dataclass(frozen=True, slots=True)
class Section:
    """A section with its answer; `rows` may be cut to the limit, `total` counts all rows."""

    plan: SectionPlan
    answer: QueryResult
    rows: list[dict[str, Any]]
    total: int
    parameters: Mapping[str, str]

    @property
    def command(self) -> str:
        """The command that prints the same rows."""
        options = [
            part
            for name, value in self.parameters.items()
            for part in (f"--{name.rstrip('_').replace('_', '-')}", value)
        ]
        return shlex.join(["whomet", "ask", self.plan.question, *options])

    def events(self) -> Iterator[str]:
        """The ids of the events (or names) in the rows, in order."""
        for row in self.rows:
            yield from events_of(row)


def plans_of(kind: SubjectKind) -> list[SectionPlan]:
    """The sections of a dossier of this kind."""
    return [plan for plan in SECTION_PLANS if kind in plan.kinds]


def ask_sections(
    reader: Readers, subject: Subject, limit: int, catalogue: Catalogue, timeout: float | None
) -> list[Section]:
    """Ask the questions of all sections of a dossier."""
    return [
        ask_section(reader, plan, subject, limit, catalogue, timeout)
        for plan in plans_of(subject.kind)
    ]


def ask_section(
    reader: Readers,
    plan: SectionPlan,
    subject: Subject,
    limit: int,
    catalogue: Catalogue,
    timeout: float | None,
    whole: int | None = None,
) -> Section:
    """Ask the question of one section; at most `limit` of its rows are kept.

    Of events after the first `whole`, only what facts and pictures are made of is kept. An empty
    section does not say what there is instead.
    """
    question = catalogue.question(plan.question)
    known = {parameter.name for parameter in question.parameters}
    asked: dict[str, Any] = {
        name: value
        for name, value in _given(reader, plan, subject).items()
        if name.rstrip("_") in known
    }
    kept = _drawn(question)
    seen: dict[Any, Any] = {}
    with queries.opened(
        reader, plan.question, questions=catalogue, timeout=timeout, hints=False, **asked
    ) as answer:
        rows = []
        for number, row in enumerate(answer):
            if whole is not None and number >= whole and plan.id in EVENT_SECTIONS:
                # Rows name the same people, places and days: one object for each.
                row = {
                    name: seen.setdefault(tuple(value) if isinstance(value, list) else value, value)
                    for name, value in row.items()
                    if name in kept
                }
            if number < limit:
                rows.append(row)
        answer.rows = iter(rows)
        result = answer.whole()
    return Section(plan, result, result.rows, result.total, asked)


def _drawn(question: Question) -> frozenset[str]:
    """The columns that facts and pictures are made of: who, where and when, and the event."""
    names = {column.name for column in question.columns}
    named = {each for each in names if not names.isdisjoint({f"{each}_id", f"{each}_ids"})}
    ids = {f"{each}{ending}" for each in named for ending in ("_id", "_ids")}
    return frozenset(names & {*named, *ids, EVENT, "kind", "when", "begin_earliest", "end_latest"})


def hints_of(
    reader: Readers, section: Section, catalogue: Catalogue, timeout: float | None
) -> tuple[str, ...]:
    """What there is instead of the rows of an empty section."""
    asked: dict[str, Any] = dict(section.parameters)
    question = section.plan.question
    return queries.ask(reader, question, questions=catalogue, timeout=timeout, **asked).notes


def _given(reader: Readers, plan: SectionPlan, subject: Subject) -> dict[str, str]:
    """The parameters of the subject, as a section is asked with them."""
    given = dict(subject.parameters)
    if plan.swapped:
        given["actor"] = given.pop("with_")
    classes = accepted_classes("organization", reader.vocabulary)
    organizations = {entity.id for entity in subject.entities if entity.kind in classes}
    # The positions of an organization are those that are held in it.
    if plan.columns is POSITIONS and given.get("actor") in organizations:
        given["organization"] = given.pop("actor")
    return given
