"""Nodes and relationships as plain values: what a graph, or a part of one, holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

Properties = dict[str, Any]


class NodeKey(NamedTuple):
    """What identifies a node: its concrete label, and its id, which is unique for the label."""

    label: str
    id: str


class EdgeKey(NamedTuple):
    """What identifies a relationship: its type, its ends, and a discriminator of parallel ones.

    `discriminator` is the mention's key for MENTIONS, `name`, `alias` or `quote` for NAMED, the
    place in the chain for ATTRIBUTED_TO, the key for MATCHED_BY. It is empty for all others, of
    which there is at most one between two nodes.
    """

    type: str
    source: NodeKey
    target: NodeKey
    discriminator: str = ""


#: The type of a relationship and the labels of its ends.
EdgeKind = tuple[str, str, str]

#: The property that holds `EdgeKey.discriminator`, for the types with parallel relationships.
DISCRIMINATOR_PROPERTY = {
    "MENTIONS": "key",
    "NAMED": "as",
    "ATTRIBUTED_TO": "order",
    "MATCHED_BY": "key",
}


@dataclass(slots=True)
class Elements:
    """A graph, or a part of one. Properties never hold nulls: an absent value has no key."""

    nodes: dict[NodeKey, Properties] = field(default_factory=dict)
    edges: dict[EdgeKey, Properties] = field(default_factory=dict)

    def update(self, other: Elements) -> None:
        """Add everything in `other`, whose properties replace those of the same key."""
        self.nodes.update(other.nodes)
        self.edges.update(other.edges)

    def nodes_by_label(self) -> dict[str, list[tuple[NodeKey, Properties]]]:
        """The nodes of each label, in order of label."""
        grouped: dict[str, list[tuple[NodeKey, Properties]]] = {}
        for key, properties in self.nodes.items():
            grouped.setdefault(key.label, []).append((key, properties))
        return dict(sorted(grouped.items()))

    def edges_by_kind(self) -> dict[EdgeKind, list[tuple[EdgeKey, Properties]]]:
        """The relationships of each kind, in order of kind."""
        grouped: dict[EdgeKind, list[tuple[EdgeKey, Properties]]] = {}
        for key, properties in self.edges.items():
            kind = (key.type, key.source.label, key.target.label)
            grouped.setdefault(kind, []).append((key, properties))
        return dict(sorted(grouped.items()))


def without_nulls(properties: Properties) -> Properties:
    """`properties` as the database keeps them: without nulls and empty lists."""
    return {name: value for name, value in properties.items() if value is not None and value != []}
