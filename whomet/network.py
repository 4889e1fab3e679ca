"""The rows of an answer as a network of entities and events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

ACTOR, PLACE, TOPIC, POSITION, EVENT, ROW = "actor", "place", "topic", "position", "event", "row"
#: The kinds of what the columns of the library name. Other columns become attributes of the event.
KINDS = {
    **dict.fromkeys(("who", "whom", "actor", "participants", "attributed_to"), ACTOR),
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

    Nodes are keyed by id, so that two people of one name are two; `name` is what answers show and
    `node_kind` the kind. An event is keyed by its id. A row without one, of several, or that tells
    of its event something else than another row, is a node of its own: "row 1". Of an
    answer without ids, such as that of a user-defined question, nodes are keyed by name. An id or
    name of two kinds, such as a place and a government, is two nodes: "Syria (actor)" and
    "Syria (place)".
    """
    if {"who", "whom"} <= set(columns):
        for row in rows:
            for one, name in _nodes(row, "who"):
                for other, other_name in _nodes(row, "whom"):
                    graph.add_node(one, name=name, node_kind=ACTOR)
                    graph.add_node(other, name=other_name, node_kind=ACTOR)
                    graph.add_edges_from([(one, other, dict(row))])
        return graph
    named = [column for column in columns if column in KINDS and _names_things(column, rows)]
    kinds: dict[str, set[str]] = {}
    for row in rows:
        for column in named:
            for id, _ in _nodes(row, column):
                kinds.setdefault(id, set()).add(KINDS[column])
    evidence = [column for column in _EVIDENCE if column in columns]
    ids = {f"{column}{end}" for column in named for end in ("_id", "_ids")}
    of_rows = [
        {c: row[c] for c in columns if c not in named and c not in _EVIDENCE and c not in ids}
        for row in rows
    ]
    own = _rows_of_their_own(rows, of_rows)
    for number, (row, facts) in enumerate(zip(rows, of_rows, strict=True), start=1):
        if number in own:
            event, facts = f"row {number}", {**facts, "event": row.get("event"), "node_kind": ROW}
        else:
            event, facts = row["event"], {**facts, "node_kind": EVENT}
        graph.add_nodes_from([(event, facts)])
        for column in named:
            for id, name in _nodes(row, column):
                kind = KINDS[column]
                node = id if len(kinds[id]) == 1 else f"{id} ({kind})"
                graph.add_node(node, name=name, node_kind=kind)
                # With the key, a role that is in several rows of one event is one edge.
                graph.add_edge(
                    event, node, key=column, role=column, **{c: row[c] for c in evidence}
                )
    return graph


def _names_things(column: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a column names entities: `about` of statements does, that of conflicts an event."""
    return column != "about" or any(isinstance(row[column], list) for row in rows)


def _rows_of_their_own(
    rows: Sequence[Mapping[str, Any]], of_rows: Sequence[Mapping[str, Any]]
) -> set[int]:
    """The numbers of the rows that are about no single event, or of which another differs."""
    numbers: dict[str, list[int]] = {}
    own: set[int] = set()
    for number, row in enumerate(rows, start=1):
        event = row.get("event")
        if isinstance(event, str):
            numbers.setdefault(event, []).append(number)
        else:
            own.add(number)
    for same in numbers.values():
        if any(of_rows[number - 1] != of_rows[same[0] - 1] for number in same):
            own.update(same)
    return own


def _nodes(row: Mapping[str, Any], column: str) -> Iterator[tuple[str, str]]:
    """The id and the name of each that a column names; the name for both where no id is known."""
    names = _listed(row[column])
    ids = _listed(row.get(f"{column}_ids", row.get(f"{column}_id")))
    yield from zip(ids if len(ids) == len(names) else names, names, strict=True)


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]
