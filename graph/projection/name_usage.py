"""How briefs use each name, and to which entity the name therefore refers.

A `NameTable` is all that entity resolution needs to know of a name: how many briefs use it, in
which class, inside which container, with which ref. The graph keeps it on its `Name` nodes, so
that the mentions of a new brief are resolved without reading the briefs before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.entity_judgements import (
    NO_CONTAINER,
    NO_JUDGEMENTS,
    Anchor,
    EntityJudgements,
    name_unit,
    part_of_day,
    parts,
    ref_anchor,
)
from whomet.graph.projection.judged_units import JudgedUnits

#: A class and a folded name.
ClassName = Anchor


class NameUse(NamedTuple):
    """One way in which a folded name is used. Each field but the class may be empty.

    `container` is the id of the entity that it lies in, or `NO_CONTAINER`, or for a name in a
    circle `BY_NAME` and a slug. With a `ref`, the name is the name or a declared alias of the
    entity with that ref; without, it is the name (an alias without a ref is for searching, not for
    identity). `inside` is the class and the name of the container, folded, where that has no ref.

    With `longer`, all other fields being empty, the name is that of a monarch, of a style and a
    word, and `longer` is a longer name that begins with it.
    """

    cls: str
    container: str = ""
    ref: str = ""
    inside: str = ""
    longer: str = ""


class NameTable:
    """How one folded name is used in all briefs: the number of briefs for each use."""

    __slots__ = ("counts",)

    def __init__(self, counts: Mapping[NameUse, int] | None = None) -> None:
        self.counts: Counter[NameUse] = Counter(counts or {})

    @classmethod
    def from_property(cls, uses: Iterable[str]) -> NameTable:
        """The table that `to_property` wrote."""
        counts: dict[NameUse, int] = {}
        for use in uses:
            count, *fields = use.split("|")
            counts[NameUse(*map(_unescaped, fields))] = int(count)
        return cls(counts)

    def plus(self, change: NameTable) -> NameTable:
        """The table after a change, whose counts may be negative."""
        table = NameTable(self.counts)
        table.counts.update(change.counts)
        return table

    def minus(self, change: NameTable) -> NameTable:
        """The table before a change."""
        table = NameTable(self.counts)
        table.counts.subtract(change.counts)
        return table

    def to_property(self) -> list[str]:
        """The table as sorted strings, `count|class|container|ref|inside|longer`."""
        return [
            "|".join([str(count), *map(_escaped, use)])
            for use, count in sorted(self.counts.items())
            if count > 0
        ]

    def uses(self, cls: str) -> list[NameUse]:
        """The uses of this name for a class, but for longer names."""
        return [
            use for use, n in self.counts.items() if n > 0 and use.cls == cls and not use.longer
        ]

    def inside(self, cls: str) -> set[ClassName]:
        """The (class, folded name) of containers without a ref, for this name and class."""
        found = (use.inside.partition(":") for use in self.uses(cls) if use.inside)
        return {(label, name) for label, _, name in found}

    def longer_names(self, cls: str) -> int:
        """How many different longer names begin with this name."""
        return sum(1 for use, n in self.counts.items() if n > 0 and use.cls == cls and use.longer)


def _escaped(field: str) -> str:
    return field.replace("%", "%25").replace("|", "%7C") if "|" in field or "%" in field else field


def _unescaped(field: str) -> str:
    return field.replace("%7C", "|").replace("%25", "%") if "%" in field else field


class NameTables:
    """The tables of some names, and which of these names are in a circle of containers.

    Complete for what is asked of it: it has the tables of the names themselves, and of those that
    they depend on, in any number of steps (`depends_on`). `judged` are the judgements on entities.
    """

    def __init__(
        self, tables: Mapping[str, NameTable], judged: EntityJudgements = NO_JUDGEMENTS
    ) -> None:
        self.tables = tables
        self.judged = judged
        self.units = JudgedUnits(judged, self)
        self._circular: dict[ClassName, bool] = {}
        self._taken_over: dict[ClassName, str] = {}
        self._refs: dict[tuple[str, str, str], list[str]] = {}

    def in_circle(self, cls: str, folded: str) -> bool:
        """Whether a name is that of something inside of itself, by way of any others.

        What a judgement makes one, or keeps apart, counts as one on the way.
        """
        key = cls, folded
        if key not in self._circular:
            self._circular[key] = self._comes_back(key)
        return self._circular[key]

    def _comes_back(self, key: ClassName) -> bool:
        # Whether a way has led from a name to its container at least once.
        seen = {(key, False)}
        frontier = [(key, False)]
        while frontier:
            anchor, inside = frontier.pop()
            steps = {
                *((outer, True) for outer in self._inside(anchor)),
                *((other, inside) for other in self._beside(anchor)),
            }
            if (key, True) in steps:
                return True
            frontier += steps - seen
            seen |= steps
        return False

    def depends_on(self, anchor: Anchor) -> set[Anchor]:
        """The names, refs and mentions on which the entity of this one depends directly."""
        return self._inside(anchor) | self._beside(anchor)

    def _inside(self, anchor: Anchor) -> set[Anchor]:
        table = self.tables.get(anchor[1])
        found = table.inside(anchor[0]) if table is not None else set()
        return found | self.judged.inside.get(anchor, frozenset()) if self.judged else found

    def _beside(self, anchor: Anchor) -> set[Anchor]:
        if not self.judged:
            return set()
        cls, name = anchor
        table = self.tables.get(name)
        refs = {ref_anchor(cls, use.ref) for use in table.uses(cls)} if table is not None else set()
        return (refs & self.judged.units.keys()) | self.judged.beside.get(anchor, frozenset())

    def containers(self, cls: str, folded: str) -> set[str]:
        """The containers with which a name is used, `NO_CONTAINER` among them."""
        table = self.tables.get(folded)
        return {use.container for use in table.uses(cls)} if table is not None else set()

    def taken_over(self, cls: str, folded: str) -> str:
        """The container that a mention without one takes over: the only one its name has."""
        key = cls, folded
        if key not in self._taken_over:
            found = set() if self.in_circle(cls, folded) else self.containers(cls, folded)
            found -= {"", NO_CONTAINER}
            self._taken_over[key] = found.pop() if len(found) == 1 else ""
        return self._taken_over[key]

    def effective_container(self, cls: str, folded: str, container: str) -> str:
        """The container that a use counts with; empty for none."""
        if container == NO_CONTAINER:
            return ""
        return container or self.taken_over(cls, folded)

    def refs(self, cls: str, folded: str, container: str) -> list[str]:
        """The refs whose entities have this name in the container of a use, sorted."""
        key = cls, folded, container
        if key not in self._refs:
            self._refs[key] = self._find_refs(*key)
        return self._refs[key]

    def _find_refs(self, cls: str, folded: str, container: str) -> list[str]:
        table = self.tables.get(folded)
        if table is None:
            return []
        only = self.taken_over(cls, folded)
        effective = "" if container == NO_CONTAINER else container or only
        return sorted(
            {
                use.ref
                for use in table.uses(cls)
                if use.ref
                and ("" if use.container == NO_CONTAINER else use.container or only) == effective
            }
        )

    def names_many(self, cls: str, folded: str) -> bool:
        """Whether a name of a monarch's style and a word is that of several longer ones."""
        table = self.tables.get(folded)
        return table is not None and table.longer_names(cls) > 1

    def entities(self, cls: str, folded: str, container: str) -> list[NodeKey]:
        """The entities of the refs whose entities have this name in the container of a use."""
        refs = self.refs(cls, folded, container)
        if not self.judged:
            return [NodeKey(cls, ref) for ref in refs]
        return sorted({self.units.ref(cls, ref) for ref in refs})

    def entity(self, cls: str, folded: str, container: str) -> NodeKey:
        """The entity of a name, as far as it is one: of its only ref, or by itself."""
        found = self.entities(cls, folded, container)
        inside = self.effective_container(cls, folded, container)
        return found[0] if len(found) == 1 else NodeKey(cls, name_unit(cls, folded, inside))

    def judged_entities(
        self, cls: str, folded: str, container: str
    ) -> Mapping[str, NodeKey] | None:
        """The entity of a judged name under "", or of each part of one that is split; else None."""
        if not self.judged:
            return None
        inside = self.effective_container(cls, folded, container)
        key = NodeKey(cls, name_unit(cls, folded, inside))
        days = self.units.split_at(key, folded)
        if days:
            named = {part: NodeKey(cls, f"{key.id}@{part}") for part in parts(days)}
            return {p: self.units.name(each, folded) or each for p, each in named.items()}
        entity = self.units.name(key, folded)
        return None if entity is None else {"": entity}

    def judged_entity(
        self, cls: str, folded: str, container: str, day: date | None
    ) -> NodeKey | None:
        """The entity of a mention of a name that was judged or split, by its day; else None."""
        found = self.judged_entities(cls, folded, container)
        if found is None or day is None or "" in found:
            return None if found is None else found[""]
        inside = self.effective_container(cls, folded, container)
        key = NodeKey(cls, name_unit(cls, folded, inside))
        return found[part_of_day(self.units.split_at(key, folded), day)]

    def outcome(self, folded: str, use: NameUse) -> tuple[object, ...]:
        """What a mention of a name resolves to, as far as it follows from the tables."""
        return (
            self.entities(use.cls, folded, use.container),
            self.effective_container(use.cls, folded, use.container),
            self.in_circle(use.cls, folded),
            self.names_many(use.cls, folded),
            self.judged_entities(use.cls, folded, use.container),
        )


def renamed(before: NameTables, after: NameTables) -> set[ClassName]:
    """(class, folded name) of mentions that `after` must resolve or count again.

    The node of those without a ref is another one now, or their container counts differently.
    """
    changed: set[ClassName] = set()
    for folded, old in before.tables.items():
        for use, count in old.counts.items():
            if count <= 0 or use.longer or (use.cls, folded) in changed:
                continue
            if use.ref:
                same = before.in_circle(use.cls, folded) == after.in_circle(use.cls, folded)
            else:
                same = before.outcome(folded, use) == after.outcome(folded, use)
            if not same:
                changed.add((use.cls, folded))
    return changed
