"""Briefs into the graph, batch by batch: each transaction holds whole briefs only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from graph.connection import METADATA, Connection
from graph.difference import Difference, summary
from graph.rehearsal import Recorder
from graph.schema import apply_schema
from graph.update import Step, update
from ontology.records import Brief
from ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import Session

BATCH_BRIEFS = 500
BATCH_CHARACTERS = 4_000_000
#: Others may have to be waited for: no limit, whatever the server's own is.
UNLIMITED = 0.0

Progress = Callable[[int], None]
Wanted = Mapping[str, Brief | None]

T = TypeVar("T")


@dataclass(slots=True)
class LoadReport:
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

    def gained(self, labels: Iterable[str]) -> int:
        """How many nodes with these concrete labels there are more than before."""
        return sum(self.counts[f"added {x}"] - self.counts[f"removed {x}"] for x in labels)

    def merged(self, words: Vocabulary) -> int:
        """By how many there are more claims about an event that another brief reports."""
        return max(0, self.gained(["Claim"]) - self.gained(words.events))

    def add(self, step: Step) -> None:
        """Add what one transaction did."""
        self.new += len(step.new)
        self.changed += len(step.changed)
        self.unchanged += len(step.unchanged)
        self.removed += len(step.removed)
        self.counts.update(step.counts)
        self.ambiguous.update(step.ambiguous)


def load_briefs(
    connection: Connection,
    briefs: Iterable[Brief],
    *,
    words: Vocabulary | None = None,
    batch: int = BATCH_BRIEFS,
    progress: Progress | None = None,
    dry_run: bool = False,
) -> LoadReport:
    """Put `briefs` into the graph; those already there are replaced, or left where equal.

    Whatever the order, the batches and the number of times, the graph is what
    `graph.projection.project` makes of all briefs together. Interrupted at any moment, it holds
    whole briefs only. `progress` is called with the number of briefs after each batch.
    With `dry_run` no brief goes in: see `rehearse`.
    """
    words = words or connection.words
    connection.prepare(lambda session: apply_schema(session, words))
    steps: Iterator[Wanted] = (
        {brief.id: brief for brief in chunk} for chunk in _batches(briefs, batch)
    )
    return (rehearse if dry_run else _write)(connection, words, steps, progress)


def retract_briefs(
    connection: Connection,
    ids: Iterable[str],
    *,
    words: Vocabulary | None = None,
    dry_run: bool = False,
) -> LoadReport:
    """Take briefs back: everything that only they say goes with them. Unknown ids are unchanged.

    With `dry_run` none is taken back: see `rehearse`.
    """
    words = words or connection.words
    steps: Iterator[Wanted] = (dict.fromkeys(chunk) for chunk in _batches(ids, BATCH_BRIEFS))
    return (rehearse if dry_run else _write)(connection, words, steps, None)


def _write(
    connection: Connection, words: Vocabulary, steps: Iterable[Wanted], progress: Progress | None
) -> LoadReport:
    report = LoadReport()
    for wanted in steps:
        step = partial(update, vocabulary=words, wanted=wanted)
        report.add(connection.write(step, timeout=UNLIMITED))
        if progress is not None:
            progress(len(wanted))
    return report


def rehearse(
    connection: Connection, words: Vocabulary, steps: Iterable[Wanted], progress: Progress | None
) -> LoadReport:
    """What the steps would do: they are written, in one transaction, and taken back.

    The report has the difference between the graph before the first and after the last, as exact
    as the load itself. The server holds all of it in memory meanwhile, and other loads wait.
    """
    report, recorder = LoadReport(), Recorder()

    def work(session: Session) -> None:
        with session.begin_transaction(metadata=METADATA, timeout=UNLIMITED) as transaction:
            try:
                for wanted in steps:
                    report.add(update(transaction, words, wanted, recorder))
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
