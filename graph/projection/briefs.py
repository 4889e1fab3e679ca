"""The part of the graph that one brief alone makes: its node, its claims, its mentions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from whomet.graph.projection.comparison import ComparisonRecord
from whomet.graph.projection.elements import EdgeKey, Elements, NodeKey, Properties, without_nulls
from whomet.graph.projection.events import Report, claim_bounds
from whomet.graph.projection.structure import bounds_properties
from whomet.ontology.records import Brief, ClaimRecord
from whomet.ontology.vocabulary import Vocabulary

SHOWN_QUOTE = 80  # code points of a quote that serve as the name of its claim


def digest(brief: Brief, annotation: str) -> str:
    """What tells two versions of a brief apart."""
    parts = (
        brief.id,
        brief.title,
        brief.source,
        brief.published.isoformat(),
        brief.language,
        brief.url or "",
        brief.text,
        annotation,
    )
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def brief_properties(brief: Brief) -> Properties:
    """The properties of a brief's node: its text and its annotation, whole."""
    annotation = brief.annotation()
    return without_nulls(
        {
            "id": brief.id,
            "name": brief.title,
            "title": brief.title,
            "source": brief.source,
            "published": brief.published,
            "language": brief.language,
            "url": brief.url,
            "text": brief.text,
            "annotation": annotation,
            "digest": digest(brief, annotation),
        }
    )


def mention_edges(brief: Brief, nodes: Mapping[str, NodeKey]) -> dict[EdgeKey, Properties]:
    """MENTIONS from a brief to each of its entities."""
    source = NodeKey("Brief", brief.id)
    return {
        EdgeKey("MENTIONS", source, nodes[mention.key], mention.key): without_nulls(
            {
                "key": mention.key,
                "name": mention.name,
                "surfaces": list(mention.surfaces),
                "starts": [start for start, _ in mention.spans],
                "ends": [end for _, end in mention.spans],
            }
        )
        for mention in brief.mentions
    }


def claim_elements(
    vocabulary: Vocabulary,
    brief: Brief,
    reports: Iterable[Report],
    nodes: Mapping[str, NodeKey],
    events: Mapping[str, NodeKey],
    seen: Mapping[str, ComparisonRecord],
    deciding: Mapping[str, bool],
) -> Elements:
    """The claims of a brief: STATES, ABOUT and ATTRIBUTED_TO.

    `nodes`, `events` and `seen` are by key, `deciding` is by claim id.
    """
    elements = Elements()
    source = NodeKey("Brief", brief.id)
    for report in reports:
        claim = NodeKey("Claim", report.id)
        lasting = vocabulary.events[report.claim.type].lasting
        elements.nodes[claim] = {
            **_claim_properties(report.claim, lasting),
            **seen[report.claim.key].properties(),
            "id": report.id,
            "published": brief.published,
            "deciding": deciding[report.id],
        }
        elements.edges[EdgeKey("STATES", source, claim)] = {}
        elements.edges[EdgeKey("ABOUT", claim, events[report.claim.key])] = {}
        # Two keys of a chain may be one actor; it is told once.
        for order, actor in enumerate(dict.fromkeys(nodes[key] for key in report.claim.source)):
            elements.edges[EdgeKey("ATTRIBUTED_TO", claim, actor, str(order))] = {"order": order}
    return elements


def _claim_properties(claim: ClaimRecord, lasting: bool) -> Properties:
    properties: Properties = {
        "name": claim.quote
        if len(claim.quote) <= SHOWN_QUOTE
        else claim.quote[: SHOWN_QUOTE - 1] + "…",
        "class": claim.type,
        "quote": claim.quote,
        "from_offset": claim.span[0],
        "to_offset": claim.span[1],
        "certainty": claim.certainty,
        "polarity": claim.polarity,
        "status": claim.status,
        "note": claim.note,
        **claim.attributes,
        **bounds_properties(claim_bounds(claim, lasting)),
    }
    for side in ("when", "start", "end"):
        stated = getattr(claim, side)
        if stated is not None:
            properties[f"{side}_phrase"] = stated.phrase
            properties[f"{side}_edtf"] = stated.edtf
    return without_nulls(properties)
