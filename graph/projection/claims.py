"""What is written to Neo4j for each claim of a brief, and the reports that claims make."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from datetime import date

from whomet.graph.projection.briefs import ResolvedBrief
from whomet.graph.projection.elements import EdgeKey, Elements, NodeKey, Properties, without_nulls
from whomet.graph.projection.events import Report, claim_bounds
from whomet.graph.projection.structure import bounds_properties
from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.ids import brief_of, id_in_brief
from whomet.ontology.records import ClaimRecord

SHOWN_QUOTE = 80  # code points of a quote that serve as the name of its claim


def reports_of(
    resolved: ResolvedBrief, event_of: Mapping[str, NodeKey], events: Container[NodeKey]
) -> list[Report]:
    """The reports that a brief makes of `events`, given the event of each claim by its id."""
    own = {
        key: event_of[record.claim]
        for key, record in resolved.records.items()
        if record.claim in event_of
    }
    return [
        _report(resolved, claim, resolved.records[claim.key].claim, own)
        for claim in resolved.brief.claims
        if own.get(claim.key) in events
    ]


def copied_report(
    resolved: ResolvedBrief,
    claim: ClaimRecord,
    id: str,
    published: date,
    event_of: Mapping[str, NodeKey],
) -> Report:
    """The report with this id, of another brief, that says what `claim` of a brief says."""
    keys = {key for filled in claim.roles.values() for key in filled} - resolved.nodes.keys()
    brief = brief_of(id)
    own = {key: event_of[id_in_brief(brief, key)] for key in keys}
    own[claim.key] = event_of[id]
    return replace(_report(resolved, claim, id, own), brief=brief, published=published)


def _report(
    resolved: ResolvedBrief, claim: ClaimRecord, id: str, own: Mapping[str, NodeKey]
) -> Report:
    """The report of a claim, given the events of the claims of its brief, by their keys."""
    nodes = resolved.nodes
    fillers = {
        role: tuple(dict.fromkeys(nodes[key] if key in nodes else own[key] for key in keys))
        for role, keys in claim.roles.items()
    }
    return Report(
        id=id,
        brief=resolved.brief.id,
        published=resolved.brief.published,
        claim=claim,
        event=own[claim.key],
        fillers=fillers,
        names={
            node: resolved.short_names[node]
            for filled in fillers.values()
            for node in filled
            if node in resolved.short_names
        },
    )


def claim_elements(
    resolved: ResolvedBrief, reports: Iterable[Report], deciding: Container[str]
) -> Elements:
    """The claims behind these reports of a brief, with STATES, ABOUT, ATTRIBUTED_TO, MATCHED_BY.

    `deciding` are the ids of the deciding claims.
    """
    elements = Elements()
    for report in reports:
        claim = NodeKey("Claim", report.id)
        lasting = resolved.vocabulary.events[report.claim.type].lasting
        elements.nodes[claim] = {
            **_claim_properties(report.claim, lasting, report.published),
            **resolved.records[report.claim.key].properties(),
            "report_digest": resolved.digest_of(report.claim),
            "id": report.id,
            "published": report.published,
            "deciding": report.id in deciding,
        }
        for key in resolved.records[report.claim.key].several_keys:
            elements.edges[EdgeKey("MATCHED_BY", claim, claim, key)] = {"key": key}
        elements.edges[EdgeKey("STATES", resolved.node, claim)] = {}
        elements.edges[EdgeKey("ABOUT", claim, report.event)] = {}
        # Two keys of a chain may stand for one actor, who is then listed once.
        chain: dict[NodeKey, int] = {}
        for step, key in report.claim.attribution:
            chain.setdefault(resolved.nodes[key], step)
        steps = {step: order for order, step in enumerate(sorted(set(chain.values())))}
        for actor, step in chain.items():
            order = steps[step]
            elements.edges[EdgeKey("ATTRIBUTED_TO", claim, actor, str(order))] = {"order": order}
    return elements


def _claim_properties(claim: ClaimRecord, lasting: bool, published: date) -> Properties:
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
        **bounds_properties(claim_bounds(claim, lasting, published)),
    }
    for key in DATE_KEYS:
        stated = getattr(claim, key)
        if stated is not None:
            properties[f"{key}_phrase"] = stated.phrase
            properties[f"{key}_edtf"] = stated.edtf
    return without_nulls(properties)
