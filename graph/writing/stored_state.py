"""Reading parts of the stored graph as the plain values that the projection computes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from whomet.graph.database.driver import Rows
from whomet.graph.projection.briefs import ResolvedBrief, brief_from_properties
from whomet.graph.projection.elements import (
    DISCRIMINATOR_PROPERTY,
    EdgeKey,
    Elements,
    NodeKey,
    Properties,
)
from whomet.graph.projection.entity_judgements import judgement_from_properties
from whomet.graph.projection.event_judgements import Judgement
from whomet.graph.projection.full_graph import entity_judgements
from whomet.graph.projection.identity import identity_key, keyed_mentions
from whomet.graph.projection.name_usage import NameTable
from whomet.graph.writing import cypher
from whomet.graph.writing.vocabulary_check import class_of, ensure_known
from whomet.ontology.ids import brief_of
from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Transaction


class StoredClaim(NamedTuple):
    """What is read of a claim without its brief."""

    id: str
    published: date
    deciding: bool

    @property
    def brief(self) -> str:
        """The id of its brief."""
        return brief_of(self.id)


@dataclass(frozen=True, slots=True)
class StoredReports:
    """Stored claims about one event that say the same of it: they have one `digest`.

    The other fields are those of `ComparisonRecord`, `cls` being the name of the class.
    """

    event: NodeKey
    digest: str
    cls: str
    ref: str | None
    blocking_key: str | None
    key_participants: tuple[str, ...]
    claims: tuple[StoredClaim, ...]


class StateReader:
    """Reads within one transaction. Dates are returned as `datetime.date`.

    Where the transaction began with no brief in the graph (`empty`), what was stored before it is
    not read: the server would spend most of a first load on planning some fifty statements. The
    judgements are read when the reader is made.
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
        rows = self._run(cypher.EVERY_JUDGEMENT, {})
        made = [judgement_from_properties(native(row["properties"])) for row in rows]
        self.judgements = [each for each in made if isinstance(each, Judgement)]
        self.judged = entity_judgements(vocabulary, made)

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the graph."""
        return self._vocabulary

    def rows(self, text: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of a query about what was stored before, as plain dictionaries."""
        return [] if self._empty else self._run(text, parameters)

    def containment(self, places: Iterable[NodeKey]) -> list[tuple[NodeKey, NodeKey]]:
        """(part, whole) among these places, by what the transaction has written so far."""
        return [
            (NodeKey("Place", row["part"]), NodeKey("Place", row["whole"]))
            for row in self._run(cypher.CONTAINMENT, {"ids": sorted(key.id for key in places)})
        ]

    def visits_between(self, containments: Iterable[tuple[NodeKey, NodeKey]]) -> set[NodeKey]:
        """The visits, and their parts, that depend on whether one place contains another."""
        rows = [{"a": part.id, "b": whole.id} for part, whole in containments]
        if not rows:
            return set()
        text = cypher.visits_between(
            self._vocabulary.relationships_of("destination"),
            self._vocabulary.relationships_of("whole"),
        )
        return {self.node_key(row["labels"], row["id"]) for row in self.rows(text, rows=rows)}

    def class_label(self, label: str) -> str:
        """The label expression of one class: a node may have had its id in a class below it."""
        return cypher.class_label(self._vocabulary, label)

    def _run(self, text: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        # Not `record.data()`, which copies every list and map, element by element.
        short = {k: Rows(v) if isinstance(v, list) else v for k, v in parameters.items()}
        return [dict(record) for record in self._transaction.run(text, short)]

    def node_key(self, labels: Iterable[str], id: str) -> NodeKey:
        """The key of a node from all its labels; GraphError if its class is not known."""
        return NodeKey(class_of(self._vocabulary, labels), id)

    def brief_properties(self, ids: Iterable[str]) -> dict[str, Properties]:
        """The properties of the nodes of these briefs, by id, as far as they are stored."""
        wanted = sorted(ids)
        rows = self.rows(cypher.BRIEFS, ids=wanted) if wanted else []
        return {row["properties"]["id"]: native(row["properties"]) for row in rows}

    def resolved(self, properties: Mapping[str, Properties]) -> dict[str, ResolvedBrief]:
        """The stored briefs with these properties, by id, with the nodes of their mentions.

        GraphError if one uses a class, role or attribute that the vocabulary does not know.
        """
        nodes = self.mention_nodes(sorted(properties))
        found: dict[str, ResolvedBrief] = {}
        for id, stored in properties.items():
            brief = brief_from_properties(stored)
            ensure_known(self._vocabulary, brief)
            mentions = keyed_mentions(self._vocabulary, brief, self.judged)
            found[id] = ResolvedBrief(brief, stored, mentions, nodes[id], self._vocabulary)
        return found

    def resolved_briefs(self, ids: Iterable[str]) -> dict[str, ResolvedBrief]:
        """These briefs, by id, as far as they are stored; see `resolved`."""
        return self.resolved(self.brief_properties(ids))

    def briefs_using(self, names: Iterable[tuple[str, str]]) -> set[str]:
        """The ids of the briefs that mention an entity by one of these (class, folded name)."""
        by_class: dict[str, list[str]] = {}
        for cls, folded in sorted(names):
            by_class.setdefault(cls, []).append(folded)
        return {
            row["id"]
            for cls, folded_names in by_class.items()
            for row in self.rows(
                cypher.briefs_using_name(self.class_label(cls)), folded=folded_names
            )
        }

    def briefs_with_key(self, cls: str, key: str) -> set[str]:
        """The ids of the briefs with a mention without a ref of which this is the identity key."""
        words = sorted(key.split(), key=len)
        rows = self.rows(cypher.briefs_by_word(self.class_label(cls)), word=words[-1])
        found = set()
        for row in rows:
            keys = (
                identity_key(self._vocabulary, cls, form, row["language"]) for form in row["forms"]
            )
            if key in keys:
                found.add(row["id"])
        return found

    def briefs_inside(self, cls: str, id: str) -> set[str]:
        """The ids of the briefs that mention an entity and something that lies in it."""
        return {row["id"] for row in self.rows(cypher.briefs_inside(self.class_label(cls)), id=id)}

    def briefs_mentioning(self, key: NodeKey) -> set[str]:
        """The ids of the briefs that mention an entity."""
        text = cypher.briefs_mentioning(self.class_label(key.label))
        return {row["id"] for row in self.rows(text, id=key.id)}

    def names_of(self, key: NodeKey) -> set[str]:
        """The folded names by which an entity counts."""
        text = cypher.names_of(self.class_label(key.label))
        return {row["folded"] for row in self.rows(text, id=key.id)}

    def name_tables(self, folded: Iterable[str]) -> dict[str, NameTable]:
        """How these names are used, as far as they are stored."""
        names = sorted(folded)
        return {
            row["folded"]: NameTable.from_property(row["uses"] or [])
            for row in (self.rows(cypher.NAMES, folded=names) if names else ())
        }

    def entity_elements(
        self, entities: Iterable[NodeKey], containments: Iterable[tuple[NodeKey, NodeKey]]
    ) -> Elements:
        """These entities with NAMED, and WITHIN for these (part, whole), as far as stored."""
        elements = Elements()
        for label, ids in by_label(entities).items():
            for row in self.rows(cypher.entity_counts(self.class_label(label)), ids=ids):
                key = NodeKey(label, row["id"])
                elements.nodes[key] = row["properties"]
                for folded, properties in row["names"]:
                    if folded is not None:
                        name = NodeKey("Name", folded)
                        elements.edges[EdgeKey("NAMED", key, name, properties["as"])] = properties
        grouped: dict[str, list[dict[str, str]]] = {}
        for part, whole in sorted(containments):
            grouped.setdefault(part.label, []).append({"a": part.id, "b": whole.id})
        for label, rows in grouped.items():
            for row in self.rows(cypher.within(self.class_label(label)), rows=rows):
                ends = NodeKey(label, row["a"]), NodeKey(label, row["b"])
                elements.edges[EdgeKey("WITHIN", *ends)] = {"briefs": row["briefs"]}
        return elements

    def mention_nodes(self, ids: Sequence[str]) -> dict[str, dict[str, NodeKey]]:
        """For each brief the node of each mention, by its key."""
        nodes: dict[str, dict[str, NodeKey]] = {id: {} for id in ids}
        if ids:
            for row in self.rows(cypher.MENTION_NODES, ids=list(ids)):
                nodes[row["brief"]][row["key"]] = self.node_key(row["labels"], row["id"])
        return nodes

    def mention_edges(self, ids: Collection[str]) -> Elements:
        """The MENTIONS relationships of these briefs."""
        elements = Elements()
        for row in self.rows(cypher.MENTION_EDGES, ids=sorted(ids)) if ids else ():
            properties = native(row["properties"])
            source = NodeKey("Brief", row["brief"])
            target = self.node_key(row["labels"], row["id"])
            elements.edges[EdgeKey("MENTIONS", source, target, properties["key"])] = properties
        return elements

    def claim_elements(self, ids: Collection[str], events: Container[NodeKey]) -> Elements:
        """The claims of these briefs about `events`, with every relationship that starts there."""
        elements = Elements()
        for row in self.rows(cypher.CLAIMS, ids=sorted(ids)) if ids else ():
            event = self.node_key(row["labels"], row["event"])
            if event not in events:
                continue
            properties = native(row["properties"])
            claim = NodeKey("Claim", properties["id"])
            elements.nodes[claim] = properties
            elements.edges[EdgeKey("STATES", NodeKey("Brief", row["brief"]), claim)] = {}
            elements.edges[EdgeKey("ABOUT", claim, event)] = {}
            for key in row["keys"]:
                elements.edges[EdgeKey("MATCHED_BY", claim, claim, key)] = {"key": key}
            for properties, labels, id in row["sources"]:
                actor, order = self.node_key(labels, id), str(properties["order"])
                elements.edges[EdgeKey("ATTRIBUTED_TO", claim, actor, order)] = properties
        return elements

    def event_elements(self, keys: Iterable[NodeKey]) -> Elements:
        """These events, as far as they are stored, with every relationship of their roles."""
        elements = Elements()
        for label, ids in by_label(keys).items():
            for row in self.rows(cypher.events_with_edges(self.class_label(label)), ids=ids):
                event = NodeKey(label, row["id"])
                elements.nodes[event] = native(row["properties"])
                for kind, properties, labels, id in row["outgoing"]:
                    edge = EdgeKey(kind, event, self.node_key(labels, id))
                    elements.edges[edge] = native(properties)
                for kind, properties, labels, id in row["incoming"]:
                    edge = EdgeKey(kind, self.node_key(labels, id), event)
                    elements.edges[edge] = native(properties)
        return elements

    def attached_edges(self, nodes: Iterable[NodeKey]) -> Elements:
        """Every relationship of these nodes."""
        elements = Elements()
        for label, ids in by_label(nodes).items():
            for row in self.rows(cypher.attached(self.class_label(label)), ids=ids):
                properties = native(row["properties"])
                edge = EdgeKey(
                    row["type"],
                    self.node_key(row["source_labels"], row["source"]),
                    self.node_key(row["target_labels"], row["target"]),
                    str(properties.get(DISCRIMINATOR_PROPERTY.get(row["type"], ""), "")),
                )
                elements.edges[edge] = properties
        return elements

    def related_events(self, keys: Iterable[NodeKey]) -> set[NodeKey]:
        """`keys` and every event that is related to one of them, in any number of steps."""
        types = cypher.event_relationships(self._vocabulary)
        related = set(keys)
        frontier = set(related)
        while frontier:
            found = {
                self.node_key(row["labels"], row["id"])
                for label, ids in by_label(frontier).items()
                for row in self.rows(cypher.neighbours(self.class_label(label), types), ids=ids)
            }
            frontier = found - related
            related |= frontier
        return related

    def events_of_claims(self, claims: Iterable[str]) -> set[NodeKey]:
        """The events that these claims are about, as far as they are stored."""
        return self._keys(cypher.EVENTS_OF_CLAIMS, sorted(claims))

    def fillers(self, events: Iterable[NodeKey]) -> set[NodeKey]:
        """The entities in any role of these events, as far as they are stored."""
        types = cypher.role_relationships(self._vocabulary)
        return self._entities(events, partial(cypher.fillers, relationships=types))

    def fillers_of_states(self, entities: Iterable[NodeKey]) -> set[NodeKey]:
        """The entities in any role of the states (tenures, affiliations) that these are in."""
        states = tuple(cls.name for cls in self._vocabulary.events.values() if cls.lasting)
        types = cypher.role_relationships(self._vocabulary)
        text = partial(cypher.fillers_of_states, states=states, relationships=types)
        return self._entities(entities, text)

    def containers(self, entities: Iterable[NodeKey]) -> set[NodeKey]:
        """All that these entities lie within."""
        return self._entities(entities, cypher.containers)

    def _entities(self, keys: Iterable[NodeKey], text: Callable[[str], str]) -> set[NodeKey]:
        """The entities that a statement for each label finds from these nodes."""
        found = {
            key
            for label, ids in by_label(keys).items()
            for key in self._keys(text(self.class_label(label)), ids)
        }
        return {key for key in found if key.label in self._vocabulary.entities}

    def _keys(self, text: str, ids: list[str]) -> set[NodeKey]:
        rows = self.rows(text, ids=ids) if ids else []
        return {self.node_key(row["labels"], row["id"]) for row in rows}

    def judges_edges(self, claims: Iterable[str]) -> Elements:
        """The JUDGES relationships of these claims."""
        elements = Elements()
        for row in self.rows(cypher.JUDGES, ids=sorted(claims)):
            source, target = NodeKey("Judgement", row["judgement"]), NodeKey("Claim", row["claim"])
            elements.edges[EdgeKey("JUDGES", source, target)] = {}
        return elements

    def claim_events(self, ids: Collection[str]) -> dict[str, NodeKey]:
        """The event that each claim of these briefs is about, by the claim's id."""
        rows = self.rows(cypher.CLAIM_EVENTS, ids=sorted(ids)) if ids else []
        return {row["id"]: self.node_key(row["labels"], row["event"]) for row in rows}

    def reports(self, text: str, /, **parameters: Any) -> list[StoredReports]:
        """The claims that a statement of `cypher` finds, grouped by event and by what they say."""
        return [
            StoredReports(
                event=self.node_key(row["labels"], row["event"]),
                digest=row["digest"],
                cls=row["class"],
                ref=row["ref"],
                blocking_key=row["blocking_key"],
                key_participants=tuple(row["key_participants"] or ()),
                claims=tuple(
                    StoredClaim(id, date.fromisoformat(published), deciding)
                    for id, published, deciding in row["claims"]
                ),
            )
            for row in self.rows(text, **parameters)
        ]

    def reports_of_events(self, keys: Iterable[NodeKey]) -> list[StoredReports]:
        """Every claim about these events."""
        return [
            found
            for label, ids in by_label(keys).items()
            for found in self.reports(cypher.reports_of_events(self.class_label(label)), ids=ids)
        ]


def by_label(keys: Iterable[NodeKey]) -> dict[str, list[str]]:
    """Ids by label, both in order: each label is sought by a statement of its own."""
    grouped: dict[str, list[str]] = {}
    for label, id in sorted(keys):
        grouped.setdefault(label, []).append(id)
    return grouped


def native(properties: Mapping[str, Any]) -> Properties:
    """Properties with the driver's dates as `datetime.date`."""
    return {
        name: value.to_native() if hasattr(value, "to_native") else value
        for name, value in properties.items()
    }
