"""The reasons why claims report one event, from the stored graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from whomet.graph.projection.briefs import brief_from_properties
from whomet.graph.projection.comparison import (
    ComparisonRecord,
    comparison_records,
    key_participant_roles,
)
from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.event_judgements import SAME, Judgement
from whomet.graph.projection.matching import is_compatible, says_the_same
from whomet.graph.review.judgement_sentences import judgement_sentence
from whomet.graph.writing.stored_state import native
from whomet.ontology.ids import brief_of
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

COLUMNS = """
RETURN properties(b) AS properties,
       COLLECT { MATCH (b)-[m:MENTIONS]->(e) RETURN [m.key, labels(e), e.id, e.name] } AS mentions
"""
EVERY_BRIEF = f"MATCH (b:Brief) {COLUMNS}"
THESE_BRIEFS = f"""
UNWIND $ids AS id
MATCH (b:Brief {{id: id}})
USING INDEX SEEK b:Brief(id)
{COLUMNS}"""
JUDGED = """
UNWIND $claims AS claim
MATCH (j:Judgement)-[:JUDGES]->(c:Claim {id: claim})
USING INDEX SEEK c:Claim(id)
WITH DISTINCT j
RETURN properties(j) AS properties ORDER BY j.id
"""


class RowReader(Protocol):
    """Reads rows: a `Connection`, or a reader within one transaction of it."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the graph."""
        ...

    def read(self, cypher: str, parameters: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a query."""
        ...


@dataclass(frozen=True, slots=True)
class ComparedBrief:
    """The comparison records of a brief, by claim id, and the shown names of its entities."""

    records: dict[str, ComparisonRecord]
    names: dict[NodeKey, str]


def compared_brief(vocabulary: Vocabulary, row: dict[str, Any]) -> ComparedBrief:
    """A brief from a row of `EVERY_BRIEF` or `THESE_BRIEFS`.

    What is of a class that the vocabulary does not have is left out, as in answers.
    """
    nodes, names = {}, {}
    for key, labels, id, name in row["mentions"]:
        cls = vocabulary.class_of(labels)
        if cls is not None:
            nodes[key] = NodeKey(cls, id)
            names[nodes[key]] = name
    brief = _known_part(vocabulary, brief_from_properties(native(row["properties"])))
    records = comparison_records(vocabulary, brief, nodes).values()
    return ComparedBrief({record.claim: record for record in records}, names)


def _known_part(vocabulary: Vocabulary, brief: Brief) -> Brief:
    """The brief without the claims of unknown classes, and without references to these."""
    unknown = {claim.key for claim in brief.claims if claim.type not in vocabulary.events}
    if not unknown:
        return brief
    claims = tuple(
        replace(
            claim,
            roles={
                role: tuple(key for key in keys if key not in unknown)
                for role, keys in claim.roles.items()
            },
        )
        for claim in brief.claims
        if claim.key not in unknown
    )
    return replace(brief, claims=claims)


def reasons(reader: RowReader, claims: Iterable[str]) -> list[str]:
    """Why these claims report one event, in a sentence for each but the earliest.

    Then what was judged of them and others: that they are different, or left open.
    """
    wanted = sorted(claims)
    rows = reader.read(JUDGED, {"claims": wanted})
    judged = [Judgement.from_properties(native(row["properties"])) for row in rows]
    others = [judgement_sentence(made) for made in judged if made.verdict != SAME]
    return [*_why_one(reader, wanted, judged), *others]


def _why_one(reader: RowReader, wanted: list[str], judged: list[Judgement]) -> Iterator[str]:
    if len(wanted) < 2:
        return iter(())
    ids = sorted({brief_of(claim) for claim in wanted})
    found: dict[str, ComparisonRecord] = {}
    names: dict[NodeKey, str] = {}
    for row in reader.read(THESE_BRIEFS, {"ids": ids}):
        brief = compared_brief(reader.vocabulary, row)
        found |= {claim: record for claim, record in brief.records.items() if claim in wanted}
        names |= brief.names
    ordered = sorted(found.values(), key=lambda record: record.order)
    return _sentences(ordered, judged, names)


def _sentences(
    ordered: list[ComparisonRecord], judged: list[Judgement], names: dict[NodeKey, str]
) -> Iterator[str]:
    """Link each claim to one that is linked already, beginning with the earliest."""
    linked, remaining = ordered[:1], ordered[1:]
    while remaining:
        for claim in remaining:
            reason = next(
                (why for other in linked if (why := _reason(claim, other, judged, names))), None
            )
            if reason:
                yield reason
                linked.append(claim)
                remaining.remove(claim)
                break
        else:
            return


def _reason(
    claim: ComparisonRecord,
    other: ComparisonRecord,
    judged: list[Judgement],
    names: dict[NodeKey, str],
) -> str | None:
    pair = {claim.claim, other.claim}
    for made in judged:
        if made.pair == pair and made.verdict == SAME:
            return judgement_sentence(replace(made, one=claim.claim, other=other.claim))
    if claim.ref is not None and claim.ref == other.ref:
        return f"{claim.claim} is {other.claim}: the same ref, {claim.ref}"
    if says_the_same(claim, other) or is_compatible(claim, other):
        return f"{claim.claim} is {other.claim}: {agreement(claim, other, names)}"
    return None


def agreement(one: ComparisonRecord, other: ComparisonRecord, names: dict[NodeKey, str]) -> str:
    """What two claims of one event agree on, in words."""
    if one.cls.lasting:
        if one.cls.dates_agree:
            return "its main roles have the same fillers, and one state can have all the dates"
        return "all that fills a role, and the dates, are equal"
    agreed = []
    if one.days is not None and other.days is not None:
        first, last = one.days[0], one.days[1] or other.days[1]
        agreed.append(
            f"both on {first}"
            if first == last
            else f"both from {first}" + ("" if last is None else f" to {last}")
        )
    for role in key_participant_roles(one.cls):
        shared = one.parties[role.key] & other.parties[role.key]
        listed = ", ".join(sorted(names.get(node, node.id) for node in shared))
        agreed.append(f"the same {role.key}{'' if len(shared) == 1 else 's'} {listed}")
    if one.cls.by_words:
        agreed.append("the same words")
    return "; ".join(agreed)
