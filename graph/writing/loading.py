"""Load and retract briefs in batches: each transaction holds complete briefs only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from whomet.graph.database.connection import Connection
from whomet.graph.database.schema import apply_schema
from whomet.graph.projection.elements import NodeKey
from whomet.graph.writing.difference import Difference, summary
from whomet.graph.writing.dry_run import DifferenceRecorder
from whomet.graph.writing.interruption import ignored_interruptions
from whomet.graph.writing.load_log import LoadLogEntry, OnWait
from whomet.graph.writing.update import UpdateResult, update
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Session

BATCH_BRIEFS = 1000
BATCH_CHARACTERS = 4_000_000
#: Seconds of a transaction, which may have to wait for others: no limit, unlike the server's.
UNLIMITED = 0.0

#: Called with a number of briefs once they are done.
BatchCallback = Callable[[int], None]
#: Called with what a transaction did, once it is committed.
OnUpdate = Callable[[UpdateResult], None]
#: Briefs to store by id, or to remove where None.
Wanted = Mapping[str, Brief | None]

T = TypeVar("T")


@dataclass(slots=True)
class LoadOutcome:
    """What a load did: numbers of briefs, and counts of what changed in the graph.

    `counts` are keyed `added Meeting`, `changed Person`, `removed relationships` and so on;
    `ambiguous` gives for (class, name) the refs to which the name may refer. `difference` is set
    by a dry run only: all that the load would change. `first` says that the graph was empty before.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    ambiguous: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    difference: Difference | None = None
    first: bool = False
    _added: set[NodeKey] = field(default_factory=set)
    _mentioned: set[NodeKey] = field(default_factory=set)

    def actors(self, vocabulary: Vocabulary) -> tuple[int, int]:
        """How many actors the new and changed briefs mention: new ones, and known ones."""
        actors = {name for name, cls in vocabulary.entities.items() if "Actor" in cls.labels}
        if self.first:
            return self.gained(actors), 0
        mentioned = {node for node in self._mentioned if node.label in actors}
        return len(mentioned & self._added), len(mentioned - self._added)

    def gained(self, labels: Iterable[str]) -> int:
        """By how many the nodes with these concrete labels increased."""
        return sum(self.counts[f"added {x}"] - self.counts[f"removed {x}"] for x in labels)

    def merged(self, vocabulary: Vocabulary) -> int:
        """How many of the new claims were merged into an event with another claim."""
        return max(0, self.gained(["Claim"]) - self.gained(vocabulary.events))

    def add(self, result: UpdateResult) -> None:
        """Add what one transaction did."""
        self.new += len(result.new)
        self.changed += len(result.changed)
        self.unchanged += len(result.unchanged)
        self.removed += len(result.removed)
        self.counts.update(result.counts)
        self.ambiguous.update(result.ambiguous)
        self._added |= result.added
        self._mentioned |= result.mentioned


def load_briefs(
    connection: Connection,
    briefs: Iterable[Brief],
    *,
    vocabulary: Vocabulary | None = None,
    batch: int = BATCH_BRIEFS,
    progress: BatchCallback | None = None,
    dry_run: bool = False,
    on_wait: OnWait | None = None,
    on_update: OnUpdate | None = None,
    paths: Sequence[str] = (),
    refused: Callable[[], int] = lambda: 0,
    files_of: Callable[[UpdateResult], Mapping[str, str]] = lambda result: {},
) -> LoadOutcome:
    """Load `briefs`; those already stored are replaced, or left as they are where equal.

    Whatever the order, the batches and the number of times, the graph is what
    `whomet.graph.projection.project` makes of all briefs together. If the load is interrupted, it
    holds complete briefs only. `progress` is called with the number of briefs after each batch.
    With `dry_run` nothing is stored: see `dry_run_updates`. `on_wait` is called with a sentence
    that says which other load this one waits for, `on_update` with what each transaction did.
    `paths` and the number of briefs that `refused` returns go into the log, and beside it the files
    of the briefs of an update that `files_of` gives.
    """
    vocabulary = vocabulary or connection.vocabulary
    connection.prepare(lambda session: apply_schema(session, vocabulary))
    updates: Iterator[Wanted] = (
        {brief.id: brief for brief in chunk} for chunk in _batches(briefs, batch)
    )
    if dry_run:
        entry = LoadLogEntry("load --dry-run")
        return dry_run_updates(connection, vocabulary, updates, entry, progress, on_wait, on_update)
    entry = LoadLogEntry("load", paths, refused, files_of)
    return _write(connection, vocabulary, updates, entry, progress, on_wait, on_update)


def retract_briefs(
    connection: Connection,
    ids: Iterable[str],
    *,
    vocabulary: Vocabulary | None = None,
    dry_run: bool = False,
    on_wait: OnWait | None = None,
) -> LoadOutcome:
    """Remove briefs and everything that only they say. Unknown ids count as unchanged.

    With `dry_run` nothing is removed: see `dry_run_updates`.
    """
    vocabulary = vocabulary or connection.vocabulary
    updates: Iterator[Wanted] = (dict.fromkeys(chunk) for chunk in _batches(ids, BATCH_BRIEFS))
    if dry_run:
        return dry_run_updates(
            connection, vocabulary, updates, LoadLogEntry("retract --dry-run"), None, on_wait
        )
    return _write(connection, vocabulary, updates, LoadLogEntry("retract"), None, on_wait)


def _write(
    connection: Connection,
    vocabulary: Vocabulary,
    updates: Iterable[Wanted],
    entry: LoadLogEntry,
    progress: BatchCallback | None,
    on_wait: OnWait | None,
    on_update: OnUpdate | None = None,
) -> LoadOutcome:
    report = LoadOutcome()

    def write(wanted: Wanted, transaction: ManagedTransaction) -> UpdateResult:
        entry.take_lock(connection, transaction, on_wait)
        result = update(transaction, vocabulary, wanted)
        entry.add(transaction, result)
        return result

    with entry.logged(connection), ignored_interruptions() as ensure_none:
        for wanted in updates:
            ensure_none()
            connection.ensure_room_to_load([brief for brief in wanted.values() if brief])
            result = connection.write(partial(write, wanted), UNLIMITED, entry.metadata)
            report.add(result)
            if on_update is not None:
                on_update(result)
            if progress is not None:
                progress(len(wanted))
        ensure_none()
    return report


def dry_run_updates(
    connection: Connection,
    vocabulary: Vocabulary,
    updates: Iterable[Wanted],
    entry: LoadLogEntry,
    progress: BatchCallback | None,
    on_wait: OnWait | None,
    on_update: OnUpdate | None = None,
) -> LoadOutcome:
    """What some updates would do: they are written in one transaction, which is rolled back.

    The report has the exact difference between the graph before the first update and after the
    last. Until then the server holds all of it in memory, and other loads wait.
    """
    report, recorder, about = LoadOutcome(), DifferenceRecorder(), entry.metadata

    def work(session: Session) -> None:
        with (
            ignored_interruptions() as ensure_none,
            session.begin_transaction(metadata=about, timeout=UNLIMITED) as transaction,
        ):
            try:
                entry.take_lock(connection, transaction, on_wait)
                for wanted in updates:
                    ensure_none()
                    result = update(transaction, vocabulary, wanted, dry_run=recorder)
                    report.add(result)
                    if on_update is not None:
                        on_update(result)
                    if progress is not None:
                        progress(len(wanted))
            finally:
                transaction.rollback()

    connection.prepare(work)
    report.difference = recorder.difference()
    report.counts = summary(report.difference)
    return report


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    batch: list[T] = []
    characters = 0
    for item in items:
        batch.append(item)
        characters += len(item.text) if isinstance(item, Brief) else 0
        if len(batch) >= size or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
