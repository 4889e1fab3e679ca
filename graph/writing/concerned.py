"""What a change concerns, for standing questions whose answers depend on a part of the graph.

It is never less than what can matter to an answer about the events of some actors, places, topics,
positions or organizations:

- `around`: an event, and all that takes part in it, or its place or topic, before or after, where
  anything of the event, of its claims or of their briefs has changed; with every place around
  those, and the members of delegations. An answer about one of these may have other rows, or rows
  more or less.
- `shown`: those events, and the entities that are shown otherwise: another name, other states
  (positions, memberships) of theirs, other containers, or other mentions of an unresolved name. An
  answer with one of these in its rows may say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from whomet.graph.projection.elements import EdgeKey, Elements, NodeKey
from whomet.graph.writing.difference import Difference
from whomet.graph.writing.stored_state import StateReader
from whomet.ontology.ids import is_unresolved
from whomet.ontology.vocabulary import Vocabulary

#: Relationships that no answer about events follows from, but for mentions of unresolved names:
#: names are resolved anew by each run.
NAMING = ("MENTIONS", "NAMED", "MATCHED_BY")
#: Properties of an entity that count briefs, and are in no answer about events.
COUNTS = ("briefs", "kinds")
#: The class whose members take part in what it takes part in.
DELEGATION = "Delegation"


@dataclass(slots=True)
class Concerned:
    """The events that have changed with the entities around them, and what is shown otherwise."""

    around: set[NodeKey] = field(default_factory=set)
    shown: set[NodeKey] = field(default_factory=set)


def concerned(
    read: StateReader, vocabulary: Vocabulary, differences: Iterable[Difference]
) -> Concerned:
    """What some differences, which are written already, concern."""
    touched = _Touched(vocabulary)
    for found in differences:
        touched.add(found)
    events = touched.events | read.events_of_claims(touched.claims)
    events |= set(read.claim_events(touched.briefs).values())
    states = {key for key in events if vocabulary.events[key.label].lasting}
    around = touched.entities | read.fillers(events)
    delegations = {key for key in around if DELEGATION in vocabulary.entities[key.label].labels}
    around |= read.fillers_of_states(delegations)
    around |= read.containers(around)
    shown = touched.shown | events | read.fillers(states) | read.fillers_of_states(touched.renamed)
    mentioned = read.mention_nodes(sorted(touched.briefs))
    shown |= {
        key for of_brief in mentioned.values() for key in of_brief.values() if is_unresolved(key.id)
    }
    return Concerned(around | events, shown)


@dataclass(slots=True)
class _Touched:
    """What differences name. An event that is gone is known by its relationships only."""

    vocabulary: Vocabulary
    events: set[NodeKey] = field(default_factory=set)
    entities: set[NodeKey] = field(default_factory=set)
    claims: set[str] = field(default_factory=set)
    briefs: set[str] = field(default_factory=set)
    renamed: set[NodeKey] = field(default_factory=set)
    shown: set[NodeKey] = field(default_factory=set)

    def add(self, found: Difference) -> None:
        for part in (found.added, found.changed, found.removed):
            self._add_nodes(part)
        for edges in (found.added.edges, found.removed.edges):
            for edge in edges:
                self._add_edge(edge)
        for edge in found.changed.edges:
            if edge.type != "WITHIN":  # how many briefs say so
                self._add_edge(edge)
        for key, properties in found.changed.nodes.items():
            earlier = found.earlier.nodes[key]
            if key.label in self.vocabulary.entities and any(
                properties.get(name) != earlier.get(name)
                for name in {*properties, *earlier}.difference(COUNTS)
            ):
                self.renamed.add(key)
                self.shown.add(key)
                self.entities.add(key)

    def _add_nodes(self, part: Elements) -> None:
        for key in part.nodes:
            if key.label in self.vocabulary.events:
                self.events.add(key)
            elif key.label == "Claim":
                self.claims.add(key.id)
            elif key.label == "Brief":
                self.briefs.add(key.id)

    def _add_edge(self, edge: EdgeKey) -> None:
        if edge.type == "MENTIONS" and is_unresolved(edge.target.id):
            self.shown.add(edge.target)
        if edge.type in NAMING:
            return
        ends = (edge.source, edge.target)
        of_state = any(
            end.label in self.vocabulary.events and self.vocabulary.events[end.label].lasting
            for end in ends
        )
        for end in ends:
            if end.label in self.vocabulary.events:
                self.events.add(end)
            elif end.label == "Claim":
                self.claims.add(end.id)
            elif end.label in self.vocabulary.entities:
                self.entities.add(end)
                if of_state or edge.type == "WITHIN":
                    self.shown.add(end)
