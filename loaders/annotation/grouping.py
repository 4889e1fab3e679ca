"""Grouping marks into entities: by explicit link, by a common key or ref, or by the same words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

IdentityOfMark = Mapping[str, str]
"""What identifies a mark, by kind: its `type`, and its `key`, `ref` and `name` where given."""


class Groups:
    """Marks by id, each in a group of its own at first, merged by what shows they are one entity.

    A group has the identity of all its marks; of two values of one kind the earlier counts.
    """

    def __init__(self, identities: Mapping[str, IdentityOfMark]) -> None:
        self._identity = {id: dict(identity) for id, identity in identities.items()}
        self._above = {id: id for id in identities}

    def merge(self, one: str, other: str, *unless: str) -> str | None:
        """Merge two groups, or return the one of the kinds `unless` in which they differ."""
        first, second = self._root(one), self._root(other)
        if first == second:
            return None
        mine, theirs = self._identity[first], self._identity[second]
        for kind in unless:
            if kind in mine and kind in theirs and mine[kind] != theirs[kind]:
                return kind
        self._above[second] = first
        self._identity[first] = {**theirs, **mine}
        return None

    def merge_equal(self, kind: str, *unless: str) -> None:
        """Merge the groups that have the same value of `kind`, unless they differ in others."""
        known: dict[tuple[str, str], str] = {}
        for id in self._above:
            identity = self._identity[self._root(id)]
            if kind in identity:
                of_type = identity["type"] if "type" in unless else ""
                self.merge(known.setdefault((of_type, identity[kind]), id), id, *unless)

    def merge_same_words(self, words: Mapping[str, Sequence[str]]) -> None:
        """Merge the groups with the same words, unless they differ in type, key, ref or name."""
        known: dict[tuple[str, str], list[str]] = {}
        for id in self._above:
            for word in words[id]:
                others = known.setdefault((self._identity[id]["type"], word), [])
                if all(self.merge(other, id, "type", "key", "ref", "name") for other in others):
                    others.append(id)

    def __iter__(self) -> Iterator[list[str]]:
        """The ids of each group, in the order of the marks."""
        found: dict[str, list[str]] = {}
        for id in self._above:
            found.setdefault(self._root(id), []).append(id)
        yield from found.values()

    def _root(self, id: str) -> str:
        while (above := self._above[id]) != id:
            self._above[id] = above = self._above[above]
            id = above
        return id
