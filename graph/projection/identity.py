"""Decides which mentions are one entity (person, place, …): `settle`, then `resolve`.

The result is the canonical id of the entity of each mention. The rules apply to all briefs at once,
so that their order does not matter: what they need to know of a name is its `NameTable`
(`name_usage`).

A container counts by its identity, so that the meaning of a name may depend on the meaning of the
name of its container. `settle` finds the resolution in which all of them agree; where names
contain each other in a circle, it counts containers by name instead.
"""

from __future__ import annotations

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
    mention_anchor,
    name_unit,
    ref_anchor,
)
from whomet.graph.projection.generic_names import is_country, is_generic
from whomet.graph.projection.mention_dates import mention_day
from whomet.graph.projection.name_usage import NameTable, NameTables, NameUse
from whomet.ontology.ids import id_in_brief
from whomet.ontology.names import fold, person_name, slug
from whomet.ontology.records import Brief, Mention
from whomet.ontology.vocabulary import Vocabulary


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
        """What it shares with others, as judgements name it; None for a name without letters."""
        mention = self.mention
        if self.apart:
            return mention_anchor(mention.type, self.apart)
        if mention.ref is not None:
            return ref_anchor(mention.type, mention.ref)
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
    own = id_in_brief(brief.id, mention.key)
    if mention_anchor(mention.type, own) in judged.units:
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
    """The names of a mention whose tables say, or must record, to which entity it refers."""
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
    return uncontained_name_uses(mentions) | contained_name_uses(mentions, nodes, tables)


def uncontained_name_uses(mentions: Sequence[KeyedMention]) -> set[tuple[str, NameUse]]:
    """The same of mentions that lie in no other: it follows from the brief alone."""
    keys = {keyed.mention.key for keyed in mentions}
    uses: set[tuple[str, NameUse]] = set()
    for keyed in mentions:
        mention = keyed.mention
        for shorter in keyed.begins_with:
            uses.add((shorter, NameUse(mention.type, longer=keyed.folded)))
        if mention.part_of not in keys:
            use = NameUse(mention.type, keyed.container, mention.ref or "")
            uses.update((name, use) for name in identity_names(keyed))
    return uses


def contained_name_uses(
    mentions: Sequence[KeyedMention], nodes: Nodes, tables: NameTables
) -> set[tuple[str, NameUse]]:
    """The same of mentions that lie in others, given the nodes of these."""
    by_key = {keyed.mention.key: keyed for keyed in mentions}
    uses: set[tuple[str, NameUse]] = set()
    for keyed in mentions:
        mention = keyed.mention
        outer = by_key.get(mention.part_of or "")
        if outer is None:
            continue
        inside = _inside(outer, tables.judged)
        for name in identity_names(keyed):
            circular = tables.in_circle(mention.type, name)
            container = _container_of(mention.type, outer, nodes, circular)
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
    """The node of the entity of each mention in the brief with this id, by the key of the mention.

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
    own = NodeKey(cls, id_in_brief(brief, mention.key))
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
    """The ambiguous names of some briefs: for (class, name) the refs to which it may refer."""
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
