"""Entity resolution: the canonical id of the entity that each mention stands for.

The rules are stated on the whole set of briefs, so that their order does not matter. All they need
to know of a name is its `NameTable`: how many briefs use it, in which class, inside which
container, with which ref. The graph keeps it on its `Name` nodes, so that the mentions of a new
brief are resolved without reading the briefs before it.

A container counts by its identity, so that what a name stands for may follow from what the name of
its container stands for. `settle` finds the resolution in which all of them agree; where names
contain each other in a circle, it counts containers by name instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.entity_judgements import (
    BY_NAME,
    NO_CONTAINER,
    NO_JUDGEMENTS,
    Anchor,
    EntityJudgements,
    name_unit,
    part_of_day,
    parts,
)
from whomet.graph.projection.generic_names import is_country, is_generic
from whomet.graph.projection.judged_units import JudgedUnits
from whomet.graph.projection.mention_dates import mention_day
from whomet.ontology.names import fold, person_name, slug
from whomet.ontology.records import Brief, Mention
from whomet.ontology.vocabulary import Vocabulary

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
        """The names, refs and mentions on which it depends directly what this one stands for."""
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
        refs = {(cls, f"@{use.ref}") for use in table.uses(cls)} if table is not None else set()
        return (refs & self.judged.units.keys()) | self.judged.beside.get(anchor, frozenset())

    def containers(self, cls: str, folded: str) -> set[str]:
        """The containers with which a name is used, `NO_CONTAINER` among them."""
        table = self.tables.get(folded)
        return {use.container for use in table.uses(cls)} if table is not None else set()

    def taken_over(self, cls: str, folded: str) -> str:
        """The container that a mention without one takes over: the only one its name has."""
        table = self.tables.get(folded)
        if table is None or self.in_circle(cls, folded):
            return ""
        found = {use.container for use in table.uses(cls)} - {"", NO_CONTAINER}
        return next(iter(found)) if len(found) == 1 else ""

    def effective_container(self, cls: str, folded: str, container: str) -> str:
        """The container that a use counts with; empty for none."""
        if container == NO_CONTAINER:
            return ""
        return container or self.taken_over(cls, folded)

    def refs(self, cls: str, folded: str, container: str) -> list[str]:
        """The refs whose entities have this name in the container of a use, sorted."""
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


class KeyedMention(NamedTuple):
    """A mention with what its brief alone says of its identity.

    `folded` is its name, and `key` the same without titles: what it is compared by. `mergeable`
    says whether the name can identify it, `needs_container` whether only together with a
    container. `container` is the container of a mention that has none in its brief:
    `NO_CONTAINER` if it takes none over. `style_name` and `begins_with` are of `PersonName`.

    By judgements on entities: `apart` is the id of a mention that was judged by itself, else empty;
    `judged` says that its name identifies it because the name was judged; `day` is its day, where
    its name is split at one.
    """

    mention: Mention
    folded: str
    key: str
    mergeable: bool
    needs_container: bool = False
    container: str = ""
    style_name: bool = False
    begins_with: tuple[str, ...] = ()
    is_person: bool = False
    apart: str = ""
    judged: bool = False
    day: date | None = None

    @property
    def anchor(self) -> Anchor | None:
        """What it shares with others that judgements name; None for a name without letters."""
        mention = self.mention
        if self.apart:
            return mention.type, f"#{self.apart}"
        if mention.ref is not None:
            return mention.type, f"@{mention.ref}"
        return (mention.type, self.key) if self.key else None


def keyed_mentions(
    vocabulary: Vocabulary, brief: Brief, judged: EntityJudgements = NO_JUDGEMENTS
) -> list[KeyedMention]:
    """The mentions of a brief with their identity keys, in order."""
    found = [_keyed(vocabulary, brief, mention) for mention in brief.mentions]
    return [_judged(vocabulary, brief, keyed, judged) for keyed in found] if judged else found


def _judged(
    vocabulary: Vocabulary, brief: Brief, keyed: KeyedMention, judged: EntityJudgements
) -> KeyedMention:
    """A mention with what judgements on entities say of it."""
    mention = keyed.mention
    own = f"{brief.id}#{mention.key}"
    if (mention.type, f"#{own}") in judged.units:
        return keyed._replace(apart=own)
    if mention.ref is not None or not keyed.key:
        return keyed
    name = (mention.type, keyed.key)
    if name in judged.identifying and mention.part_of is None:
        keyed = keyed._replace(mergeable=True, needs_container=False, judged=True)
    if name in judged.splits:
        keyed = keyed._replace(day=mention_day(vocabulary, brief, mention.key))
    return keyed


def _keyed(vocabulary: Vocabulary, brief: Brief, mention: Mention) -> KeyedMention:
    labels = vocabulary.entities[mention.type].labels
    folded = fold(mention.name)
    if not folded or "Delegation" in labels:
        return KeyedMention(mention, folded, folded, False)
    if "Person" in labels:
        person = person_name(mention.name, brief.language)
        return KeyedMention(
            mention,
            folded,
            person.key,
            person.full,
            style_name=person.style_name,
            begins_with=person.begins_with,
            is_person=True,
        )
    if mention.part_of is None and "Place" in labels and is_country(mention.name, mention.kind):
        return KeyedMention(mention, folded, folded, True, container=NO_CONTAINER)
    if "Organization" in labels and is_generic(mention.name):
        return KeyedMention(mention, folded, folded, True, True, NO_CONTAINER)
    return KeyedMention(mention, folded, folded, True)


def identity_key(vocabulary: Vocabulary, cls: str, name: str, language: str | None) -> str:
    """What the name of a mention of a class is compared by, titles left out."""
    labels = vocabulary.entities[cls].labels
    if "Person" in labels and "Delegation" not in labels:
        return person_name(name, language).key
    return fold(name)


def alias_key(keyed: KeyedMention, alias: str) -> str:
    """What an alias of a mention is compared by; empty for what can identify nobody."""
    return _person_key(alias) if keyed.is_person else fold(alias)


def _person_key(name: str) -> str:
    # What a text in Chinese may say by two characters depends on that text, not on this one.
    person = person_name(name, "zh")
    return person.key if person.full else ""


def identity_names(keyed: KeyedMention) -> set[str]:
    """The names by which a mention counts in the tables."""
    if keyed.apart:
        return set()
    if keyed.mention.ref is None:
        return {keyed.key} if identifiable(keyed) else set()
    name = _person_key(keyed.mention.name) if keyed.is_person else keyed.key
    return {name, *(alias_key(keyed, alias) for alias in keyed.mention.aliases)} - {""}


def names_of(keyed: KeyedMention) -> set[str]:
    """The names of a mention whose tables say, or are told, what it stands for."""
    return {keyed.key, *keyed.begins_with, *identity_names(keyed)} - {""}


#: The nodes of the mentions of a brief, by their keys.
Nodes = Mapping[str, NodeKey]


def name_tables(
    briefs: Iterable[tuple[Sequence[KeyedMention], Nodes]], tables: NameTables
) -> dict[str, NameTable]:
    """How the names of some briefs are used, by folded name, given the nodes of their mentions.

    `tables` says which names are in a circle, and what was judged.
    """
    found: dict[str, NameTable] = {}
    for mentions, nodes in briefs:
        for folded, use in name_uses(mentions, nodes, tables):
            found.setdefault(folded, NameTable()).counts[use] += 1
    return found


def name_uses(
    mentions: Sequence[KeyedMention], nodes: Nodes, tables: NameTables
) -> set[tuple[str, NameUse]]:
    """What one brief adds to the tables: (folded name, use), each once."""
    by_key = {keyed.mention.key: keyed for keyed in mentions}
    uses: set[tuple[str, NameUse]] = set()
    for keyed in mentions:
        mention = keyed.mention
        for shorter in keyed.begins_with:
            uses.add((shorter, NameUse(mention.type, longer=keyed.folded)))
        outer = by_key.get(mention.part_of or "")
        for name in identity_names(keyed):
            inside = container = ""
            if outer is None:
                container = keyed.container
            else:
                circular = tables.in_circle(mention.type, name)
                container = _container_of(mention.type, outer, nodes, circular)
                inside = _inside(outer, tables.judged)
            uses.add((name, NameUse(mention.type, container, mention.ref or "", inside)))
    return uses


def _inside(outer: KeyedMention, judged: EntityJudgements) -> str:
    """What a container depends on, as `NameUse.inside` has it: nothing where its ref decides."""
    if outer.mention.ref is None and not outer.apart:
        return f"{outer.mention.type}:{outer.key}"
    anchor = outer.anchor
    return ":".join(anchor) if anchor is not None and anchor in judged.units else ""


def identifiable(keyed: KeyedMention) -> bool:
    """Whether the name of a mention without a ref identifies it, its container included."""
    return keyed.mergeable and not (keyed.needs_container and keyed.mention.part_of is None)


def _container_of(cls: str, outer: KeyedMention, nodes: Nodes, circular: bool) -> str:
    if circular:
        return f"{BY_NAME}{slug(outer.key)}"
    node = nodes.get(outer.mention.key)
    return node.id if node is not None else ""


def resolve(brief: str, mentions: Sequence[KeyedMention], tables: NameTables) -> dict[str, NodeKey]:
    """The node of the entity that each mention in the brief with this id stands for, by its key.

    `tables` has the tables of all names in the brief, over all briefs.
    """
    by_key = {keyed.mention.key: keyed for keyed in mentions}
    nodes: dict[str, NodeKey] = {}

    def node_of(key: str, below: frozenset[str]) -> NodeKey:
        if key not in nodes:
            keyed = by_key[key]
            outer = by_key.get(keyed.mention.part_of or "")
            if outer is not None and outer.mention.key not in below:
                node_of(outer.mention.key, below | {key})
            nodes[key] = _resolved(brief, keyed, outer, nodes, tables)
        return nodes[key]

    for key in by_key:
        node_of(key, frozenset({key}))
    return nodes


def _resolved(
    brief: str,
    keyed: KeyedMention,
    outer: KeyedMention | None,
    nodes: Nodes,
    tables: NameTables,
) -> NodeKey:
    mention, name = keyed.mention, keyed.key
    cls = mention.type
    own = NodeKey(cls, f"{brief}#{mention.key}")
    if keyed.apart:
        return tables.units.mention(cls, own.id)
    if mention.ref is not None:
        return tables.units.ref(cls, mention.ref) if tables.judged else NodeKey(cls, mention.ref)
    many = keyed.style_name and not keyed.judged and tables.names_many(cls, name)
    if not identifiable(keyed) or many:
        return own
    container = keyed.container
    if outer is not None:
        container = _container_of(cls, outer, nodes, tables.in_circle(cls, name))
    judged = tables.judged_entity(cls, name, container, keyed.day)
    if judged is not None:
        return judged
    found = tables.entities(cls, name, container)
    if len(found) > 1:
        return own
    if found:
        return found[0]
    return NodeKey(cls, name_unit(cls, name, tables.effective_container(cls, name, container)))


def settle(
    briefs: Mapping[str, Sequence[KeyedMention]],
    others: Mapping[str, NameTable],
    judged: EntityJudgements = NO_JUDGEMENTS,
) -> tuple[dict[str, dict[str, NodeKey]], NameTables]:
    """The nodes of the mentions of some briefs, and the tables of all names with their uses.

    `others` are the tables of all other briefs, complete for the names of `briefs` and for those
    that contain them. What a name stands for may depend on its containers, whose names may depend
    on theirs; each round makes one more step of that right, and as no name outside of a circle
    depends on itself, the rounds come to an end.
    """
    nodes: dict[str, dict[str, NodeKey]] = {id: {} for id in briefs}
    nested = {
        id: mentions
        for id, mentions in briefs.items()
        if any(keyed.mention.part_of is not None for keyed in mentions)
    }
    circles = NameTables(added(others, _static_tables(briefs, judged)), judged)
    flat: list[tuple[Sequence[KeyedMention], Nodes]] = [
        (mentions, {}) for id, mentions in briefs.items() if id not in nested
    ]
    base = added(others, name_tables(flat, circles))
    pending: Mapping[str, Sequence[KeyedMention]] = nested
    while True:
        uses = name_tables(((mentions, nodes[id]) for id, mentions in nested.items()), circles)
        tables = NameTables(added(base, uses), judged)
        found = {id: resolve(id, mentions, tables) for id, mentions in pending.items()}
        if all(nodes[id] == found[id] for id in found):
            break
        nodes.update(found)
    rest = {id: mentions for id, mentions in briefs.items() if id not in nested}
    nodes.update({id: resolve(id, mentions, tables) for id, mentions in rest.items()})
    return nodes, tables


def _static_tables(
    briefs: Mapping[str, Sequence[KeyedMention]], judged: EntityJudgements
) -> dict[str, NameTable]:
    """The names inside of which the names of these briefs are: no more is needed for circles."""
    nothing = NameTables({}, judged)
    return name_tables(((mentions, {}) for mentions in briefs.values()), nothing)


def added(tables: Mapping[str, NameTable], more: Mapping[str, NameTable]) -> dict[str, NameTable]:
    """The tables of some briefs with those of others."""
    total = dict(tables)
    for name, table in more.items():
        total[name] = total[name].plus(table) if name in total else table
    return total


def ambiguous_names(
    briefs: Iterable[tuple[Sequence[KeyedMention], Nodes]], tables: NameTables
) -> dict[tuple[str, str], tuple[str, ...]]:
    """The ambiguous names of some briefs: for (class, name) the refs that it may stand for."""
    found = {}
    for mentions, resolved in briefs:
        by_key = {keyed.mention.key: keyed for keyed in mentions}
        for keyed in mentions:
            mention = keyed.mention
            if mention.ref is not None or keyed.apart or not identifiable(keyed):
                continue
            outer = by_key.get(mention.part_of or "")
            container = keyed.container
            if outer is not None:
                circular = tables.in_circle(mention.type, keyed.key)
                container = _container_of(mention.type, outer, resolved, circular)
            if tables.judged_entities(mention.type, keyed.key, container) is not None:
                continue
            entities = tables.entities(mention.type, keyed.key, container)
            if len(entities) > 1:
                found[mention.type, mention.name] = tuple(entity.id for entity in entities)
    return found


def renamed(before: NameTables, after: NameTables) -> set[ClassName]:
    """(class, folded name) of mentions that are to be resolved or counted anew by `after`.

    Another node stands for those without a ref, or their container counts otherwise.
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
