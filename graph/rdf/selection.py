"""The part of the graph that an export contains, and its nodes page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Protocol

from whomet.graph.database.connection import Connection
from whomet.graph.errors import GraphError
from whomet.graph.projection.elements import NodeKey
from whomet.graph.writing import cypher
from whomet.graph.writing.vocabulary_check import class_of
from whomet.ontology.vocabulary import Vocabulary

#: Nodes read in one transaction. A brief is read with all its claims and mentions.
PAGE = 200


@dataclass(frozen=True, slots=True)
class Selection:
    """The part of the graph to export; everything if no field is set.

    `entity` is the id of an entity, `brief` that of a brief, `since` and `until` the first and
    last day of a period. Only one of the three kinds at a time.
    """

    entity: str | None = None
    brief: str | None = None
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        kinds = (self.entity, self.brief, self.since or self.until)
        if sum(kind is not None for kind in kinds) > 1:
            raise GraphError(
                "Select by an entity, by a brief or by a period, one of them at a time."
            )
        if self.since and self.until and self.since > self.until:
            raise GraphError(f"The period ends ({self.until}) before it begins ({self.since}).")

    @property
    def is_everything(self) -> bool:
        """Whether the whole graph is selected."""
        return self == Selection()


class ExportScope(Protocol):
    """The nodes of an export."""

    def __contains__(self, key: NodeKey) -> bool: ...

    def count(self) -> int:
        """The number of nodes, without claims."""

    def pages(self, label: str, details: str) -> Iterator[list[dict[str, Any]]]:
        """The rows of one class; `details` is the RETURN clause for a node `n`."""


class WholeGraph:
    """Every node; one page is in memory at a time."""

    def __init__(self, connection: Connection, vocabulary: Vocabulary) -> None:
        self._connection = connection
        self._vocabulary = vocabulary

    def __contains__(self, key: NodeKey) -> bool:
        return True

    def count(self) -> int:
        labels = set(self._vocabulary.node_labels_with_id()) - {"Claim"}
        counts = " + ".join(
            f"COUNT {{ (:{cypher.class_label(self._vocabulary, label)}) }}"
            for label in sorted(labels)
        )
        return int(self._connection.read(f"RETURN {counts} AS count")[0]["count"])

    def pages(self, label: str, details: str) -> Iterator[list[dict[str, Any]]]:
        text = (
            f"MATCH (n:{cypher.class_label(self._vocabulary, label)}) WHERE n.id > $after "
            f"WITH n ORDER BY n.id LIMIT $size "
            f"{details} ORDER BY id"
        )
        after = ""
        while rows := self._connection.read(text, {"after": after, "size": PAGE}):
            yield rows
            after = rows[-1]["id"]


class PartOfGraph:
    """The nodes that a selection reaches; only their ids are in memory."""

    def __init__(self, connection: Connection, keys: Iterable[NodeKey]) -> None:
        self._connection = connection
        self._keys = frozenset(keys)

    def __contains__(self, key: NodeKey) -> bool:
        return key in self._keys

    def count(self) -> int:
        return len(self._keys)

    def pages(self, label: str, details: str) -> Iterator[list[dict[str, Any]]]:
        node = cypher.seek("n", label, "wanted")
        text = f"UNWIND $ids AS wanted {node} {details} ORDER BY id"
        ids = iter(sorted(key.id for key in self._keys if key.label == label))
        while page := list(islice(ids, PAGE)):
            yield self._connection.read(text, {"ids": page})


def scope(connection: Connection, vocabulary: Vocabulary, selection: Selection) -> ExportScope:
    """The nodes of `selection`; GraphError if it names something that does not exist."""
    if selection.is_everything:
        return WholeGraph(connection, vocabulary)
    return PartOfGraph(connection, _Touched(connection, vocabulary).nodes(selection))


class _Touched:
    """Finds the nodes that a selection reaches, step by step."""

    def __init__(self, connection: Connection, vocabulary: Vocabulary) -> None:
        self._connection = connection
        self._vocabulary = vocabulary
        self._entities = "|".join(vocabulary.entities)

    def nodes(self, selection: Selection) -> set[NodeKey]:
        anchors, events, briefs = self._start(selection)
        self._grow(events, self._between_events())
        entities = {key for key in anchors if key.label in self._vocabulary.entities}
        entities |= self._next(events, "(n)-[]-(x) WHERE NOT x:Claim AND NOT x:Event")
        entities |= self._next(events, "(n)<-[:ABOUT]-(:Claim)-[:ATTRIBUTED_TO]->(x) WHERE true")
        self._grow(entities, "(n)-[:WITHIN]->(x) WHERE true")
        briefs |= self._next(events, "(n)<-[:ABOUT]-(:Claim)<-[:STATES]-(x) WHERE true")
        names = self._next(entities, "(n)-[:NAMED]->(x) WHERE true")
        judgements = self._next(events, "(n)<-[:ABOUT]-(:Claim)<-[:JUDGES]-(x) WHERE true")
        return events | entities | briefs | names | judgements

    def _start(self, selection: Selection) -> tuple[set[NodeKey], set[NodeKey], set[NodeKey]]:
        """The selected entities, events and briefs."""
        if selection.entity is not None:
            found = self._found(
                f"MATCH (x:{self._entities} {{id: $id}}) RETURN labels(x) AS labels, x.id AS id",
                id=selection.entity,
            )
            if not found:
                raise GraphError(f"There is no entity with the id '{selection.entity}'.")
            briefs = self._next(found, "(n)<-[:MENTIONS]-(x) WHERE true")
            within = {key for key in found if key.label == "Place"}
            self._grow(within, "(n)<-[:WITHIN]-(x) WHERE true")
            return found, self._next(found | within, "(n)-[]-(x:Event) WHERE true"), briefs
        if selection.brief is not None:
            brief = NodeKey("Brief", selection.brief)
            if not self._next({brief}, "(n) WITH n, n AS x WHERE true"):
                raise GraphError(f"There is no brief with the id '{selection.brief}'.")
            mentioned = self._next({brief}, "(n)-[:MENTIONS]->(x) WHERE true")
            events = self._next({brief}, "(n)-[:STATES]->(:Claim)-[:ABOUT]->(x) WHERE true")
            return mentioned, events, {brief}
        text = (
            "MATCH (x:Event) WHERE x.span IS NOT NULL "
            "AND ($until IS NULL OR x.begin_earliest IS NULL OR x.begin_earliest <= $until) "
            "AND ($since IS NULL OR x.end_latest IS NULL OR x.end_latest >= $since) "
            "RETURN labels(x) AS labels, x.id AS id"
        )
        return set(), self._found(text, since=selection.since, until=selection.until), set()

    def _between_events(self) -> str:
        """The pattern from an event to the event that it is part of or took place at."""
        events = frozenset(self._vocabulary.events)
        roles = {
            f"(x)<-[:{role.relationship}]-(n)"
            if role.outgoing
            else f"(x)-[:{role.relationship}]->(n)"
            for cls in self._vocabulary.events.values()
            for role in cls.roles.values()
            if not events.isdisjoint(role.range)
        }
        return f"(n)--(x:Event) WHERE {' OR '.join(sorted(roles)) or 'false'}"

    def _grow(self, keys: set[NodeKey], step: str) -> None:
        """Add everything reachable by `step` to `keys`."""
        frontier = keys
        while frontier := self._next(frontier, step) - keys:
            keys |= frontier

    def _next(self, keys: Iterable[NodeKey], step: str) -> set[NodeKey]:
        """The nodes `x` to which `step` leads from the nodes `n`."""
        by_label: dict[str, list[str]] = {}
        for label, id in keys:
            by_label.setdefault(label, []).append(id)
        found: set[NodeKey] = set()
        for label, ids in by_label.items():
            text = (
                f"UNWIND $ids AS wanted {cypher.seek('n', label, 'wanted')} MATCH {step} "
                "RETURN DISTINCT labels(x) AS labels, x.id AS id"
            )
            found |= self._found(text, ids=ids)
        return found

    def _found(self, text: str, **parameters: Any) -> set[NodeKey]:
        return {
            NodeKey(class_of(self._vocabulary, row["labels"]), row["id"])
            for row in self._connection.stream(text, parameters)
        }
