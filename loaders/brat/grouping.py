"""Which marked words are one entity: by Equiv, by a common key or ref, or by the same words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from whomet.loaders.brat.standoff import TextBound

Identity = Mapping[str, str]
"""What is said of one text-bound that tells who it is: its `key`, `ref` and `name`, where given."""


class Groups:
    """Text-bounds, each in a group of its own at first, joined by what makes them one entity."""

    def __init__(self, bounds: Sequence[TextBound], said: Mapping[str, Identity]) -> None:
        self._bounds = {bound.id.text: bound for bound in bounds}
        self._first = {id: id for id in self._bounds}
        self._said = {
            id: {"type": bound.type.text, **said.get(id, {})} for id, bound in self._bounds.items()
        }

    def join(self, one: str, other: str, *unless: str) -> str | None:
        """Make two one, or say which of the kinds of identity `unless` tells them apart."""
        first, second = self._root(one), self._root(other)
        if first == second:
            return None
        mine, theirs = self._said[first], self._said[second]
        for kind in unless:
            if kind in mine and kind in theirs and mine[kind] != theirs[kind]:
                return kind
        self._first[second] = first
        self._said[first] = {**theirs, **mine}
        return None

    def join_what_is_said_alike(self) -> None:
        """Those of one type with one key or ref are one; a key of its own keeps one apart."""
        for kind, unless in (("key", ("type",)), ("ref", ("type", "key"))):
            known: dict[tuple[str, str], str] = {}
            for id in self._bounds:
                said = self._said[self._root(id)]
                if kind in said:
                    other = known.setdefault((said["type"], said[kind]), id)
                    self.join(other, id, *unless)

    def join_what_reads_alike(self, words: Mapping[str, str]) -> None:
        """Those of one type with the same words are one, where nothing tells them apart."""
        known: dict[tuple[str, str], list[str]] = {}
        for id, bound in self._bounds.items():
            others = known.setdefault((bound.type.text, words[id]), [])
            if all(self.join(other, id, "type", "key", "ref", "name") for other in others):
                others.append(id)

    def groups(self) -> Iterator[list[TextBound]]:
        """The text-bounds of each entity, in their order."""
        found: dict[str, list[TextBound]] = {}
        for id, bound in self._bounds.items():
            found.setdefault(self._root(id), []).append(bound)
        yield from found.values()

    def _root(self, id: str) -> str:
        while (above := self._first[id]) != id:
            self._first[id] = above = self._first[above]
            id = above
        return id
