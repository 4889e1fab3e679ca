"""The sections of a dossier. Each is one answer of the question library, and shows its columns."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from whomet import queries
from whomet.dossier.subject import Kind, Subject
from whomet.queries import Answer, Catalogue
from whomet.queries.files import Readers
from whomet.queries.quotes import events_of

Form = Literal["date", "names", "text", "number", "tag"]
ALL: tuple[Kind, ...] = ("actor", "pair", "place", "topic", "period")
ACTORS: tuple[Kind, ...] = ("actor", "pair")
OTHERS: tuple[Kind, ...] = ("place", "topic", "period")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer as the page shows it.

    `of_one` says the same in every row of a dossier of one actor, and is left out there.
    """

    name: str
    label: str
    form: Form
    of_one: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A section before it is asked for: its question, and in dossiers of which kinds it stands.

    `quoted` sections show the first quote of each row under it. `leaves_out` are parameters that
    the question is not given; `swapped` asks for the second actor of a pair.
    """

    id: str
    title: str
    question: str
    columns: tuple[Column, ...]
    kinds: tuple[Kind, ...] = ALL
    quoted: bool = False
    swapped: bool = False
    nothing: str = "None on record."


WHEN = Column("when", "When", "date")
WHERE = Column("where", "Where", "names")
TOPICS = Column("topics", "Topics", "names")
POSITIONS = (
    Column("holder", "Who", "text", of_one=True),
    Column("position", "Position", "text"),
    Column("organization", "Organization", "text"),
    Column("from", "From", "date"),
    Column("until", "Until", "date"),
)
PLANS = (
    Plan("positions", "Positions", "positions", POSITIONS, (*ACTORS, "period")),
    Plan(
        "positions-too", "Positions of the other", "positions", POSITIONS, ("pair",), swapped=True
    ),
    Plan(
        "timeline",
        "Timeline",
        "timeline",
        (WHEN, Column("kind", "Kind", "tag"), Column("what", "What", "text"), WHERE),
        ("actor", "pair", "place", "topic"),
        quoted=True,
    ),
    Plan(
        "itinerary",
        "Itinerary",
        "itinerary",
        (WHEN, WHERE, Column("kind", "Kind", "tag"), Column("what", "What", "text")),
        ACTORS,
    ),
    Plan(
        "visits",
        "Visits",
        "visits",
        (
            WHEN,
            Column("visitors", "Visitors", "names"),
            Column("destinations", "To", "names"),
            Column("hosts", "Received by", "names"),
            TOPICS,
        ),
        OTHERS,
    ),
    Plan(
        "met",
        "Who met whom",
        "frequency",
        (
            Column("who", "Who", "text", of_one=True),
            Column("whom", "Whom", "text"),
            Column("count", "Meetings", "number"),
            Column("first", "First", "date"),
            Column("last", "Last", "date"),
            Column("longest_gap_days", "Longest gap, days", "number"),
        ),
    ),
    Plan(
        "meetings",
        "Meetings",
        "meetings",
        (WHEN, Column("participants", "Who took part", "names"), WHERE, TOPICS),
        quoted=True,
    ),
    Plan(
        "connection",
        "How the two are connected",
        "connection",
        (
            Column("chain", "Chain", "number"),
            Column("step", "Step", "number"),
            Column("who", "Who", "text"),
            Column("whom", "Whom", "text"),
            WHEN,
            WHERE,
        ),
        ("pair",),
        nothing="No chain of meetings leads from one to the other.",
    ),
    Plan(
        "messages",
        "Messages",
        "messages",
        (
            WHEN,
            Column("senders", "From", "names"),
            Column("carriers", "Carried by", "names"),
            Column("recipients", "To", "names"),
            Column("form", "Form", "tag"),
            TOPICS,
        ),
        quoted=True,
    ),
    Plan(
        "statements",
        "Statements",
        "statements",
        (
            WHEN,
            Column("speakers", "Who", "names"),
            Column("addressees", "To whom", "names"),
            Column("about", "About", "names"),
            Column("attributed_to", "Reported by", "names"),
        ),
        quoted=True,
    ),
    Plan(
        "topics",
        "Topics",
        "topics",
        (
            Column("topic", "Topic", "text"),
            Column("count", "Events", "number"),
            Column("first", "First", "date"),
            Column("last", "Last", "date"),
            Column("who", "Who", "names"),
        ),
    ),
    Plan(
        "conflicts",
        "Where briefs disagree",
        "conflicts",
        (
            Column("about", "About", "text"),
            Column("kind", "In what", "tag"),
            Column("says", "Some say", "text"),
            Column("against", "Others say", "text"),
        ),
        nothing="No disagreement on record.",
    ),
    Plan(
        "gaps",
        "What is missing",
        "gaps",
        (Column("gap", "Gap", "tag"), Column("what", "What", "text"), WHEN),
        nothing="No gap found.",
    ),
)


@dataclass(frozen=True, slots=True)
class Section:
    """A section with its answer. `rows` are the first of it; `total` counts all."""

    plan: Plan
    answer: Answer
    rows: list[dict[str, Any]]
    total: int
    asked: Mapping[str, str]

    @property
    def command(self) -> str:
        """The command that prints the same rows."""
        options = [
            part
            for name, value in self.asked.items()
            for part in (f"--{name.rstrip('_').replace('_', '-')}", value)
        ]
        return shlex.join(["whomet", "ask", self.plan.question, *options])

    def events(self) -> Iterator[str]:
        """The ids of what the rows are about, in their order."""
        for row in self.rows:
            yield from events_of(row)


def ask_sections(
    reader: Readers, subject: Subject, limit: int, catalogue: Catalogue, timeout: float | None
) -> list[Section]:
    """The sections of a dossier, each with its answer."""
    return [
        _ask(reader, plan, subject, limit, catalogue, timeout)
        for plan in PLANS
        if subject.kind in plan.kinds
    ]


def _ask(
    reader: Readers,
    plan: Plan,
    subject: Subject,
    limit: int,
    catalogue: Catalogue,
    timeout: float | None,
) -> Section:
    known = {parameter.name for parameter in catalogue.question(plan.question).parameters}
    given = dict(subject.parameters)
    if plan.swapped:
        given["actor"] = given.pop("with_")
    asked: dict[str, Any] = {
        name: value for name, value in given.items() if name.rstrip("_") in known
    }
    answer = queries.ask(reader, plan.question, questions=catalogue, timeout=timeout, **asked)
    return Section(plan, answer, answer.rows[:limit], len(answer.rows), asked)
