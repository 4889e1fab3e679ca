"""The rows of an answer as a network of names and events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

ACTOR, PLACE, TOPIC, POSITION, EVENT = "actor", "place", "topic", "position", "event"
#: The kinds of what the columns of the library name. Other columns become attributes of the event.
KINDS = {
    **dict.fromkeys(("who", "whom", "actor", "between", "participants", "attributed_to"), ACTOR),
    **dict.fromkeys(("visitors", "visitor", "leader", "hosts", "delegation", "members"), ACTOR),
    **dict.fromkeys(("senders", "recipients", "carriers", "speakers", "addressees"), ACTOR),
    **dict.fromkeys(("holder", "organization"), ACTOR),
    **dict.fromkeys(("where", "destinations"), PLACE),
    **dict.fromkeys(("topics", "topic", "about"), TOPIC),
    "position": POSITION,
}
_EVIDENCE = ("event", "briefs", "quotes", "sentences", "claim", "brief", "quote", "sentence")


def network(graph: Any, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Any:
    """Add the rows to a networkx multigraph and return it.

    The id of a node is its name, of an event its id, of a row without one its number; `node_kind`
    is its kind. A name of two kinds, such as a place and a government, is two nodes: "Syria
    (actor)" and "Syria (place)".
    """
    if {"who", "whom"} <= set(columns):
        for row in rows:
            for one in _names(row["who"]):
                for other in _names(row["whom"]):
                    graph.add_nodes_from((one, other), node_kind=ACTOR)
                    graph.add_edges_from([(one, other, dict(row))])
        return graph
    kinds: dict[str, set[str]] = {}
    for row in rows:
        for column in columns:
            for name in _names(row[column]) if column in KINDS else ():
                kinds.setdefault(name, set()).add(KINDS[column])
    evidence = [column for column in _EVIDENCE if column in columns]
    for number, row in enumerate(rows, start=1):
        event = next(iter(_names(row.get("event"))), None) or f"row {number}"
        facts = {c: row[c] for c in columns if c not in KINDS and c not in _EVIDENCE}
        graph.add_nodes_from([(event, {**facts, "node_kind": EVENT})])
        for column in columns:
            for name in _names(row[column]) if column in KINDS else ():
                kind = KINDS[column]
                node = name if len(kinds[name]) == 1 else f"{name} ({kind})"
                graph.add_node(node, node_kind=kind)
                # With the key, a role that is in several rows of one event is one edge.
                graph.add_edge(
                    event, node, key=column, role=column, **{c: row[c] for c in evidence}
                )
    return graph


def _names(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]
