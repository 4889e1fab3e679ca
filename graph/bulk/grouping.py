"""Which claims have to be matched together, in memory that is small for each of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from whomet.graph.bulk.stages import Key

#: Into how many files keys are divided by their first byte; one is held in memory at a time.
FILES = 64
WIDTH = 14  # bytes of a key: its digest, the claim, whether it is its own


class ClaimGroups:
    """Joins claims that have a key in common, or are related within a brief, by their numbers.

    A group is small for most claims: reports of a few actors on a day. All reports of one event
    are in one group, which is matched and written at once.
    """

    def __init__(self, folder: Path) -> None:
        self._paths = [folder / f"keys-{number}" for number in range(FILES)]
        self._files: list[IO[bytes]] = [path.open("wb") for path in self._paths]
        self._related: array[int] = array("L")

    def add(self, keys: Iterable[Key], related: Iterable[tuple[int, int]]) -> None:
        """Add the keys of some claims, and pairs of claims of one brief."""
        for digest, claim, own in keys:
            row = digest + claim.to_bytes(5) + (b"\1" if own else b"\0")
            self._files[digest[0] % FILES].write(row)
        for pair in related:
            self._related.extend(pair)

    def of(self, claims: int) -> Iterator[list[int]]:
        """The groups among so many claims, each in order."""
        roots = array("L", range(claims))
        related = iter(self._related)
        for one, other in zip(related, related, strict=True):
            _join(roots, one, other)
        for file, path in zip(self._files, self._paths, strict=True):
            file.close()
            for sharing in _sharing(path):
                for claim in sharing[1:]:
                    _join(roots, sharing[0], claim)
        sizes = array("L", bytes(roots.itemsize * claims))
        for claim in range(claims):
            sizes[_root(roots, claim)] += 1
        begun: dict[int, list[int]] = {}
        for claim in range(claims):
            root = _root(roots, claim)
            group = begun.setdefault(root, [])
            group.append(claim)
            if len(group) == sizes[root]:
                yield begun.pop(root)


def _sharing(path: Path) -> Iterator[list[int]]:
    """The claims of each key that is the own key of one of them."""
    found: dict[bytes, list[int]] = {}
    owned: set[bytes] = set()
    rows = path.read_bytes()
    for start in range(0, len(rows), WIDTH):
        digest = rows[start : start + 8]
        found.setdefault(digest, []).append(int.from_bytes(rows[start + 8 : start + 13]))
        if rows[start + 13]:
            owned.add(digest)
    return (claims for digest, claims in found.items() if digest in owned)


def _root(roots: array[int], claim: int) -> int:
    root = claim
    while roots[root] != root:
        root = roots[root]
    while roots[claim] != root:
        roots[claim], claim = root, roots[claim]
    return root


def _join(roots: array[int], one: int, other: int) -> None:
    first, second = _root(roots, one), _root(roots, other)
    roots[max(first, second)] = min(first, second)
