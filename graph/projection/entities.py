"""Entities, their names and what contains them, as tallies over briefs.

Everything here is a count, so that a brief can be added or taken back without reading the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from whomet.graph.projection.elements import EdgeKey, NodeKey, Properties, without_nulls
from whomet.graph.projection.identity import Identity
from whomet.ontology.names import fold


class NameKey(NamedTuple):
    """One NAMED relationship: an entity, how the name is meant, and the folded name."""

    entity: NodeKey
    used_as: str
    folded: str

    @property
    def edge(self) -> EdgeKey:
        """The relationship that carries this name."""
        return EdgeKey("NAMED", self.entity, NodeKey("Name", self.folded), self.used_as)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one brief says of entities; each thing counts once a brief."""

    stamp: str
    entities: frozenset[NodeKey]
    names: frozenset[tuple[NameKey, str]]
    kinds: frozenset[tuple[NodeKey, str]]
    within: frozenset[tuple[NodeKey, NodeKey]]


def contribution(
    brief_id: str,
    published: date,
    identities: Iterable[Identity],
    nodes: Mapping[str, NodeKey],
) -> Contribution:
    """What a brief contributes, given the nodes of its mentions."""
    names: set[tuple[NameKey, str]] = set()
    kinds: set[tuple[NodeKey, str]] = set()
    within: set[tuple[NodeKey, NodeKey]] = set()
    for mention, folded, _, _ in identities:
        node = nodes[mention.key]
        names.add((NameKey(node, "name", folded), mention.name))
        for used_as, forms in (("alias", mention.aliases), ("quote", mention.surfaces)):
            for form in forms:
                if folded_form := fold(form):
                    names.add((NameKey(node, used_as, folded_form), form))
        if mention.kind is not None:
            kinds.add((node, mention.kind))
        if mention.part_of is not None and nodes[mention.part_of] != node:
            within.add((node, nodes[mention.part_of]))
    return Contribution(
        stamp=f"{published.isoformat()} {brief_id}",
        entities=frozenset(nodes.values()),
        names=frozenset(names),
        kinds=frozenset(kinds),
        within=frozenset(within),
    )


@dataclass(slots=True)
class NameCount:
    """How often each written form of a name is used, and the earliest brief for each."""

    briefs: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    earliest: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_properties(cls, properties: Properties) -> NameCount:
        """The tally that `properties` wrote."""
        forms = properties["forms"]
        return cls(
            properties["briefs"],
            Counter(dict(zip(forms, properties["counts"], strict=True))),
            dict(zip(forms, properties.get("earliest", ()), strict=False)),
        )

    def properties(self, used_as: str) -> Properties:
        """The tally as properties of a NAMED relationship: lists side by side.

        The earliest brief matters for names only: it decides between forms used as often.
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
    """Counts for a set of entities; `stale` are forms whose earliest brief was taken away."""

    names: dict[NameKey, NameCount] = field(default_factory=dict)
    briefs: Counter[NodeKey] = field(default_factory=Counter)
    kinds: dict[NodeKey, Counter[str]] = field(default_factory=dict)
    within: Counter[tuple[NodeKey, NodeKey]] = field(default_factory=Counter)
    stale: set[tuple[NameKey, str]] = field(default_factory=set)

    def replace(self, old: Contribution | None, new: Contribution | None) -> None:
        """Take back what a brief said before and add what it says now."""
        if old == new:
            return
        if old is not None:
            self._remove(old)
        if new is not None:
            self._add(new)

    def _add(self, new: Contribution) -> None:
        for key in {key for key, _ in new.names}:
            self.names.setdefault(key, NameCount()).briefs += 1
        for key, form in new.names:
            tally = self.names[key]
            tally.counts[form] += 1
            if key.used_as == "name":
                tally.earliest[form] = min(tally.earliest.get(form, new.stamp), new.stamp)
        self.briefs.update(new.entities)
        self.within.update(new.within)
        for node, kind in new.kinds:
            self.kinds.setdefault(node, Counter())[kind] += 1

    def _remove(self, old: Contribution) -> None:
        for key in {key for key, _ in old.names}:
            self.names[key].briefs -= 1
        for key, form in old.names:
            tally = self.names[key]
            tally.counts[form] -= 1
            if tally.earliest.get(form) == old.stamp:
                self.stale.add((key, form))
            if tally.counts[form] <= 0:
                del tally.counts[form]
                tally.earliest.pop(form, None)
        self.briefs.subtract(old.entities)
        self.within.subtract(old.within)
        for node, kind in old.kinds:
            self.kinds[node][kind] -= 1

    def entity(self, key: NodeKey, names: Iterable[NameCount]) -> Properties:
        """The properties of an entity's node, given the tallies of its names (not aliases)."""
        kinds = +self.kinds.get(key, Counter())
        votes = sorted(kinds.items(), key=lambda vote: (-vote[1], vote[0]))
        return without_nulls(
            {
                "id": key.id,
                "name": shown_name(names),
                "ref": key.id if is_ref(key) else None,
                "briefs": self.briefs[key],
                "kind": votes[0][0] if votes else None,
                "kinds": [f"{count}|{kind}" for kind, count in votes],
            }
        )


def is_ref(key: NodeKey) -> bool:
    """Whether a canonical id is a `ref`, not a name's slug or a mention's own id."""
    scheme, colon, _ = key.id.partition(":")
    return bool(colon) and scheme != key.label.lower() and "#" not in scheme


def shown_name(names: Iterable[NameCount]) -> str:
    """The name that most briefs give, of these the earliest (DESIGN §5)."""
    total: Counter[str] = Counter()
    earliest: dict[str, str] = {}
    for tally in names:
        total.update(tally.counts)
        for form, stamp in tally.earliest.items():
            earliest[form] = min(earliest.get(form, stamp), stamp)
    return min(total, key=lambda form: (-total[form], earliest[form], form))


def kinds_from_property(votes: Iterable[str]) -> Counter[str]:
    """The votes for a place's kind as `EntityCounts.entity` wrote them."""
    split = (vote.split("|", 1) for vote in votes)
    return Counter({kind: int(count) for count, kind in split})
