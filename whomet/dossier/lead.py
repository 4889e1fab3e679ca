"""What matters most about the subject of a dossier: whom, where, and when last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from whomet.dossier.mentioned import Mentioned, actors_in, named_values, places_in
from whomet.dossier.sections import Section
from whomet.dossier.subject import Subject
from whomet.ontology.vocabulary import Vocabulary

#: Maximum number of people or places in a fact.
NAMED = 3


@dataclass(frozen=True, slots=True)
class LeadName:
    """A name in a fact, with its id, and how often."""

    name: str
    id: str | None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact at the top of the page: its label, then names, or a date and an event by its id."""

    label: str
    names: tuple[LeadName, ...] = ()
    when: str | None = None
    event: str | None = None
    what: str | None = None


def lead(subject: Subject, sections: Sequence[Section], vocabulary: Vocabulary) -> list[Fact]:
    """The facts at the top of a page, those that there are."""
    by_id = {section.plan.id: section for section in sections}
    own = {entity.id for entity in subject.entities}
    facts = [*_whom(subject, by_id, sections, own)]
    places = [each for each in places_in(sections) if each.id not in own]
    facts.append(Fact("Most often in" if subject.kind == "actor" else "Where most", _top(places)))
    last = _last(sections, vocabulary, with_place=subject.kind == "actor")
    if last is not None:
        where = "where" if last.get("where") else "destinations"
        facts.append(
            Fact(
                "Last seen" if subject.kind == "actor" else "Last on record",
                tuple(LeadName(*pair) for pair in named_values(last, where)),
                last["when"],
                last["event"],
            )
        )
    return [fact for fact in facts if fact.names or fact.event or fact.what]


def _whom(
    subject: Subject, by_id: dict[str, Section], sections: Sequence[Section], own: set[str]
) -> list[Fact]:
    if subject.kind == "pair":
        return _together(by_id)
    met = by_id["met"].rows
    if subject.kind == "actor":
        return [
            Fact(
                "Met most",
                tuple(LeadName(r["whom"], r["whom_id"], r["count"]) for r in met[:NAMED]),
            )
        ]
    return [Fact("Who most", _top([each for each in actors_in(sections) if each.id not in own]))]


def _together(by_id: dict[str, Section]) -> list[Fact]:
    meetings = by_id["meetings"]
    if meetings.total:
        times = "once" if meetings.total == 1 else f"{meetings.total:,} times"
        return [Fact("Met", what=times)]
    steps = [row for row in by_id["connection"].rows if row["chain"] == 1]
    between = [LeadName(row["whom"], row["whom_id"]) for row in steps]
    through = tuple(dict.fromkeys(between))[:-1]
    if not through:
        return [Fact("Met", what="never on record")]
    return [Fact("Never met, but connected through", through)]


def _top(found: Sequence[Mentioned]) -> tuple[LeadName, ...]:
    return tuple(LeadName(each.name, each.id, len(each.events)) for each in found[:NAMED])


def _last(
    sections: Sequence[Section], vocabulary: Vocabulary, *, with_place: bool
) -> dict[str, Any] | None:
    """The row of the last visit or meeting, which must say where if that is asked."""
    present = {
        name
        for name, cls in vocabulary.events.items()
        if cls.encounter or cls.keys_of("destination")
    }
    ids = (
        ("timeline",)
        if any(each.plan.id == "timeline" for each in sections)
        else ("visits", "meetings")
    )
    rows = [
        row
        for section in sections
        if section.plan.id in ids
        for row in section.rows
        if row.get("kind", next(iter(present))) in present
        and row["begin_earliest"]
        and (row.get("where") or row.get("destinations") or not with_place)
    ]
    return max(rows, key=lambda row: (row["begin_earliest"], row["end_latest"] or ""), default=None)
