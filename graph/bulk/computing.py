"""Computing the graph of any number of briefs as tables, on several processes.

What is held in memory of each brief is its id and where it is in a file; of all briefs, how names
are used. Everything else passes through files in the staging folder:

1. briefs are written to a file as they are read, and the uses of their names counted;
2. the uses of names inside of others are counted again until the meaning of each is stable;
3. briefs and mentions are written as tables, entities counted, keys of claims noted;
4. entities and names are written;
5. claims are grouped by what they may have in common, and written group by group, with the events.
"""

from __future__ import annotations

import os
import pickle
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

from whomet.graph.bulk.grouping import ClaimGroups
from whomet.graph.bulk.stages import Place, Stages
from whomet.graph.bulk.stored_briefs import pickled, separators_in
from whomet.graph.bulk.tables import SEPARATORS, TableParts, combined
from whomet.graph.bulk.tables import Tables as GraphTables
from whomet.graph.bulk.workers import Inline, Pool, Workers
from whomet.graph.progress import ProgressCallback
from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.identity import added
from whomet.graph.projection.name_usage import NameTable, NameUse
from whomet.graph.writing.update import UpdateResult
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

#: Briefs that a process takes at a time, and claims.
TASK_BRIEFS, TASK_CLAIMS = 500, 2000
#: Maximum number of briefs computed in this process: other processes take a second to start.
FEW_BRIEFS = 2000
#: Names that a process takes at a time.
TASK_NAMES = 10_000

Tables = dict[str, NameTable]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Computed:
    """A graph as tables, and what a load of it is to report."""

    tables: GraphTables
    result: UpdateResult


def compute(
    vocabulary: Vocabulary,
    briefs: Iterable[Brief],
    folder: Path,
    progress: ProgressCallback,
    processes: int | None = None,
) -> Computed:
    """Compute the graph of `briefs` with files in `folder`, which must exist and be empty.

    `processes` is how many to use, by default one for each processor where there are many briefs.
    GraphError if a property has values of several types.
    """
    tables = folder / "tables"
    tables.mkdir()
    with ExitStack() as stack:
        few, rest = _first(briefs, FEW_BRIEFS)
        if processes is None:
            processes = (os.cpu_count() or 1) if len(few) == FEW_BRIEFS else 0
        pool: Pool
        if processes:
            pool = stack.enter_context(
                Workers(processes, lambda n: Stages(vocabulary, folder, tables, n))
            )
        else:
            pool = Inline(Stages(vocabulary, folder, tables, 0))
        return _Computation(vocabulary, folder, tables, pool, progress).run(few, rest)


def _first(items: Iterable[T], count: int) -> tuple[list[T], Iterator[T]]:
    rest = iter(items)
    return list(islice(rest, count)), rest


@dataclass
class _Briefs:
    """Where all briefs are, in the order in which they came.

    `gone` are the numbers of those that came again later with the same id.
    """

    numbers: dict[str, int] = field(default_factory=dict)
    offsets: array[int] = field(default_factory=lambda: array("Q"))
    claims: array[int] = field(default_factory=lambda: array("Q", [0]))
    gone: set[int] = field(default_factory=set)

    def add(self, brief: Brief, offset: int) -> None:
        number = len(self.offsets)
        if (earlier := self.numbers.get(brief.id)) is not None:
            self.gone.add(earlier)
        self.numbers[brief.id] = number
        self.offsets.append(offset)
        self.claims.append(self.claims[-1] + len(brief.claims))

    def place(self, number: int) -> Place:
        return Place(self.offsets[number], self.claims[number])

    def chunks(self) -> Iterator[range]:
        for first in range(0, len(self.offsets), TASK_BRIEFS):
            yield range(first, min(first + TASK_BRIEFS, len(self.offsets)))

    def places(self, numbers: Iterable[int]) -> list[Place]:
        return [self.place(number) for number in numbers if number not in self.gone]

    def of_claims(self, claims: Sequence[int]) -> list[tuple[Place, list[int]]]:
        """For each brief of these claims, where it is, and their indices in it."""
        by_brief: dict[int, list[int]] = {}
        for claim in claims:
            number = bisect_right(self.claims, claim) - 1
            if number not in self.gone:
                by_brief.setdefault(number, []).append(claim - self.claims[number])
        return [(self.place(number), indices) for number, indices in by_brief.items()]


class _Computation:
    def __init__(
        self,
        vocabulary: Vocabulary,
        folder: Path,
        tables: Path,
        pool: Pool,
        progress: ProgressCallback,
    ) -> None:
        self.vocabulary = vocabulary
        self.folder = folder
        self.tables = tables
        self.pool = pool
        self.progress = progress
        self.briefs = _Briefs()
        self.separators: set[str] = set()

    def run(self, few: Iterable[Brief], rest: Iterable[Brief]) -> Computed:
        settled, open = self.read(_chained(few, rest))
        names = self.settle(settled, open)
        ambiguous, groups = self.resolve(names)
        entities = self.entities(names)
        self.events(names, groups)
        written: list[TableParts] = self.pool.each("close")
        result = UpdateResult(
            new=tuple(sorted(self.briefs.numbers)),
            counts=_counts(written),
            ambiguous=ambiguous,
            added=entities,
            mentioned=entities,
        )
        return Computed(combined(self.tables, written, self.separator), result)

    @property
    def separator(self) -> str:
        """The character between the elements of a list."""
        return next(found for found in map(chr, SEPARATORS) if found not in self.separators)

    def read(self, briefs: Iterable[Brief]) -> tuple[Tables, Tables]:
        """Write all briefs to a file; how they use names, apart from containers."""
        settled: Tables = {}
        open: Tables = {}
        for found in self.pool.map("read_names", self._written(briefs)):
            _count(settled, found.settled)
            _count(open, found.open)
        for number in self.briefs.gone:
            place = [self.briefs.place(number)]
            for found in self.pool.map("read_names", [(-1 - number, place)]):
                _count(settled, found.settled, -1)
                _count(open, found.open, -1)
        return settled, open

    def _written(self, briefs: Iterable[Brief]) -> Iterator[tuple[int, list[Place]]]:
        with (self.folder / "briefs").open("wb") as file:
            first = 0
            for brief in briefs:
                self.briefs.add(brief, file.tell())
                data = pickled(brief)
                self.separators.update(separators_in(data))
                file.write(data)
                if len(self.briefs.offsets) - first == TASK_BRIEFS:
                    file.flush()
                    yield first, self._all(first)
                    first += TASK_BRIEFS
            file.flush()
            if first < len(self.briefs.offsets):
                yield first, self._all(first)

    def _all(self, first: int) -> list[Place]:
        return [self.briefs.place(number) for number in range(first, len(self.briefs.offsets))]

    def settle(self, settled: Tables, open: Tables) -> str:
        """Count names inside of others until what they mean no longer changes; see `settle`."""
        gone = frozenset(self.briefs.gone)
        tables = added(settled, open)
        for number in range(len(self.briefs.offsets) + 2):
            name = self._keep(f"names-{number}", tables)
            counted: Tables = {}
            tasks = ((chunk.start, name, gone) for chunk in self.briefs.chunks())
            for found in self.pool.map("settle", tasks):
                _count(counted, found)
            self.progress("Resolving names", number)
            if _uses(counted) == _uses(open):
                return name
            open, tables = counted, added(settled, counted)
        raise AssertionError("name resolution did not converge")

    def _keep(self, name: str, value: object) -> str:
        with (self.folder / name).open("wb") as file:
            pickle.dump(value, file, pickle.HIGHEST_PROTOCOL)
        return name

    def resolve(self, names: str) -> tuple[Mapping[tuple[str, str], tuple[str, ...]], ClaimGroups]:
        """Write briefs and mentions, and find the keys of their claims."""
        ambiguous: dict[tuple[str, str], tuple[str, ...]] = {}
        groups = ClaimGroups(self.folder)
        chunks = self.briefs.chunks()
        tasks = ((self.briefs.places(chunk), names, self.separator) for chunk in chunks)
        done = 0
        for found in self.pool.map("resolve", tasks):
            ambiguous.update(found.ambiguous)
            groups.add(found.keys, found.related)
            done += TASK_BRIEFS
            self.progress("Writing briefs", min(done, len(self.briefs.offsets)))
        return ambiguous, groups

    def entities(self, names: str) -> frozenset[NodeKey]:
        """Write entities and names; the keys of the entities."""
        entities: list[NodeKey] = []
        within: list[tuple[NodeKey, NodeKey]] = []
        folded: set[str] = set()
        buckets = sorted(self.folder.glob("entities-*"))
        tasks = ((sorted(bucket.iterdir()), self.separator) for bucket in buckets)
        for found in self.pool.map("entities", tasks):
            entities += found.entities
            within += found.within
            folded |= found.names
        self._keep("within", within)
        ordered = sorted(folded)
        parts = (ordered[n : n + TASK_NAMES] for n in range(0, len(ordered), TASK_NAMES))
        for _ in self.pool.map("names", ((part, names, self.separator) for part in parts)):
            self.progress("Writing names", 0)
        return frozenset(entities)

    def events(self, names: str, groups: ClaimGroups) -> None:
        """Write all claims and events."""
        total = self.briefs.claims[-1]
        tasks = (
            (self.briefs.of_claims(claims), names, self.separator)
            for claims in _together(groups.of(total))
        )
        for done, _ in enumerate(self.pool.map("events", tasks), 1):
            self.progress("Writing events", min(done * TASK_CLAIMS, total))


def _chained(few: Iterable[Brief], rest: Iterable[Brief]) -> Iterator[Brief]:
    yield from few
    yield from rest


def _together(groups: Iterable[list[int]]) -> Iterator[list[int]]:
    """Several groups for a task."""
    claims: list[int] = []
    for group in groups:
        claims += group
        if len(claims) >= TASK_CLAIMS:
            yield claims
            claims = []
    if claims:
        yield claims


def _count(into: Tables, found: Tables, sign: int = 1) -> None:
    for name, table in found.items():
        counts = into.setdefault(name, NameTable()).counts
        for use, number in table.counts.items():
            counts[use] += sign * number


def _uses(tables: Tables) -> dict[str, Counter[NameUse]]:
    return {name: uses for name, table in tables.items() if (uses := +table.counts)}


def _counts(written: Iterable[TableParts]) -> Counter[str]:
    """The counts of the load, as `whomet.graph.writing.difference.summary` has them."""
    counts: Counter[str] = Counter()
    for each in written:
        counts.update({f"added {label}": number for label, number in each.nodes.items()})
        counts["added relationships"] += each.edges
    return counts
