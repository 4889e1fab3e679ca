"""Briefs into the graph, batch by batch: each transaction holds whole briefs only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from whomet.graph.database.connection import Connection
from whomet.graph.database.schema import apply_schema
from whomet.graph.projection.elements import NodeKey
from whomet.graph.writing.difference import Difference, summary
from whomet.graph.writing.dry_run import Recorder
from whomet.graph.writing.load_log import LoadLogEntry, OnWait
from whomet.graph.writing.update import Step, update
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Session

BATCH_BRIEFS = 1000
BATCH_CHARACTERS = 4_000_000
#: Others may have to be waited for: no limit, whatever the server's own is.
UNLIMITED = 0.0

BatchCallback = Callable[[int], None]
Wanted = Mapping[str, Brief | None]

T = TypeVar("T")


@dataclass(slots=True)
class LoadOutcome:
    """What a load did, in numbers of briefs, and of what the graph gained and lost.

    `counts` are keyed `added Meeting`, `changed Person`, `removed relationships` and so on;
    `ambiguous` gives for (class, name) the refs among which the name does not decide.
    `difference` is all that would become of the graph, where that was asked for instead.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    ambiguous: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    difference: Difference | None = None
    _added: set[NodeKey] = field(default_factory=set)
    _mentioned: set[NodeKey] = field(default_factory=set)

    def actors(self, vocabulary: Vocabulary) -> tuple[int, int]:
        """How many actors the new and changed briefs name: not known before, and known."""
        actors = {name for name, cls in vocabulary.entities.items() if "Actor" in cls.labels}
        named = {node for node in self._mentioned if node.label in actors}
        return len(named & self._added), len(named - self._added)

    def gained(self, labels: Iterable[str]) -> int:
        """How many nodes with these concrete labels there are more than before."""
        return sum(self.counts[f"added {x}"] - self.counts[f"removed {x}"] for x in labels)

    def merged(self, vocabulary: Vocabulary) -> int:
        """By how many there are more claims about an event that another brief reports."""
        return max(0, self.gained(["Claim"]) - self.gained(vocabulary.events))

    def add(self, step: Step) -> None:
        """Add what one transaction did."""
        self.new += len(step.new)
        self.changed += len(step.changed)
        self.unchanged += len(step.unchanged)
        self.removed += len(step.removed)
        self.counts.update(step.counts)
        self.ambiguous.update(step.ambiguous)
        self._added |= step.added
        self._mentioned |= step.mentioned


def load_briefs(
    connection: Connection,
    briefs: Iterable[Brief],
    *,
    vocabulary: Vocabulary | None = None,
    batch: int = BATCH_BRIEFS,
    progress: BatchCallback | None = None,
    dry_run: bool = False,
    on_wait: OnWait | None = None,
) -> LoadOutcome:
    """Put `briefs` into the graph; those already there are replaced, or left where equal.

    Whatever the order, the batches and the number of times, the graph is what
    `whomet.graph.projection.project` makes of all briefs together. Interrupted at any moment,
    it holds whole briefs only. `progress` is called with the number of briefs after each batch.
    With `dry_run` no brief goes in: see `dry_run_steps`. `on_wait` is told, in a sentence, which
    other load this one waits for.
    """
    vocabulary = vocabulary or connection.vocabulary
    connection.prepare(lambda session: apply_schema(session, vocabulary))
    steps: Iterator[Wanted] = (
        {brief.id: brief for brief in chunk} for chunk in _batches(briefs, batch)
    )
    if dry_run:
        return dry_run_steps(
            connection, vocabulary, steps, LoadLogEntry("load --dry-run"), progress, on_wait
        )
    return _write(connection, vocabulary, steps, LoadLogEntry("load"), progress, on_wait)


def retract_briefs(
    connection: Connection,
    ids: Iterable[str],
    *,
    vocabulary: Vocabulary | None = None,
    dry_run: bool = False,
    on_wait: OnWait | None = None,
) -> LoadOutcome:
    """Take briefs back: everything that only they say goes with them. Unknown ids are unchanged.

    With `dry_run` none is taken back: see `dry_run_steps`.
    """
    vocabulary = vocabulary or connection.vocabulary
    steps: Iterator[Wanted] = (dict.fromkeys(chunk) for chunk in _batches(ids, BATCH_BRIEFS))
    if dry_run:
        return dry_run_steps(
            connection, vocabulary, steps, LoadLogEntry("retract --dry-run"), None, on_wait
        )
    return _write(connection, vocabulary, steps, LoadLogEntry("retract"), None, on_wait)


def _write(
    connection: Connection,
    vocabulary: Vocabulary,
    steps: Iterable[Wanted],
    record: LoadLogEntry,
    progress: BatchCallback | None,
    on_wait: OnWait | None,
) -> LoadOutcome:
    report = LoadOutcome()

    def write(wanted: Wanted, transaction: ManagedTransaction) -> Step:
        record.take_lock(connection, transaction, on_wait)
        step = update(transaction, vocabulary, wanted)
        record.note(transaction, step)
        return step

    with record.logged(connection):
        for wanted in steps:
            report.add(connection.write(partial(write, wanted), UNLIMITED, record.metadata))
            if progress is not None:
                progress(len(wanted))
    return report


def dry_run_steps(
    connection: Connection,
    vocabulary: Vocabulary,
    steps: Iterable[Wanted],
    record: LoadLogEntry,
    progress: BatchCallback | None,
    on_wait: OnWait | None,
) -> LoadOutcome:
    """What the steps would do: they are written, in one transaction, and taken back.

    The report has the difference between the graph before the first and after the last, as exact
    as the load itself. The server holds all of it in memory meanwhile, and other loads wait.
    """
    report, recorder, about = LoadOutcome(), Recorder(), record.metadata

    def work(session: Session) -> None:
        with session.begin_transaction(metadata=about, timeout=UNLIMITED) as transaction:
            try:
                record.take_lock(connection, transaction, on_wait)
                for wanted in steps:
                    report.add(update(transaction, vocabulary, wanted, recorder))
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
