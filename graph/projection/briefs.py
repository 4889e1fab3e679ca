"""What one brief adds to the graph: its node, its mentions and claims, and its reports."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from whomet.graph.projection.comparison import (
    ComparisonRecord,
    brief_of,
    claim_id,
    comparison_records,
    report_digest,
)
from whomet.graph.projection.elements import EdgeKey, Elements, NodeKey, Properties, without_nulls
from whomet.graph.projection.events import Report, claim_bounds
from whomet.graph.projection.identity import KeyedMention
from whomet.graph.projection.structure import bounds_properties
from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.names import fold
from whomet.ontology.records import Brief, ClaimRecord, Mention
from whomet.ontology.search_words import searchable
from whomet.ontology.vocabulary import Vocabulary

SHOWN_QUOTE = 80  # code points of a quote that serve as the name of its claim


@dataclass(frozen=True)
class ResolvedBrief:
    """A brief whose mentions are resolved to nodes.

    `properties` are those of its own node, `mentions` its mentions with their identity keys,
    `nodes` the node of each mention by its key.
    """

    brief: Brief
    properties: Properties
    mentions: Sequence[KeyedMention]
    nodes: Mapping[str, NodeKey]
    vocabulary: Vocabulary = field(repr=False)

    @property
    def node(self) -> NodeKey:
        """The key of its own node."""
        return NodeKey("Brief", self.brief.id)

    @cached_property
    def records(self) -> dict[str, ComparisonRecord]:
        """The comparison record of each claim, by its key."""
        return comparison_records(self.vocabulary, self.brief, self.nodes)

    @cached_property
    def short_names(self) -> dict[NodeKey, str]:
        """The short name that the brief has for each node."""
        return _short_names(self.brief.mentions, self.nodes)

    def digest_of(self, claim: ClaimRecord) -> str:
        """The `report_digest` of one of its claims."""
        return report_digest(self.records[claim.key], claim, self._fillers(claim))

    def _fillers(self, claim: ClaimRecord) -> Iterator[tuple[str, str, str]]:
        for role, keys in sorted(claim.roles.items()):
            for key in keys:
                node = self.nodes.get(key)
                if node is None:
                    yield role, key, ""
                else:
                    yield role, f"{node.label}|{node.id}", self.short_names[node]


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
            "words": searchable(brief.title, brief.text),
            "annotation": annotation,
            "digest": _digest(brief, annotation),
        }
    )


def brief_from_properties(properties: Properties) -> Brief:
    """The brief that `brief_properties` wrote."""
    return Brief.from_annotation(
        properties["annotation"],
        id=properties["id"],
        title=properties["title"],
        source=properties["source"],
        published=properties["published"],
        text=properties["text"],
        language=properties["language"],
        url=properties.get("url"),
    )


def _digest(brief: Brief, annotation: str) -> str:
    """A hash that differs between any two versions of a brief."""
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


def mention_edges(resolved: ResolvedBrief) -> dict[EdgeKey, Properties]:
    """MENTIONS from a brief to each of its entities."""
    return {
        EdgeKey("MENTIONS", resolved.node, resolved.nodes[mention.key], mention.key): without_nulls(
            {
                "key": mention.key,
                "name": mention.name,
                "surfaces": list(mention.surfaces),
                "starts": [start for start, _ in mention.spans],
                "ends": [end for _, end in mention.spans],
            }
        )
        for mention in resolved.brief.mentions
    }


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
    own = {key: event_of[claim_id(brief, key)] for key in keys}
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


def _short_names(mentions: Iterable[Mention], nodes: Mapping[str, NodeKey]) -> dict[NodeKey, str]:
    names: dict[NodeKey, str] = {}
    for mention in sorted(mentions, key=lambda mention: mention.key):
        names.setdefault(nodes[mention.key], _short_name(mention))
    return names


def _short_name(mention: Mention) -> str:
    """The shortest quoted form made of words of the name ("Assad"), else the name."""
    if len(mention.surfaces) == 0 or mention.type not in ("Person", "Place"):
        return mention.name
    words = set(fold(mention.name).split())
    forms = [form for form in mention.surfaces if words.issuperset(fold(form).split())]
    return min(forms, key=lambda form: (len(form), form), default=mention.name)
