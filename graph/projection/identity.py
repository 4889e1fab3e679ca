"""Entity resolution: the canonical id of the entity that each mention stands for.

The rules are stated on the whole set of briefs, so that their order does not matter. All they need
to know of a name is its `NameTable`: how many briefs use it, in which class, inside which
container, with which ref. The graph keeps it on its `Name` nodes, so that the mentions of a new
brief are resolved without reading the briefs before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from whomet.graph.projection.elements import NodeKey
from whomet.ontology.names import fold, is_full_name, slug
from whomet.ontology.records import Brief, Mention
from whomet.ontology.vocabulary import Vocabulary


class NameUse(NamedTuple):
    """One way in which a folded name is used. `container` and `ref` are empty where there is none.

    The container is the slug of a folded name: readable, and free of the character that separates
    the fields of a stored use.

    With a ref, the name is the name or a declared alias of the entity with that ref. Without, it
    is the name (an alias without a ref is for searching, not for identity).
    """

    cls: str
    container: str
    ref: str


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
            count, name, container, ref = use.split("|", 3)
            counts[NameUse(name, container, ref)] = int(count)
        return cls(counts)

    def plus(self, change: NameTable) -> NameTable:
        """The table after a change, whose counts may be negative."""
        table = NameTable(self.counts)
        table.counts.update(change.counts)
        return table

    def to_property(self) -> list[str]:
        """The table as sorted strings, `count|class|container|ref`."""
        return [
            f"{count}|{use.cls}|{use.container}|{use.ref}"
            for use, count in sorted(self.counts.items())
            if count > 0
        ]

    def containers(self, cls: str) -> set[str]:
        """The containers that this name has in any brief, for a class."""
        return {u.container for u, n in self.counts.items() if n > 0 and u.cls == cls} - {""}

    def refs(self, cls: str, container: str) -> set[str]:
        """The refs whose entities have this name in this container."""
        only = self.effective_container(cls, "") or ""
        return {
            use.ref
            for use, count in self.counts.items()
            if count > 0 and use.cls == cls and use.ref and (use.container or only) == container
        }

    def effective_container(self, cls: str, container: str) -> str | None:
        """The container that a mention counts with: its own, else the only one its name has.

        None where the name has several, so that a mention without one stays with its brief.
        """
        if container:
            return container
        found = self.containers(cls)
        if not found:
            return ""
        return next(iter(found)) if len(found) == 1 else None

    def resolved_ref(self, cls: str, container: str) -> str | None:
        """The ref of the entity that a mention without a ref stands for by this name.

        Empty where the entity has none, None where the mention stays with its brief.
        """
        effective = self.effective_container(cls, container)
        if effective is None:
            return None
        refs = self.refs(cls, effective)
        if len(refs) > 1:
            return None
        return next(iter(refs)) if refs else ""

    def ambiguous_refs(self, cls: str, container: str) -> list[str]:
        """The refs that a mention with this name may stand for, sorted; empty unless several."""
        effective = self.effective_container(cls, container)
        refs = self.refs(cls, effective) if effective is not None else set()
        return sorted(refs) if len(refs) > 1 else []


class KeyedMention(NamedTuple):
    """A mention with its identity key: its folded name, and its container as in `NameUse`.

    `mergeable` says whether its name can identify it at all.
    """

    mention: Mention
    folded: str
    container: str
    mergeable: bool


def keyed_mentions(vocabulary: Vocabulary, brief: Brief) -> list[KeyedMention]:
    """The mentions of a brief with their identity keys, in order."""
    names = {mention.key: mention.name for mention in brief.mentions}
    return [
        KeyedMention(
            mention,
            fold(mention.name),
            slug(fold(names[mention.part_of])) if mention.part_of in names else "",
            _is_mergeable(vocabulary, mention),
        )
        for mention in brief.mentions
    ]


def name_tables(
    added: Iterable[Sequence[KeyedMention]], removed: Iterable[Sequence[KeyedMention]] = ()
) -> dict[str, NameTable]:
    """How the names of some briefs are used, by folded name; what is `removed` counts negatively.

    Each sequence holds the mentions of one brief.
    """
    tables: dict[str, NameTable] = {}
    for briefs, sign in ((added, 1), (removed, -1)):
        for mentions in briefs:
            for folded, use in _name_uses(mentions):
                tables.setdefault(folded, NameTable()).counts[use] += sign
    return tables


def _name_uses(mentions: Iterable[KeyedMention]) -> set[tuple[str, NameUse]]:
    """What one brief adds to the tables: (folded name, use), each once."""
    uses: set[tuple[str, NameUse]] = set()
    for mention, folded, container, mergeable in mentions:
        if mention.ref is None:
            if mergeable:
                uses.add((folded, NameUse(mention.type, container, "")))
            continue
        for name in (folded, *map(fold, mention.aliases)):
            if name:
                uses.add((name, NameUse(mention.type, container, mention.ref)))
    return uses


def resolve(brief: str, keyed: KeyedMention, tables: Mapping[str, NameTable]) -> NodeKey:
    """The node of the entity that a mention in the brief with this id stands for.

    `tables` has the table of every name in the brief, over all briefs.
    """
    mention, folded, container, mergeable = keyed
    if mention.ref is not None:
        return NodeKey(mention.type, mention.ref)
    own = NodeKey(mention.type, f"{brief}#{mention.key}")
    if not mergeable:
        return own
    table = tables.get(folded) or NameTable()
    ref = table.resolved_ref(mention.type, container)
    if ref is None:
        return own
    if ref:
        return NodeKey(mention.type, ref)
    effective = table.effective_container(mention.type, container)
    return NodeKey(mention.type, _slug_id(mention.type, folded, effective or ""))


def ambiguous_names(
    briefs: Iterable[Sequence[KeyedMention]], tables: Mapping[str, NameTable]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """The ambiguous names of some briefs: for (class, name) the refs that it may stand for."""
    found = {}
    for mentions in briefs:
        for mention, folded, container, mergeable in mentions:
            table = tables.get(folded) if mention.ref is None and mergeable else None
            if table is not None and (refs := table.ambiguous_refs(mention.type, container)):
                found[mention.type, mention.name] = tuple(refs)
    return found


def _is_mergeable(vocabulary: Vocabulary, mention: Mention) -> bool:
    labels = vocabulary.entities[mention.type].labels
    if "Delegation" in labels or not fold(mention.name):
        return False
    return "Person" not in labels or is_full_name(mention.name)


def _slug_id(cls: str, folded: str, container: str) -> str:
    path = f"{container}/{slug(folded)}" if container else slug(folded)
    return f"{cls.lower()}:{path}"


def renamed(
    before: Mapping[str, NameTable], after: Mapping[str, NameTable]
) -> set[tuple[str, str]]:
    """(class, folded name) of mentions without a ref that another node stands for by `after`."""
    changed: set[tuple[str, str]] = set()
    for folded, new in after.items():
        old = before.get(folded)
        if old is None:
            continue
        for use, count in old.counts.items():
            if count > 0 and not use.ref and _outcome(old, use) != _outcome(new, use):
                changed.add((use.cls, folded))
    return changed


def _outcome(table: NameTable, use: NameUse) -> tuple[str | None, str | None]:
    return (
        table.resolved_ref(use.cls, use.container),
        table.effective_container(use.cls, use.container),
    )
