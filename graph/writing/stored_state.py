"""Reading back parts of a graph as the plain values that the projection makes."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from whomet.graph.projection.elements import PART_PROPERTY, EdgeKey, Elements, NodeKey, Properties
from whomet.graph.projection.identity import NameTable
from whomet.graph.projection.judgements import Judgement
from whomet.graph.writing import cypher
from whomet.graph.writing.vocabulary_check import class_of, ensure_known
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Transaction


class StateReader:
    """Reads within one transaction. Days come back as `datetime.date`.

    What was there before the transaction is not looked for where it began with no brief in the
    graph (`empty`): planning some fifty statements for nothing takes most of a first load.
    """

    def __init__(
        self,
        transaction: ManagedTransaction | Transaction,
        vocabulary: Vocabulary,
        empty: bool = False,
    ) -> None:
        self._transaction = transaction
        self._vocabulary = vocabulary
        self._empty = empty

    def rows(self, text: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of a query about what was there before, as plain dictionaries."""
        return [] if self._empty else self._run(text, parameters)

    def containment(self, places: Sequence[str]) -> list[tuple[NodeKey, NodeKey]]:
        """Which of these places lies in which, by what the transaction has written so far."""
        return [
            (NodeKey("Place", row["part"]), NodeKey("Place", row["whole"]))
            for row in self._run(cypher.CONTAINMENT, {"ids": list(places)})
        ]

    def exactly(self, label: str) -> str:
        """The label expression of one class: a node may have had its id in a class below it."""
        return cypher.exactly(self._vocabulary, label)

    def _run(self, text: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        return [record.data() for record in self._transaction.run(text, parameters)]

    def key(self, labels: Iterable[str], id: str) -> NodeKey:
        """The key of a node from all its labels; GraphError if its class is not known."""
        return NodeKey(class_of(self._vocabulary, labels), id)

    def briefs(self, ids: Sequence[str]) -> tuple[dict[str, Brief], dict[str, str]]:
        """The briefs with these ids, as far as they are there, and their digests.

        GraphError if one says something for which the vocabulary has no word.
        """
        found: dict[str, Brief] = {}
        digests: dict[str, str] = {}
        if not ids:
            return found, digests
        for row in self.rows(cypher.BRIEFS, ids=list(ids)):
            digests[row["id"]] = row.pop("digest")
            row["published"] = row["published"].to_native()
            found[row["id"]] = Brief.from_annotation(**row)
            ensure_known(self._vocabulary, found[row["id"]])
        return found, digests

    def name_tables(self, folded: Iterable[str]) -> dict[str, NameTable]:
        """How these names are used, as far as they are there."""
        names = sorted(folded)
        return {
            row["folded"]: NameTable.from_property(row["uses"] or [])
            for row in (self.rows(cypher.NAMES, folded=names) if names else ())
        }

    def mentioned(self, ids: Sequence[str]) -> dict[str, dict[str, NodeKey]]:
        """For each brief the node of each mention, by its key."""
        nodes: dict[str, dict[str, NodeKey]] = {id: {} for id in ids}
        if ids:
            for row in self.rows(cypher.MENTIONED, ids=list(ids)):
                nodes[row["brief"]][row["key"]] = self.key(row["labels"], row["id"])
        return nodes

    def mentions(self, ids: Sequence[str]) -> Elements:
        """The MENTIONS relationships of these briefs."""
        elements = Elements()
        for row in self.rows(cypher.MENTION_EDGES, ids=list(ids)) if ids else ():
            properties = native(row["properties"])
            source = NodeKey("Brief", row["brief"])
            target = self.key(row["labels"], row["id"])
            elements.edges[EdgeKey("MENTIONS", source, target, properties["key"])] = properties
        return elements

    def claims(self, ids: Sequence[str], events: Container[NodeKey]) -> Elements:
        """The claims of these briefs about `events`, with STATES, ABOUT and ATTRIBUTED_TO."""
        elements = Elements()
        for row in self.rows(cypher.CLAIMS, ids=list(ids)) if ids else ():
            event = self.key(row["labels"], row["event"])
            if event not in events:
                continue
            properties = native(row["properties"])
            claim = NodeKey("Claim", properties["id"])
            elements.nodes[claim] = properties
            elements.edges[EdgeKey("STATES", NodeKey("Brief", row["brief"]), claim)] = {}
            elements.edges[EdgeKey("ABOUT", claim, event)] = {}
            for told, labels, id in row["sources"]:
                edge = EdgeKey("ATTRIBUTED_TO", claim, self.key(labels, id), str(told["order"]))
                elements.edges[edge] = told
        return elements

    def events(self, keys: Iterable[NodeKey]) -> Elements:
        """These events, as far as they are there, with every relationship of their roles."""
        elements = Elements()
        for label, ids in by_label(keys).items():
            for row in self.rows(cypher.events_with_edges(self.exactly(label)), ids=ids):
                event = NodeKey(label, row["id"])
                elements.nodes[event] = native(row["properties"])
                for kind, properties, labels, id in row["outgoing"]:
                    edge = EdgeKey(kind, event, self.key(labels, id))
                    elements.edges[edge] = native(properties)
                for kind, properties, labels, id in row["incoming"]:
                    edge = EdgeKey(kind, self.key(labels, id), event)
                    elements.edges[edge] = native(properties)
        return elements

    def attached(self, nodes: Iterable[NodeKey]) -> Elements:
        """Every relationship of these nodes."""
        elements = Elements()
        for label, ids in by_label(nodes).items():
            for row in self.rows(cypher.attached(self.exactly(label)), ids=ids):
                properties = native(row["properties"])
                edge = EdgeKey(
                    row["type"],
                    self.key(row["source_labels"], row["source"]),
                    self.key(row["target_labels"], row["target"]),
                    str(properties.get(PART_PROPERTY.get(row["type"], ""), "")),
                )
                elements.edges[edge] = properties
        return elements

    def connected(self, keys: Iterable[NodeKey]) -> set[NodeKey]:
        """`keys` and every event that hangs together with one of them in the graph."""
        types = cypher.event_relationships(self._vocabulary)
        seen = set(keys)
        frontier = set(seen)
        while frontier:
            found = {
                self.key(row["labels"], row["id"])
                for label, ids in by_label(frontier).items()
                for row in self.rows(cypher.neighbours(self.exactly(label), types), ids=ids)
            }
            frontier = found - seen
            seen |= frontier
        return seen

    def judgements(self) -> list[Judgement]:
        """Every judgement of an analyst: few, since each was made by hand."""
        rows = (native(row["properties"]) for row in self._run(cypher.JUDGEMENTS, {}))
        return [Judgement.from_properties(row) for row in rows]

    def judged(self, claims: Iterable[str]) -> Elements:
        """The JUDGES relationships of these claims."""
        elements = Elements()
        for row in self.rows(cypher.JUDGES, ids=sorted(claims)):
            source, target = NodeKey("Judgement", row["judgement"]), NodeKey("Claim", row["claim"])
            elements.edges[EdgeKey("JUDGES", source, target)] = {}
        return elements

    def about(self, ids: Sequence[str]) -> dict[str, NodeKey]:
        """The event that each claim of these briefs is about, by the claim's id."""
        rows = self.rows(cypher.CLAIMS_OF, ids=list(ids)) if ids else []
        return {row["id"]: self.key(row["labels"], row["event"]) for row in rows}

    def reporting(self, keys: Iterable[NodeKey]) -> set[str]:
        """The ids of the briefs that report these events."""
        return {
            row["id"]
            for label, ids in by_label(keys).items()
            for row in self.rows(cypher.reporting_briefs(self.exactly(label)), ids=ids)
        }


def by_label(keys: Iterable[NodeKey]) -> dict[str, list[str]]:
    """Ids by label, both in order: what one statement can seek."""
    grouped: dict[str, list[str]] = {}
    for label, id in sorted(keys):
        grouped.setdefault(label, []).append(id)
    return grouped


def native(properties: Mapping[str, Any]) -> Properties:
    """Properties with the driver's days as Python's."""
    return {
        name: value.to_native() if hasattr(value, "to_native") else value
        for name, value in properties.items()
    }
