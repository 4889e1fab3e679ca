"""Why claims are one event, and which others may be: read back from a live graph (DESIGN §5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from whomet.graph.projection.comparison import (
    ComparisonRecord,
    comparison_records,
    key_participant_roles,
)
from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.judgements import Judgement
from whomet.graph.projection.matching import obstacle
from whomet.graph.writing.related_claims import brief_of
from whomet.graph.writing.stored_state import native
from whomet.graph.writing.vocabulary_check import class_of
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

COLUMNS = """
RETURN b.id AS id, b.title AS title, b.source AS source, b.published AS published,
       b.language AS language, b.url AS url, b.text AS text, b.annotation AS annotation,
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
RETURN DISTINCT properties(j) AS properties
"""


class RowReader(Protocol):
    """What reads rows: a connection, or what reads within one transaction of it."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of what is read."""
        ...

    def read(self, cypher: str, parameters: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a query."""
        ...


@dataclass(frozen=True, slots=True)
class ComparedBrief:
    """One brief as its claims are compared, with the shown names of its entities."""

    claims: dict[str, ComparisonRecord]
    names: dict[NodeKey, str]


def seen(vocabulary: Vocabulary, row: dict[str, Any]) -> ComparedBrief:
    """The claims of a brief from a row with its annotation and mentions, by the claims' ids."""
    told = native(row)
    nodes, names = {}, {}
    for key, labels, id, name in told.pop("mentions"):
        nodes[key] = NodeKey(class_of(vocabulary, labels), id)
        names[nodes[key]] = name
    brief = Brief.from_annotation(**told)
    return ComparedBrief(
        {s.claim: s for s in comparison_records(vocabulary, brief, nodes).values()}, names
    )


def reasons(reader: RowReader, claims: Iterable[str]) -> list[str]:
    """Why these claims report one event, in a sentence for each but the earliest."""
    wanted = sorted(claims)
    if len(wanted) < 2:
        return []
    ids = sorted({brief_of(claim) for claim in wanted})
    found: dict[str, ComparisonRecord] = {}
    names: dict[NodeKey, str] = {}
    for row in reader.read(THESE_BRIEFS, {"ids": ids}):
        one = seen(reader.vocabulary, row)
        found |= {claim: s for claim, s in one.claims.items() if claim in wanted}
        names |= one.names
    rows = reader.read(JUDGED, {"claims": wanted})
    judged = [Judgement.from_properties(native(row["properties"])) for row in rows]
    ordered = sorted(found.values(), key=lambda record: record.order)
    return list(_sentences(ordered, judged, names))


def _sentences(
    ordered: list[ComparisonRecord], judged: list[Judgement], names: dict[NodeKey, str]
) -> Iterator[str]:
    """Each claim is tied to one that was tied before, beginning with the earliest."""
    tied, waiting = ordered[:1], ordered[1:]
    while waiting:
        for claim in waiting:
            found = next(
                (said for other in tied if (said := _tie(claim, other, judged, names))), None
            )
            if found:
                yield found
                tied.append(claim)
                waiting.remove(claim)
                break
        else:
            return


def _tie(
    claim: ComparisonRecord,
    other: ComparisonRecord,
    judged: list[Judgement],
    names: dict[NodeKey, str],
) -> str | None:
    pair = {claim.claim, other.claim}
    for made in judged:
        if made.pair == pair and made.verdict == "same":
            on = f" on {made.on}" if made.on else ""
            why = f": {made.note}" if made.note else ""
            return f"{claim.claim} is {other.claim}: judged the same by {made.by}{on}{why}"
    if claim.ref is not None and claim.ref == other.ref:
        return f"{claim.claim} is {other.claim}: the same ref, {claim.ref}"
    if obstacle(claim, other) is None:
        return f"{claim.claim} is {other.claim}: {agreement(claim, other, names)}"
    return None


def agreement(one: ComparisonRecord, other: ComparisonRecord, names: dict[NodeKey, str]) -> str:
    """What two compatible claims have in common, in words."""
    if one.cls.lasting:
        return "all that fills a role, and the dates, are equal"
    said = []
    if one.days is not None:
        first, last = one.days
        said.append(f"both on {first}" if first == last else f"both from {first} to {last}")
    for role in key_participant_roles(one.cls):
        shared = one.fillers[role.key] & other.fillers[role.key]
        listed = ", ".join(sorted(names.get(node, node.id) for node in shared))
        said.append(f"the same {role.key}{'' if len(shared) == 1 else 's'} {listed}")
    if one.cls.by_words:
        said.append("the same words")
    return "; ".join(said)
