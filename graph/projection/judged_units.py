"""Which entity each judged unit belongs to: judgements on entities, applied to tables of names.

1. A unit's text becomes the id that it has now: the container of a name may have another id now.
2. `same` links units to *components*, those of mentions first, then in the order of the judgements;
   a link that would bring two units together that were judged different is left out.
3. The entity of a component is its least ref. One without a ref is, like a name, the entity of the
   only ref whose entities carry one of its names, unless that was judged different; two that were
   judged different and would become one ref that way stay apart from it. Else its least name, else
   its least mention.

What a component is depends on names and their containers, never on itself: names in a circle, also
by way of judgements, count containers by name (`NameTables.in_circle`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.entity_judgements import (
    BY_NAME,
    MENTION,
    NAME,
    NO_CONTAINER,
    REF,
    Anchor,
    EntityJudgements,
    Unit,
    mention_anchor,
    name_unit,
    ref_anchor,
)
from whomet.graph.projection.event_judgements import SAME
from whomet.ontology.names import slug


class Names(Protocol):
    """What is asked of the tables of names."""

    def containers(self, cls: str, folded: str) -> set[str]:
        """The containers with which a name is used, `NO_CONTAINER` among them."""
        ...

    def in_circle(self, cls: str, folded: str) -> bool:
        """Whether a name is that of something inside of itself."""
        ...

    def effective_container(self, cls: str, folded: str, container: str) -> str:
        """The container that a use counts with; empty for none."""
        ...

    def refs(self, cls: str, folded: str, container: str) -> list[str]:
        """The refs whose entities have this name in the container of a use."""
        ...

    def entity(self, cls: str, folded: str, container: str) -> NodeKey:
        """The entity of a name, as far as it is one."""
        ...


class Placed(NamedTuple):
    """A unit with its id of now, and the container with which its name is looked up."""

    unit: Unit
    key: NodeKey
    container: str


@dataclass(slots=True)
class Component:
    """Units that are one by judgement, by their ids."""

    members: dict[NodeKey, list[Placed]] = field(default_factory=dict)

    def of_kind(self, kind: str) -> list[NodeKey]:
        """The ids of the units of a kind, sorted."""
        return sorted(
            key for key, placed in self.members.items() if any(p.unit.kind == kind for p in placed)
        )

    @property
    def ref(self) -> NodeKey | None:
        """Its least ref."""
        return next(iter(self.of_kind(REF)), None)

    @property
    def least(self) -> NodeKey:
        """The id that it has by itself: its least ref, else name, else mention."""
        return next(key for kind in (REF, NAME, MENTION) for key in self.of_kind(kind))


@dataclass(frozen=True, slots=True)
class Group:
    """Components that judgements link. `of` has that of each unit, by its id of now."""

    components: Sequence[Component]
    of: Mapping[NodeKey, Component]
    different: Mapping[NodeKey, frozenset[NodeKey]]


class JudgedUnits:
    """The entities of judged units, given tables of names that are complete for them."""

    def __init__(self, judged: EntityJudgements, names: Names) -> None:
        self._judged = judged
        self._names = names
        self._groups: dict[frozenset[Anchor], Group] = {}
        self._entities: dict[frozenset[Anchor], dict[NodeKey, NodeKey]] = {}

    def ref(self, cls: str, ref: str) -> NodeKey:
        """The entity of a ref."""
        key = NodeKey(cls, ref)
        component = self._component(ref_anchor(cls, ref), key)
        return (component.ref if component is not None else None) or key

    def mention(self, cls: str, id: str) -> NodeKey:
        """The entity of a mention that was judged by itself."""
        key = NodeKey(cls, id)
        return self._entity(mention_anchor(cls, id), key) or key

    def name(self, key: NodeKey, folded: str) -> NodeKey | None:
        """The entity of a name with this id, if the name was judged."""
        return self._entity((key.label, folded), key)

    def refs_by_rule(self, unit: Unit) -> list[NodeKey]:
        """The refs that carry a judged name, if these are of one entity, as the rules have it.

        None of a name that is split, that was judged the same as a ref, or as different from it.
        """
        cls, folded = unit.cls, unit.folded
        _, key, container = self.placed(unit)
        if unit.kind != NAME or unit.part or self.split_at(key, folded):
            return []
        group = self._group(self._judged.groups[unit.anchor])
        against = {group.of[other].ref for other in group.different.get(key, ())}
        refs = [NodeKey(cls, ref) for ref in self._names.refs(cls, folded, container)]
        entities = {self.ref(cls, ref.id) for ref in refs}
        decided = group.of[key].ref is not None or not against.isdisjoint(entities)
        return refs if len(entities) == 1 and not decided else []

    def split_at(self, key: NodeKey, folded: str) -> list[date]:
        """The days at which the name with this id is split, in order."""
        splits = self._judged.splits.get((key.label, folded), ())
        return sorted({day for unit, day in splits if self.placed(unit).key == key})

    def unit(self, unit: Unit) -> NodeKey:
        """The entity of any unit, judged or not; of a split name that of the part, or the name."""
        if unit.kind == REF:
            return self.ref(unit.cls, unit.text)
        if unit.kind == MENTION:
            return self.mention(unit.cls, unit.text)
        placed = self.placed(unit)
        entity = self.name(placed.key, unit.folded)
        if entity is not None or unit.part or self.split_at(placed.key, unit.folded):
            return entity or placed.key
        return self._names.entity(unit.cls, unit.folded, placed.container)

    def placed(self, unit: Unit) -> Placed:
        """A unit with the id that it has now, whatever its container is called by now."""
        if unit.kind != NAME:
            return Placed(unit, NodeKey(unit.cls, unit.text), "")
        cls, folded = unit.cls, unit.folded
        container = self._container(unit)
        inside = self._names.effective_container(cls, folded, container)
        text = name_unit(cls, folded, inside)
        return Placed(unit, NodeKey(cls, f"{text}@{unit.part}" if unit.part else text), container)

    def _container(self, unit: Unit) -> str:
        cls, folded = unit.cls, unit.folded
        used = self._names.containers(cls, folded)
        if not unit.container:
            return NO_CONTAINER if NO_CONTAINER in used else ""
        for written in (unit.container, f"{cls.lower()}:{unit.container}"):
            if written in used:
                return written
        outer = self._judged.container(unit)
        if outer is None:
            return unit.container
        if self._names.in_circle(cls, folded):
            return f"{BY_NAME}{slug(outer.folded)}" if outer.kind == NAME else unit.container
        return self.unit(outer).id

    def _component(self, anchor: Anchor, key: NodeKey) -> Component | None:
        if anchor not in self._judged.units:
            return None
        return self._group(self._judged.groups[anchor]).of.get(key)

    def _entity(self, anchor: Anchor, key: NodeKey) -> NodeKey | None:
        if anchor not in self._judged.units:
            return None
        group = self._judged.groups[anchor]
        if group not in self._entities:
            self._entities[group] = self._entities_of(self._group(group))
        return self._entities[group].get(key)

    def _group(self, anchors: frozenset[Anchor]) -> Group:
        if anchors not in self._groups:
            self._groups[anchors] = self._linked(anchors)
        return self._groups[anchors]

    def _linked(self, anchors: frozenset[Anchor]) -> Group:
        """The components of a group: judgements in order, none against one that says different."""
        of: dict[NodeKey, Component] = {}
        keys: dict[tuple[str, str], NodeKey] = {}
        for anchor in sorted(anchors):
            for unit in self._judged.units[anchor]:
                placed = self.placed(unit)
                keys[unit.cls, unit.text] = placed.key
                component = of.setdefault(placed.key, Component())
                component.members.setdefault(placed.key, []).append(placed)
        different: dict[NodeKey, set[NodeKey]] = {}
        links: list[tuple[NodeKey, NodeKey]] = []
        for made in self._judged.pairs[anchors]:
            one, other = (keys[made.cls, text] for text in made.units)
            if made.verdict == SAME:
                links.append((one, other))
            else:
                different.setdefault(one, set()).add(other)
                different.setdefault(other, set()).add(one)
        for one, other in sorted(links, key=lambda link: not _is_of_mention(of, link)):
            first, second = of[one], of[other]
            if first is second or any(
                different.get(k, set()) & second.members.keys() for k in first.members
            ):
                continue
            first.members.update(second.members)
            of.update(dict.fromkeys(second.members, first))
        components = list({id(component): component for component in of.values()}.values())
        return Group(components, of, {key: frozenset(others) for key, others in different.items()})

    def _entities_of(self, group: Group) -> dict[NodeKey, NodeKey]:
        """The entity of each unit of a group."""
        found: dict[int, NodeKey | None] = {
            id(component): component.ref or self._only_ref(group, component)
            for component in group.components
        }
        entities = {}
        for component in group.components:
            entity = found[id(component)]
            if component.ref is None and entity is not None:
                against = (group.of[key] for key in _differing(group, component))
                if any(other.ref is None and found[id(other)] == entity for other in against):
                    entity = None
            entities.update(dict.fromkeys(component.members, entity or component.least))
        return entities

    def _only_ref(self, group: Group, component: Component) -> NodeKey | None:
        """The entity of the only ref that carries a name of a component without a ref."""
        refs = {
            self.ref(unit.cls, ref)
            for key, placed in component.members.items()
            for unit, _, container in placed
            if unit.kind == NAME and not unit.part and not self.split_at(key, unit.folded)
            for ref in self._names.refs(unit.cls, unit.folded, container)
        }
        refs -= {group.of[key].ref for key in _differing(group, component)}
        return refs.pop() if len(refs) == 1 else None


def _is_of_mention(of: Mapping[NodeKey, Component], link: tuple[NodeKey, NodeKey]) -> bool:
    return any(placed.unit.kind == MENTION for key in link for placed in of[key].members[key])


def _differing(group: Group, component: Component) -> list[NodeKey]:
    """The units that were judged different from one of a component."""
    return sorted({other for key in component.members for other in group.different.get(key, ())})
