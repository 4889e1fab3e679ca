"""Who is who: from mentions to canonical ids (DESIGN §5), stated on the whole set of briefs.

The state of a name is a `NameTable`: how many briefs use it, in which class, inside which
container, with which ref. It is what a graph keeps on its `Name` nodes, so that a new brief finds
out what its names mean without reading the briefs before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from whomet.graph.projection.elements import NodeKey
from whomet.ontology.names import fold, is_full_name, slug
from whomet.ontology.records import Brief, Mention
from whomet.ontology.vocabulary import Vocabulary


class NameUse(NamedTuple):
    """One way in which a folded name is used. `container` and `ref` are empty where there is none.

    The container is the slug of a folded name: readable, and free of what divides a use.

    With a ref: the name or a declared alias of the entity with that ref. Without: the name (an
    alias without a ref is for searching, not for identity).
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
        """The refs whose entities carry this name in this container: DESIGN's R."""
        alone = self.settled_container(cls, "") or ""
        return {
            use.ref
            for use, count in self.counts.items()
            if count > 0 and use.cls == cls and use.ref and (use.container or alone) == container
        }

    def settled_container(self, cls: str, container: str) -> str | None:
        """The container to count with: its own, else the only one the name has; None if apart."""
        if container:
            return container
        found = self.containers(cls)
        if not found:
            return ""
        return next(iter(found)) if len(found) == 1 else None

    def meaning(self, cls: str, container: str) -> str | None:
        """The id that a mention without a ref has by this name; None if it stays with its brief."""
        settled = self.settled_container(cls, container)
        if settled is None:
            return None
        refs = self.refs(cls, settled)
        if len(refs) > 1:
            return None
        return next(iter(refs)) if refs else ""

    def ambiguous(self, cls: str, container: str) -> list[str]:
        """The refs among which this name does not decide for a mention, sorted, or nothing."""
        settled = self.settled_container(cls, container)
        refs = self.refs(cls, settled) if settled is not None else set()
        return sorted(refs) if len(refs) > 1 else []


class Identity(NamedTuple):
    """A mention with what it counts by: its folded name, and its container as in `NameUse`."""

    mention: Mention
    folded: str
    container: str
    mergeable: bool


class Resolver:
    """Gives every mention of a brief its canonical id."""

    def __init__(self, vocabulary: Vocabulary, table: Callable[[str], NameTable | None]) -> None:
        self._vocabulary = vocabulary
        self._table = table

    def identify(self, brief: Brief) -> list[Identity]:
        """The mentions of `brief` with folded names and containers, in order."""
        return identify(self._vocabulary, brief)

    def resolve(self, brief: Brief) -> dict[str, NodeKey]:
        """The node of each mention, by its key."""
        return {
            identity.mention.key: self.node(brief.id, identity) for identity in self.identify(brief)
        }

    def node(self, brief_id: str, identity: Identity) -> NodeKey:
        """The node of one mention."""
        mention = identity.mention
        if mention.ref is not None:
            return NodeKey(mention.type, mention.ref)
        own = f"{brief_id}#{mention.key}"
        if not identity.mergeable:
            return NodeKey(mention.type, own)
        table = self._table(identity.folded) or NameTable()
        meaning = table.meaning(mention.type, identity.container)
        if meaning is None:
            return NodeKey(mention.type, own)
        if meaning:
            return NodeKey(mention.type, meaning)
        container = table.settled_container(mention.type, identity.container)
        return NodeKey(mention.type, _slug_id(mention.type, identity.folded, container or ""))


def identify(vocabulary: Vocabulary, brief: Brief) -> list[Identity]:
    """The mentions of `brief` with what they count by."""
    names = {mention.key: mention.name for mention in brief.mentions}
    return [
        Identity(
            mention,
            fold(mention.name),
            slug(fold(names[mention.part_of])) if mention.part_of in names else "",
            _is_mergeable(vocabulary, mention),
        )
        for mention in brief.mentions
    ]


def name_uses(identities: Iterable[Identity]) -> set[tuple[str, NameUse]]:
    """What one brief adds to the tables: (folded name, use), each once."""
    uses: set[tuple[str, NameUse]] = set()
    for mention, folded, container, mergeable in identities:
        if mention.ref is None:
            if mergeable:
                uses.add((folded, NameUse(mention.type, container, "")))
            continue
        for name in (folded, *map(fold, mention.aliases)):
            if name:
                uses.add((name, NameUse(mention.type, container, mention.ref)))
    return uses


def _is_mergeable(vocabulary: Vocabulary, mention: Mention) -> bool:
    labels = vocabulary.entities[mention.type].labels
    if "Delegation" in labels or not fold(mention.name):
        return False
    return "Person" not in labels or is_full_name(mention.name)


def _slug_id(cls: str, folded: str, container: str) -> str:
    path = f"{container}/{slug(folded)}" if container else slug(folded)
    return f"{cls.lower()}:{path}"


@dataclass(frozen=True, slots=True)
class Renaming:
    """A name whose meaning changed for mentions that were there before."""

    cls: str
    folded: str


def renamings(before: Mapping[str, NameTable], after: Mapping[str, NameTable]) -> list[Renaming]:
    """The names whose ref-less mentions resolve otherwise by `after` than by `before`."""
    changed: set[tuple[str, str]] = set()
    for folded, new in after.items():
        old = before.get(folded)
        if old is None:
            continue
        for use, count in old.counts.items():
            if count > 0 and not use.ref and _outcome(old, use) != _outcome(new, use):
                changed.add((use.cls, folded))
    return [Renaming(cls, folded) for cls, folded in sorted(changed)]


def _outcome(table: NameTable, use: NameUse) -> tuple[str | None, str | None]:
    return (
        table.meaning(use.cls, use.container),
        table.settled_container(use.cls, use.container),
    )
