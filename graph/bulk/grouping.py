"""Which claims have to be matched together, in memory that is small for each of them."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

#: A key of a claim: its digest, the number of the claim, whether it is its own; see `Key`.
ROW = struct.Struct("<QQ?")


class ClaimGroups:
    """Joins claims that have a key in common, or are related within a brief, by their numbers.

    A group is small for most claims: reports of a few actors on a day. All reports of one event
    are in one group, which is matched and written at once.
    """

    def __init__(self, claims: int) -> None:
        self._type = "I" if claims < 1 << 32 else "Q"
        # Of each claim one that comes before it in its group, for the first the claim itself.
        self._roots = array(self._type, range(claims))

    def relate(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Join pairs of claims."""
        for one, other in pairs:
            self._join(one, other)

    def share(self, rows: Sequence[bytes]) -> None:
        """Join those claims that have a key which is the own key of one of them.

        `rows` must have all claims of each of its keys, as `ROW` packs them.
        """
        owned = {digest for digest, _, own in _unpacked(rows) if own}
        first: dict[int, int] = {}
        for digest, claim, _ in _unpacked(rows):
            if digest in owned and (other := first.setdefault(digest, claim)) != claim:
                self._join(other, claim)

    def __iter__(self) -> Iterator[list[int]]:
        """The groups in order of their first claims, each in order."""
        roots = self._roots
        ends = array(self._type, bytes(roots.itemsize * len(roots)))
        for claim in range(len(roots)):
            roots[claim] = self._root(claim)
            ends[roots[claim]] += 1
        total = 0
        for root, size in enumerate(ends):
            ends[root] = total
            total += size
        ordered = array(self._type, bytes(roots.itemsize * len(roots)))
        for claim, root in enumerate(roots):
            ordered[ends[root]] = claim
            ends[root] += 1
        begin = 0
        for claim, root in enumerate(roots):
            if claim == root:
                yield ordered[begin : ends[root]].tolist()
                begin = ends[root]

    def _root(self, claim: int) -> int:
        roots = self._roots
        root = claim
        while roots[root] != root:
            root = roots[root]
        while roots[claim] != root:
            roots[claim], claim = root, roots[claim]
        return root

    def _join(self, one: int, other: int) -> None:
        first, second = self._root(one), self._root(other)
        self._roots[max(first, second)] = min(first, second)


def _unpacked(rows: Iterable[bytes]) -> Iterator[tuple[int, int, bool]]:
    return chain.from_iterable(map(ROW.iter_unpack, rows))
