"""Nodes and relationships as plain values, so that two graphs can be compared and subtracted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

Properties = dict[str, Any]


class NodeKey(NamedTuple):
    """What makes a node itself: its concrete label, and its id within that label."""

    label: str
    id: str


class EdgeKey(NamedTuple):
    """What makes a relationship itself: its type, its ends, and what tells parallel ones apart.

    `part` is the mention's key for MENTIONS, `name|alias|quote` for NAMED, the place in the chain
    for ATTRIBUTED_TO, and empty for all others: there is one of these between two nodes.
    """

    type: str
    source: NodeKey
    target: NodeKey
    part: str = ""


Node = tuple[NodeKey, Properties]
Edge = tuple[EdgeKey, Properties]

#: The property that holds `EdgeKey.part`, for the types that have parallel relationships.
PART_PROPERTY = {"MENTIONS": "key", "NAMED": "as", "ATTRIBUTED_TO": "order"}


@dataclass(slots=True)
class Elements:
    """A graph, or a part of one. Properties never hold nulls: an absent value has no key."""

    nodes: dict[NodeKey, Properties] = field(default_factory=dict)
    edges: dict[EdgeKey, Properties] = field(default_factory=dict)

    def update(self, other: Elements) -> None:
        """Take over everything in `other`."""
        self.nodes.update(other.nodes)
        self.edges.update(other.edges)


def without_nulls(properties: Properties) -> Properties:
    """`properties` as the database keeps them: a null or an empty list is no property."""
    return {name: value for name, value in properties.items() if value is not None and value != []}
