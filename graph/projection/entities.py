"""Entities, their names and containers, computed by counting over briefs.

A brief can be added or taken away without reading the others: the counts of some entities can be
read back from the graph that they were written to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from whomet.graph.projection.briefs import ResolvedBrief
from whomet.graph.projection.elements import EdgeKey, Elements, NodeKey, Properties, without_nulls
from whomet.graph.projection.entity_judgements import ALIAS, parse_unit
from whomet.graph.projection.identity import alias_key, identity_names
from whomet.graph.projection.name_usage import NameTable, NameTables
from whomet.ontology.ids import is_id_in_brief
from whomet.ontology.names import fold
from whomet.ontology.records import Brief

#: The use of a name that an analyst gave.
ADDED = "added"


class NameKey(NamedTuple):
    """One NAMED relationship: an entity, how the name is meant, and the folded name.

    `used_as` is name, alias, quote, untitled (the name without its titles), begins (a monarch's
    style and first name, with which the name begins) or added (an alias that an analyst gave).
    """

    entity: NodeKey
    used_as: str
    folded: str

    @property
    def edge(self) -> EdgeKey:
        """The relationship that carries this name."""
        return EdgeKey("NAMED", self.entity, NodeKey("Name", self.folded), self.used_as)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one brief adds to the counts of entities: each item once, however often it says it.

    `stamp` is the day of publication and the brief's id, so that the earliest brief has the least.
    """

    stamp: str
    entities: frozenset[NodeKey]
    names: frozenset[tuple[NameKey, str]]
    kinds: frozenset[tuple[NodeKey, str]]
    within: frozenset[tuple[NodeKey, NodeKey]]

    def by(self, part_of: Callable[[NodeKey], int]) -> dict[int, Contribution]:
        """What it adds to the entities of each part; a containment belongs to what is inside."""
        parts: dict[int, set[NodeKey]] = {}
        for entity in self.entities:
            parts.setdefault(part_of(entity), set()).add(entity)
        return {
            part: Contribution(
                self.stamp,
                frozenset(own),
                frozenset(name for name in self.names if name[0].entity in own),
                frozenset(kind for kind in self.kinds if kind[0] in own),
                frozenset(pair for pair in self.within if pair[0] in own),
            )
            for part, own in parts.items()
        }


def contribution(resolved: ResolvedBrief) -> Contribution:
    """What a brief adds to the counts of the entities that it mentions."""
    brief, nodes = resolved.brief, resolved.nodes
    names: set[tuple[NameKey, str]] = set()
    kinds: set[tuple[NodeKey, str]] = set()
    within: set[tuple[NodeKey, NodeKey]] = set()
    for keyed in resolved.mentions:
        mention = keyed.mention
        node = nodes[mention.key]
        names.add((NameKey(node, "name", keyed.folded), mention.name))
        identities = identity_names(keyed)
        if keyed.key != keyed.folded and keyed.key in identities:
            names.add((NameKey(node, "untitled", keyed.key), mention.name))
        names.update((NameKey(node, "begins", name), mention.name) for name in keyed.begins_with)
        for alias in mention.aliases:
            for name in {fold(alias), *(identities & {alias_key(keyed, alias)})} - {""}:
                names.add((NameKey(node, "alias", name), alias))
        for form in mention.surfaces:
            if folded_form := fold(form):
                names.add((NameKey(node, "quote", folded_form), form))
        if mention.kind is not None:
            kinds.add((node, mention.kind))
        if mention.part_of is not None and nodes[mention.part_of] != node:
            within.add((node, nodes[mention.part_of]))
    return Contribution(
        stamp=stamp(brief),
        entities=frozenset(nodes.values()),
        names=frozenset(names),
        kinds=frozenset(kinds),
        within=frozenset(within),
    )


def stamp(brief: Brief) -> str:
    """The day of publication and the id: briefs in order of this are in order of publication."""
    return f"{brief.published.isoformat()} {brief.id}"


@dataclass(slots=True)
class NameCount:
    """In how many briefs an entity has a name, each of its written forms, and the earliest brief.

    `earliest` has the stamp of the earliest brief for each form.
    """

    briefs: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    earliest: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_properties(cls, properties: Properties) -> NameCount:
        """The count that `properties` wrote."""
        forms = properties["forms"]
        return cls(
            properties["briefs"],
            Counter(dict(zip(forms, properties["counts"], strict=True))),
            dict(zip(forms, properties.get("earliest", ()), strict=False)),
        )

    def properties(self, used_as: str) -> Properties:
        """The count as properties of a NAMED relationship: parallel lists.

        The earliest brief is kept for names only, where it decides between forms used as often.
        """
        forms = sorted(self.counts)
        properties: Properties = {
            "as": used_as,
            "briefs": self.briefs,
            "forms": forms,
            "counts": [self.counts[form] for form in forms],
        }
        if used_as == "name":
            properties["earliest"] = [self.earliest[form] for form in forms]
        return properties


@dataclass(slots=True)
class EntityCounts:
    """Counts for some entities, complete over all briefs.

    `stale` are the forms whose earliest brief was taken away: the next one is not known here.
    """

    names: dict[NameKey, NameCount] = field(default_factory=dict)
    briefs: Counter[NodeKey] = field(default_factory=Counter)
    kinds: dict[NodeKey, Counter[str]] = field(default_factory=dict)
    within: Counter[tuple[NodeKey, NodeKey]] = field(default_factory=Counter)
    stale: set[tuple[NameKey, str]] = field(default_factory=set)

    @classmethod
    def from_elements(cls, elements: Elements) -> EntityCounts:
        """The counts that `elements` wrote."""
        counts = cls()
        for key, properties in elements.nodes.items():
            counts.briefs[key] = properties["briefs"]
            counts.kinds[key] = _kinds_from_property(properties.get("kinds", ()))
        for edge, properties in elements.edges.items():
            if edge.type == "NAMED":
                if edge.discriminator == ADDED:
                    continue
                name = NameKey(edge.source, edge.discriminator, edge.target.id)
                counts.names[name] = NameCount.from_properties(properties)
            else:
                counts.within[edge.source, edge.target] = properties["briefs"]
        return counts

    def add(self, new: Contribution) -> None:
        """Add what a brief says."""
        for key in {key for key, _ in new.names}:
            self.names.setdefault(key, NameCount()).briefs += 1
        for key, form in new.names:
            name = self.names[key]
            name.counts[form] += 1
            if key.used_as == "name":
                name.earliest[form] = min(name.earliest.get(form, new.stamp), new.stamp)
        self.briefs.update(new.entities)
        self.within.update(new.within)
        for node, kind in new.kinds:
            self.kinds.setdefault(node, Counter())[kind] += 1

    def merge(self, other: EntityCounts) -> None:
        """Add the counts over other briefs."""
        for key, more in other.names.items():
            name = self.names.setdefault(key, NameCount())
            name.briefs += more.briefs
            name.counts.update(more.counts)
            for form, stamp in more.earliest.items():
                name.earliest[form] = min(name.earliest.get(form, stamp), stamp)
        self.briefs.update(other.briefs)
        self.within.update(other.within)
        for node, kinds in other.kinds.items():
            self.kinds.setdefault(node, Counter()).update(kinds)

    def remove(self, old: Contribution) -> None:
        """Take away what a brief said."""
        for key in {key for key, _ in old.names}:
            self.names[key].briefs -= 1
        for key, form in old.names:
            name = self.names[key]
            name.counts[form] -= 1
            if name.earliest.get(form) == old.stamp:
                self.stale.add((key, form))
            if name.counts[form] <= 0:
                del name.counts[form]
                name.earliest.pop(form, None)
        self.briefs.subtract(old.entities)
        self.within.subtract(old.within)
        for node, kind in old.kinds:
            self.kinds[node][kind] -= 1

    def elements(self) -> Elements:
        """The entities that some brief mentions, with NAMED and WITHIN, but no `Name` nodes."""
        elements = Elements()
        names: dict[NodeKey, list[NameCount]] = {}
        for key, name in self.names.items():
            if name.briefs > 0:
                elements.edges[key.edge] = name.properties(key.used_as)
                if key.used_as == "name":
                    names.setdefault(key.entity, []).append(name)
        for entity, briefs in self.briefs.items():
            if briefs > 0:
                elements.nodes[entity] = self._entity_properties(entity, names[entity])
        for (part, whole), briefs in self.within.items():
            if briefs > 0:
                elements.edges[EdgeKey("WITHIN", part, whole)] = {"briefs": briefs}
        return elements

    def _entity_properties(self, key: NodeKey, names: Iterable[NameCount]) -> Properties:
        kinds = +self.kinds.get(key, Counter())
        votes = sorted(kinds.items(), key=lambda vote: (-vote[1], vote[0]))
        return without_nulls(
            {
                "id": key.id,
                "name": _shown_name(names),
                "ref": key.id if is_ref(key) else None,
                "briefs": self.briefs[key],
                "kind": votes[0][0] if votes else None,
                "kinds": [f"{count}|{kind}" for kind, count in votes],
            }
        )


def added_names(entities: Container[NodeKey], tables: NameTables) -> dict[EdgeKey, Properties]:
    """NAMED for the aliases that analysts gave to those entities that are in the graph."""
    forms: dict[NameKey, set[str]] = {}
    for made in tables.judged.of_verdict(ALIAS):
        entity = tables.units.unit(parse_unit(made.cls, made.one))
        if entity in entities and made.alias:
            forms.setdefault(NameKey(entity, ADDED, fold(made.alias)), set()).add(made.alias)
    return {
        key.edge: {"as": ADDED, "briefs": 0, "forms": sorted(told), "counts": [0] * len(told)}
        for key, told in forms.items()
    }


def is_ref(key: NodeKey) -> bool:
    """Whether a canonical id is a `ref`, not a name's slug or a mention's own id."""
    scheme, colon, _ = key.id.partition(":")
    return bool(colon) and scheme != key.label.lower() and not is_id_in_brief(key.id)


def _shown_name(names: Iterable[NameCount]) -> str:
    """The written form that most briefs use, the earliest in case of a tie."""
    total: Counter[str] = Counter()
    earliest: dict[str, str] = {}
    for name in names:
        total.update(name.counts)
        for form, stamp in name.earliest.items():
            earliest[form] = min(earliest.get(form, stamp), stamp)
    return min(total, key=lambda form: (-total[form], earliest[form], form))


def _kinds_from_property(votes: Iterable[str]) -> Counter[str]:
    """In how many briefs a place has each kind, from the property that keeps it."""
    split = (vote.split("|", 1) for vote in votes)
    return Counter({kind: int(count) for count, kind in split})


def name_nodes(folded: Iterable[str], tables: Mapping[str, NameTable]) -> dict[NodeKey, Properties]:
    """The nodes of these folded names; a name without a table is not used for identity."""
    nodes: dict[NodeKey, Properties] = {}
    for name in folded:
        properties = nodes[NodeKey("Name", name)] = {"id": name, "folded": name, "name": name}
        if (table := tables.get(name)) is not None and (uses := table.to_property()):
            properties["uses"] = uses
    return nodes
