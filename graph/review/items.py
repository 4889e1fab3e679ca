"""Items for analysts to review: judgements that contradict, reports that may be one, names of two.

They are computed from the stored graph, and change nothing in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from whomet.graph.database.connection import Connection
from whomet.graph.projection.comparison import ComparisonRecord
from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.entity_judgements import BY_NAME, NO_CONTAINER
from whomet.graph.projection.event_judgements import Judgements
from whomet.graph.projection.matching import match
from whomet.graph.projection.name_usage import NameTable, NameTables
from whomet.graph.review.contradicting import contradictions
from whomet.graph.review.event_judging import stored_judgements
from whomet.graph.review.match_reasons import EVERY_BRIEF, compared_brief
from whomet.graph.review.near_matches import Pair, joined, may_be_near, near
from whomet.graph.review.review_item import (
    AMBIGUOUS,
    CONTRADICTION,
    EVENT_KINDS,
    JOINED,
    KINDS,
    LONG,
    NEAR,
    UNMERGED,
    ReviewItem,
)

#: A name may be that of two people if it is used for longer than this.
LONG_YEARS = 30

CLAIMS = """
UNWIND $ids AS id
MATCH (b:Brief)-[:STATES]->(c:Claim {id: id})-[:ABOUT]->(e:Event)
USING INDEX SEEK c:Claim(id)
RETURN id, c.class AS class, c.quote AS quote, e.id AS event, e.name AS name, b.id AS brief,
       toString(b.published) AS published, b.source AS source, c.status AS status,
       c.polarity AS polarity,
       coalesce(
         c.when_edtf,
         c.start_edtf + '/' + coalesce(c.end_edtf, ''),
         '/' + c.end_edtf,
         CASE WHEN e.begin_earliest = e.end_latest THEN toString(e.begin_earliest) END,
         '[' + toString(e.begin_earliest) + '..' + toString(e.end_latest) + ']'
       ) AS when
"""
BOUNDS = """
UNWIND $ids AS id
MATCH (c:Claim {id: id})-[:ABOUT]->(e:Event)
USING INDEX SEEK c:Claim(id)
RETURN id, toString(e.begin_earliest) AS first, toString(e.end_latest) AS last
"""
CONCERNED = """
UNWIND $claims AS id
MATCH (c:Claim {id: id})-[:ABOUT]->(e:Event)
USING INDEX SEEK c:Claim(id)
MATCH (e)-[r]-(filler)-[:WITHIN*0..]->(whole)
WHERE id IN r.claims AND whole.id IN $entities
RETURN DISTINCT id
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


def review(
    connection: Connection, kinds: Iterable[str] = KINDS, about: Collection[str] | None = None
) -> list[ReviewItem]:
    """All items of these kinds, in order of kind, then of the claims' days.

    With `about`, those alone that concern one of the entities with these ids, or a place within
    one of them.
    """
    wanted = set(kinds)
    items: list[ReviewItem] = []
    if CONTRADICTION in wanted:
        items += contradictions(connection)
    if wanted.intersection(EVENT_KINDS):
        items += [item for item in _of_events(connection) if item.kind in wanted]
    if AMBIGUOUS in wanted:
        items += _ambiguous_names(connection)
    if LONG in wanted:
        items += _long_names(connection)
    return items if about is None else _concerning(connection, items, about)


def _concerning(
    connection: Connection, items: Sequence[ReviewItem], entities: Collection[str]
) -> list[ReviewItem]:
    claims = sorted({id for item in items for id in _claim_ids(item)})
    rows = connection.read(CONCERNED, {"claims": claims, "entities": sorted(entities)})
    concerned = {row["id"] for row in rows}
    return [
        item
        for item in items
        if not concerned.isdisjoint(_claim_ids(item)) or not set(entities).isdisjoint(item.entities)
    ]


def _claim_ids(item: ReviewItem) -> set[str]:
    judged = (made[side] for made in item.judgements for side in ("one", "other") if side in made)
    return {str(claim["id"]) for claim in item.claims} | {str(unit) for unit in judged}


def _of_events(connection: Connection) -> list[ReviewItem]:
    comparison_records: list[ComparisonRecord] = []
    names: dict[NodeKey, str] = {}
    for row in connection.stream(EVERY_BRIEF):
        brief = compared_brief(connection.vocabulary, row)
        comparison_records += brief.records.values()
        names |= brief.names
    judgements = Judgements(stored_judgements(connection))
    matched = match(comparison_records, judgements)
    nearly = list(near(comparison_records, names, matched, judgements))
    found = [
        *(
            (UNMERGED, why, (claim, *others))
            for claim, (why, others) in matched.unmerged.items()
            if not {*others} <= {other for other, _ in judgements.of(claim)}
        ),
        *((NEAR, why, pair) for why, pair in _not_apart(connection, nearly)),
        *((JOINED, why, claims) for why, claims in joined(comparison_records, matched)),
    ]
    ids = sorted({claim for _, _, claims in found for claim in claims})
    rows = {row["id"]: row for row in connection.read(CLAIMS, {"ids": ids})}
    return [
        ReviewItem(kind, rows[claims[0]]["name"], why, tuple(rows[claim] for claim in claims))
        for kind, why, claims in found
    ]


def _not_apart(
    connection: Connection, pairs: Sequence[tuple[str, Pair]]
) -> Iterator[tuple[str, Pair]]:
    """The pairs but those whose events were at different times, as what they are part of says."""
    ids = sorted({claim for _, pair in pairs for claim in pair})
    rows = connection.read(BOUNDS, {"ids": ids})
    spans = {row["id"]: (_day(row["first"]), _day(row["last"])) for row in rows}
    for why, (one, other) in pairs:
        if may_be_near(spans[one], spans[other]):
            yield why, (one, other)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


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
                what = f"{use.cls} {folded}{within}"
                items.append(ReviewItem(AMBIGUOUS, what, why, entities=tuple(refs)))
    return items


def _long_names(connection: Connection) -> list[ReviewItem]:
    return [
        ReviewItem(
            LONG,
            f"Person {row['name']}",
            f"one name in {row['briefs']} briefs from {row['first']} to {row['last']}:"
            " give two people two refs",
            entities=(row["id"],),
        )
        for row in connection.read(LONG_NAMES, {"years": LONG_YEARS})
    ]
