"""Items for analysts to review: reports that may be of one event, names that may be of two.

They are computed from the stored graph, and change nothing in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from whomet.graph.database.connection import Connection
from whomet.graph.projection.comparison import (
    ComparisonRecord,
    key_participant_roles,
    min_shared_per_role,
)
from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.identity import BY_NAME, NO_CONTAINER, NameTable, NameTables
from whomet.graph.projection.judgements import Judgements
from whomet.graph.projection.matching import Matching, disagreements, match
from whomet.graph.review.judging import stored_judgements
from whomet.graph.review.match_reasons import EVERY_BRIEF, compared_brief
from whomet.ontology.json_values import JsonObject
from whomet.ontology.names import fold
from whomet.ontology.suggestions import STATED_WORDS, similarity

UNMERGED, NEAR, AMBIGUOUS, LONG = "unmerged", "near", "ambiguous", "long"
KINDS = (UNMERGED, NEAR, AMBIGUOUS, LONG)
#: Reports may be of one event if their days are no further apart than this.
NEAR_DAYS = timedelta(days=1)
#: A name may be that of two people if it is used for longer than this.
LONG_YEARS = 30

CLAIMS = """
UNWIND $ids AS id
MATCH (b:Brief)-[:STATES]->(c:Claim {id: id})-[:ABOUT]->(e:Event)
USING INDEX SEEK c:Claim(id)
RETURN id, c.class AS class, c.quote AS quote, e.id AS event, e.name AS name, b.id AS brief,
       toString(b.published) AS published, b.source AS source, c.status AS status,
       c.polarity AS polarity,
       coalesce(c.when_edtf, c.start_edtf + '/' + coalesce(c.end_edtf, ''), '/' + c.end_edtf)
         AS when
"""
NAMES = """
MATCH (n:Name) WHERE n.uses IS NOT NULL
RETURN n.folded AS folded, n.uses AS uses
ORDER BY folded
"""
LONG_NAMES = """
MATCH (p:Person)<-[:MENTIONS]-(b:Brief)
WHERE p.ref IS NULL
WITH p, min(b.published) AS first, max(b.published) AS last, count(DISTINCT b) AS briefs
WHERE first + duration({years: $years}) < last
RETURN p.id AS id, p.name AS name, toString(first) AS first, toString(last) AS last, briefs
ORDER BY name, id
"""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """Something for an analyst to decide. `claims` are those concerned, as rows of evidence.

    `kind` is unmerged (a report that is compatible with others but was not merged with them), near
    (two reports with one disagreement), ambiguous (a name of several refs) or long (one name over
    more than 30 years); `why` gives the reason in words.
    """

    kind: str
    what: str
    why: str
    claims: tuple[JsonObject, ...] = ()

    def to_json(self) -> JsonObject:
        """As `whomet review --json` prints it."""
        return {
            "kind": self.kind,
            "what": self.what,
            "why": self.why,
            "claims": [dict(claim) for claim in self.claims],
        }


def review(connection: Connection, kinds: Iterable[str] = KINDS) -> list[ReviewItem]:
    """All items of these kinds, in order of kind, then of the claims' days."""
    wanted = set(kinds)
    items: list[ReviewItem] = []
    if wanted & {UNMERGED, NEAR}:
        items += [item for item in _of_events(connection) if item.kind in wanted]
    if AMBIGUOUS in wanted:
        items += _ambiguous_names(connection)
    if LONG in wanted:
        items += _long_names(connection)
    return items


def _of_events(connection: Connection) -> list[ReviewItem]:
    comparison_records: list[ComparisonRecord] = []
    names: dict[NodeKey, str] = {}
    for row in connection.stream(EVERY_BRIEF):
        brief = compared_brief(connection.vocabulary, row)
        comparison_records += brief.records.values()
        names |= brief.names
    judgements = Judgements(stored_judgements(connection))
    matched = match(comparison_records, judgements)
    found = [
        *((UNMERGED, why, (claim, *others)) for claim, (why, others) in matched.unmerged.items()),
        *((NEAR, why, pair) for why, pair in near(comparison_records, names, matched, judgements)),
    ]
    ids = sorted({claim for _, _, claims in found for claim in claims})
    rows = {row["id"]: row for row in connection.read(CLAIMS, {"ids": ids})}
    return [
        ReviewItem(kind, rows[claims[0]]["name"], why, tuple(rows[claim] for claim in claims))
        for kind, why, claims in found
    ]


def near(
    comparison_records: Iterable[ComparisonRecord],
    names: Mapping[NodeKey, str],
    matched: Matching,
    judgements: Judgements,
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Pairs of claims with only one disagreement, and what that is."""
    unmerged = {claim: set(others) for claim, (_, others) in matched.unmerged.items()}
    for one, other in _pairs_sharing_a_participant(comparison_records):
        if matched.events[one.claim] == matched.events[other.claim]:
            continue
        if other.claim in unmerged.get(one.claim, ()) or one.claim in unmerged.get(other.claim, ()):
            continue
        if other.claim in judgements.different_from(one.claim):
            continue
        if (why := _only_disagreement(one, other, names)) is not None:
            yield why, (one.claim, other.claim)


def _pairs_sharing_a_participant(
    comparison_records: Iterable[ComparisonRecord],
) -> Iterator[tuple[ComparisonRecord, ComparisonRecord]]:
    """Claims of one class in two briefs, with a common participant, on days that may be one."""
    by_participant: dict[tuple[str, str], list[ComparisonRecord]] = {}
    for record in comparison_records:
        if not record.cls.lasting and record.span is not None:
            for participant in record.key_participants:
                by_participant.setdefault((record.cls.name, participant), []).append(record)
    paired: set[tuple[str, str]] = set()
    for records in by_participant.values():
        records.sort(key=lambda s: (_span(s), s.order))
        for number, one in enumerate(records):
            for other in records[number + 1 :]:
                if _span(other)[0] > _span(one)[1] + NEAR_DAYS:
                    break
                first, second = sorted((one, other), key=lambda s: s.order)
                pair = (first.claim, second.claim)
                if one.brief != other.brief and pair not in paired:
                    paired.add(pair)
                    yield first, second


def _span(record: ComparisonRecord) -> tuple[date, date]:
    assert record.span is not None
    return record.span


def _only_disagreement(
    one: ComparisonRecord, other: ComparisonRecord, names: Mapping[NodeKey, str]
) -> str | None:
    """The disagreement of two claims, if it is only one and not of refs; else None."""
    against = list(disagreements(one, other))
    if len(against) != 1 or (one.ref is not None and other.ref is not None):
        return None
    if one.cls.by_words and one.words != other.words:
        return against[0] if similarity(one.words, other.words) >= STATED_WORDS else None
    for role in key_participant_roles(one.cls):
        mine, others = one.fillers[role.key], other.fillers[role.key]
        if len(mine & others) < min_shared_per_role(one.cls):
            # With other people it is another event, unless their names may be of the same people.
            similar = _similar_names(mine - others, others - mine, names)
            return f"{similar} may be one" if similar else None
    return against[0]


def _similar_names(
    mine: Iterable[NodeKey], others: Iterable[NodeKey], names: Mapping[NodeKey, str]
) -> str | None:
    """Two names of one class of which one has all the words of the other."""
    for one in sorted(mine):
        for other in sorted(others):
            words = [set(fold(names[node]).split()) for node in (one, other)]
            if one.label == other.label and (words[0] <= words[1] or words[1] <= words[0]):
                return f"{names[one]} and {names[other]}"
    return None


def _ambiguous_names(connection: Connection) -> list[ReviewItem]:
    rows = connection.read(NAMES)
    tables = NameTables({row["folded"]: NameTable.from_property(row["uses"]) for row in rows})
    items = []
    for folded, table in tables.tables.items():
        for use in sorted(use for use, count in table.counts.items() if count > 0):
            if use.ref or use.longer:
                continue
            refs = tables.refs(use.cls, folded, use.container)
            if len(refs) > 1:
                lies_in = use.container.removeprefix(BY_NAME)
                within = f" in {lies_in}" if lies_in not in ("", NO_CONTAINER) else ""
                why = (
                    f"{' and '.join(refs)} have this name, so {table.counts[use]} "
                    f"brief{'' if table.counts[use] == 1 else 's'} without a ref stay apart"
                )
                items.append(ReviewItem(AMBIGUOUS, f"{use.cls} {folded}{within}", why))
    return items


def _long_names(connection: Connection) -> list[ReviewItem]:
    return [
        ReviewItem(
            LONG,
            f"Person {row['name']}",
            f"one name in {row['briefs']} briefs from {row['first']} to {row['last']}:"
            " give two people two refs",
        )
        for row in connection.read(LONG_NAMES, {"years": LONG_YEARS})
    ]
