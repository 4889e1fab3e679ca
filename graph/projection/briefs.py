"""A brief in the graph: its node and its mentions. Its claims are in claims.py."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from whomet.graph.projection.comparison import (
    ComparisonRecord,
    comparison_records,
    report_digest,
)
from whomet.graph.projection.elements import EdgeKey, NodeKey, Properties, without_nulls
from whomet.graph.projection.identity import KeyedMention
from whomet.ontology.names import fold
from whomet.ontology.records import Brief, ClaimRecord, Mention
from whomet.ontology.search_words import searchable
from whomet.ontology.vocabulary import Vocabulary


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
