"""Computing the graph of any number of briefs, on several processes.

What is held in memory of each brief is where it is in a file and a digest of its id, and of each
claim which group it is in. Everything else passes through files in the staging folder:

1. briefs are written to a file as they are read, and the uses of their names counted;
2. the uses of names inside of others are counted again until the meaning of each is stable;
3. briefs and mentions are written, entities counted, keys of claims noted;
4. entities and names are written;
5. claims are grouped by what they may have in common, and written group by group, with the events.

These are the stages, after each of which a load can be interrupted and go on (`unfinished`).
Names, entities and keys are merged in parts (`buckets`); what follows from the names is looked up
(`lookup`). The graph is written as tables for Neo4j's importer, or to any other `ElementWriter`.
"""

from __future__ import annotations

import hashlib
import os
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

from whomet.graph.bulk.buckets import BUCKETS, Buckets
from whomet.graph.bulk.grouping import ClaimGroups
from whomet.graph.bulk.lookup import write_lookup
from whomet.graph.bulk.stages import (
    ALL,
    BRIEFS,
    KEYS,
    NAMES,
    NAMES_IN_ROUND,
    STAGES,
    WITHIN,
    OpenWriter,
    Place,
    Stages,
)
from whomet.graph.bulk.stored_briefs import pickled, separators_in
from whomet.graph.bulk.tables import SEPARATORS, TableParts, TableWriter, combined
from whomet.graph.bulk.tables import Tables as GraphTables
from whomet.graph.bulk.unfinished import Unfinished
from whomet.graph.bulk.workers import Inline, Pool, Workers
from whomet.graph.progress import ProgressCallback
from whomet.graph.projection.entity_judgements import EntityJudgement
from whomet.graph.projection.event_judgements import Judgement
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

#: Briefs that a process takes at a time, and claims.
TASK_BRIEFS, TASK_CLAIMS = 1000, 2000
#: Maximum number of briefs computed in this process: other processes take a second to start.
FEW_BRIEFS = 2000
#: Bytes of the digest of an id: so many that no two ids have one digest.
DIGEST = 16
#: In how many parts ids are compared.
ID_PARTS = 16

T = TypeVar("T")
Ambiguous = Mapping[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Computed:
    """A graph as tables, and what a load of it is to report: see `LoadOutcome`."""

    tables: GraphTables
    briefs: int
    counts: Counter[str]
    ambiguous: Ambiguous


@dataclass(frozen=True, slots=True)
class Written:
    """What the writers said when they were closed, and what else a load needs to know."""

    closed: list[Any]
    separator: str
    briefs: int
    ambiguous: Ambiguous


def compute(
    vocabulary: Vocabulary,
    briefs: Iterable[Brief],
    folder: Path,
    progress: ProgressCallback,
    processes: int | None = None,
    unfinished: Unfinished | None = None,
) -> Computed:
    """Compute the graph of `briefs` as tables; see `write_graph`.

    GraphError if a property has values of several types.
    """
    tables = folder / "tables"
    tables.mkdir(exist_ok=True)
    open_writer = partial(TableWriter, vocabulary, tables)
    written = write_graph(
        vocabulary, briefs, folder, open_writer, progress, processes, unfinished=unfinished
    )
    return Computed(
        combined(tables, written.closed, written.separator),
        written.briefs,
        _counts(written.closed),
        written.ambiguous,
    )


def write_graph(
    vocabulary: Vocabulary,
    briefs: Iterable[Brief],
    folder: Path,
    open_writer: OpenWriter,
    progress: ProgressCallback,
    processes: int | None = None,
    judgements: Iterable[Judgement | EntityJudgement] = (),
    unfinished: Unfinished | None = None,
) -> Written:
    """Write the graph of `briefs` and of analysts' judgements: what `project` gives for them.

    Files in between are in `folder`, which must exist and have none of them, but for those of
    `unfinished`: the stages of the same load that were finished, after which it goes on, and to
    which further ones are added. A few briefs are computed anew as soon as that. `processes` is how
    many to use, by default one for each processor where there are many briefs.
    """
    judged = tuple(judgements)
    state: _State | None = None if unfinished is None else unfinished.state
    done = 0 if unfinished is None else len(unfinished.stages)
    with ExitStack() as stack:
        if state is None:
            few, rest = _first(briefs, FEW_BRIEFS)
            if processes is None:
                processes = (os.cpu_count() or 1) if len(few) == FEW_BRIEFS else 0
            if unfinished is not None and len(few) < FEW_BRIEFS:
                unfinished.keep_nothing()
            state, briefs = _State(processes), chain(few, rest)

        def stages(number: int) -> Stages:
            return Stages(vocabulary, folder, number, open_writer, judged, done)

        pool: Pool
        if state.processes:
            pool = stack.enter_context(Workers(state.processes, stages))
        else:
            pool = Inline(stages(0))
        return _Computation(folder, pool, progress, state, unfinished).run(briefs, done)


def _first(items: Iterable[T], count: int) -> tuple[list[T], Iterator[T]]:
    rest = iter(items)
    return list(islice(rest, count)), rest


@dataclass
class _Briefs:
    """Where all briefs are, in the order in which they came.

    `gone` are the numbers of those that came again later with the same id.
    """

    ids: bytearray = field(default_factory=bytearray)
    offsets: array[int] = field(default_factory=lambda: array("Q"))
    files: array[int] = field(default_factory=lambda: array("h"))
    claims: array[int] = field(default_factory=lambda: array("Q", [0]))
    gone: set[int] = field(default_factory=set)

    def add(self, brief: Brief, offset: int) -> None:
        self.ids += hashlib.blake2b(brief.id.encode(), digest_size=DIGEST).digest()
        self.offsets.append(offset)
        self.files.append(ALL)
        self.claims.append(self.claims[-1] + len(brief.claims))

    def find_gone(self) -> None:
        ids, numbers = self.ids, range(len(self.offsets))
        for part in range(ID_PARTS):
            latest: dict[bytes, int] = {}
            for number in numbers:
                if ids[number * DIGEST] % ID_PARTS == part:
                    id = bytes(ids[number * DIGEST : (number + 1) * DIGEST])
                    if (earlier := latest.get(id)) is not None:
                        self.gone.add(earlier)
                    latest[id] = number
        ids.clear()

    @property
    def standing(self) -> int:
        """How many briefs there are, each id once."""
        return len(self.offsets) - len(self.gone)

    def place(self, number: int) -> Place:
        return Place(self.offsets[number], self.claims[number], self.files[number])

    def move(self, number: int, place: Place) -> None:
        self.offsets[number], self.files[number] = place.offset, place.file

    def chunks(self) -> Iterator[range]:
        for first in range(0, len(self.offsets), TASK_BRIEFS):
            yield range(first, min(first + TASK_BRIEFS, len(self.offsets)))

    def gone_in(self, chunk: range) -> set[int]:
        return {number for number in chunk if number in self.gone} if self.gone else set()

    def standing_in(self, chunk: range) -> list[int]:
        return [number for number in chunk if number not in self.gone]

    def of_claims(self, claims: Sequence[int]) -> list[tuple[Place, list[int]]]:
        """For each brief of these claims, where it is, and their indices in it."""
        by_brief: dict[int, list[int]] = {}
        for claim in claims:
            number = bisect_right(self.claims, claim) - 1
            if number not in self.gone:
                by_brief.setdefault(number, []).append(claim - self.claims[number])
        return [(self.place(number), indices) for number, indices in by_brief.items()]


@dataclass
class _State:
    """What is known after some stages, besides their files.

    `processes` is how many work, `round` that by whose names all containers are resolved. `closed`
    is what the writers of the stages have written.
    """

    processes: int
    briefs: _Briefs = field(default_factory=_Briefs)
    separators: set[str] = field(default_factory=set)
    round: int = 0
    ambiguous: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    groups: ClaimGroups = field(default_factory=lambda: ClaimGroups(0))
    closed: list[Any] = field(default_factory=list)


class _Computation:
    def __init__(
        self,
        folder: Path,
        pool: Pool,
        progress: ProgressCallback,
        state: _State,
        unfinished: Unfinished | None,
    ) -> None:
        self.folder = folder
        self.pool = pool
        self.progress = progress
        self.state = state
        self.briefs = state.briefs
        self.unfinished = unfinished

    def run(self, briefs: Iterable[Brief], done: int) -> Written:
        """Do the stages but for the first that are `done`."""
        work: list[Callable[[], None]] = [partial(self.read, briefs), self.settle, self.resolve]
        work += [self.entities, self.events]
        for stage, do in [*zip(STAGES, work, strict=True)][done:]:
            do()
            if self.unfinished or stage == STAGES[-1]:
                written = self.pool.each("end")
                self.state.closed += [each for each in written if each is not None]
            if self.unfinished:
                self.unfinished.finish(stage, self.state)
        state = self.state
        return Written(state.closed, self.separator, self.briefs.standing, state.ambiguous)

    @property
    def separator(self) -> str:
        """The character between the elements of a list."""
        return next(found for found in map(chr, SEPARATORS) if found not in self.state.separators)

    def read(self, briefs: Iterable[Brief]) -> None:
        """Write all briefs to a file, and count how they use names, apart from containers."""
        self._do("read_names", self._written(briefs))
        self.briefs.find_gone()
        gone = sorted(self.briefs.gone)
        parts = (gone[n : n + TASK_BRIEFS] for n in range(0, len(gone), TASK_BRIEFS))
        self._do("leave_out", (([*map(self.briefs.place, part)],) for part in parts))
        self._write_lookup(NAMES, "names_of")

    def _do(self, method: str, tasks: Iterable[tuple[Any, ...]]) -> None:
        for _ in self.pool.map(method, tasks):
            pass

    def _write_lookup(self, name: str, method: str, *arguments: object) -> bytes:
        """Write what a method of the workers gives for each bucket; a digest of all of it."""
        digest = hashlib.blake2b()
        tasks = ((bucket, *arguments) for bucket in range(BUCKETS))

        def rows() -> Iterator[tuple[str, str]]:
            for found in self.pool.map(method, tasks):
                digest.update(repr(found).encode())
                yield from found

        write_lookup(self.folder / name, rows())
        return digest.digest()

    def _written(self, briefs: Iterable[Brief]) -> Iterator[tuple[int, list[Place]]]:
        with (self.folder / BRIEFS).open("wb") as file:
            first = 0
            for brief in briefs:
                self.briefs.add(brief, file.tell())
                data = pickled(brief)
                self.state.separators.update(separators_in(data))
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

    def settle(self) -> None:
        """Count names inside of others until what they mean no longer changes; see `settle`."""
        before = self._names_in_round(0)
        for round in range(len(self.briefs.offsets) + 2):
            chunks = self.briefs.chunks()
            tasks = ((chunk.start, round, self.briefs.gone_in(chunk)) for chunk in chunks)
            self._do("settle", tasks)
            self.progress("Resolving names", round)
            found = self._names_in_round(round + 1)
            if found == before:
                self.state.round = round
                return
            before = found
        raise AssertionError("name resolution did not converge")

    def _names_in_round(self, round: int) -> bytes:
        return self._write_lookup(NAMES_IN_ROUND.format(round), "names_in_round", round)

    def resolve(self) -> None:
        """Write briefs and mentions, and group their claims."""
        ambiguous = self.state.ambiguous
        groups = self.state.groups = ClaimGroups(self.briefs.claims[-1])
        chunks = [*self.briefs.chunks()]
        standing = map(self.briefs.standing_in, chunks)
        places = ([*map(self.briefs.place, numbers)] for numbers in standing)
        tasks = ((some, self.state.round, self.separator) for some in places)
        done = 0
        for chunk, found in zip(chunks, self.pool.map("resolve", tasks), strict=True):
            for number, place in zip(self.briefs.standing_in(chunk), found.places, strict=True):
                self.briefs.move(number, place)
            ambiguous.update(found.ambiguous)
            groups.relate(found.related)
            done += TASK_BRIEFS
            self.progress("Computing briefs", min(done, len(self.briefs.offsets)))
        keys = Buckets(self.folder, KEYS)
        for bucket in range(BUCKETS):
            groups.share([*keys.read(bucket)])

    def entities(self) -> None:
        """Write entities and names."""
        round = self.state.round
        self._write_lookup(WITHIN, "entities", round, self.separator)
        tasks = ((bucket, round, self.separator) for bucket in range(BUCKETS))
        for _ in self.pool.map("names", tasks):
            self.progress("Computing names", 0)

    def events(self) -> None:
        """Write all claims and events, and the judgements."""
        total = self.briefs.claims[-1]
        groups = _together(self.state.groups)
        tasks = ((self.briefs.of_claims(claims), self.separator) for claims in groups)
        for done, _ in enumerate(self.pool.map("events", tasks), 1):
            self.progress("Computing events", min(done * TASK_CLAIMS, total))
        self._do("judged", [(self.separator,)])


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


def _counts(written: Iterable[TableParts]) -> Counter[str]:
    """The counts of the load, as `whomet.graph.writing.difference.summary` has them."""
    counts: Counter[str] = Counter()
    for each in written:
        counts.update({f"added {label}": number for label, number in each.nodes.items()})
        counts["added relationships"] += each.edges
    return counts
