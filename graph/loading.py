"""Briefs into the graph, batch by batch: each transaction holds whole briefs only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from graph.connection import Connection
from graph.schema import apply_schema
from graph.update import Step, update
from ontology.records import Brief
from ontology.vocabulary import Vocabulary

BATCH_BRIEFS = 500
BATCH_CHARACTERS = 4_000_000

Progress = Callable[[int], None]

T = TypeVar("T")


@dataclass(slots=True)
class LoadReport:
    """What a load did, in numbers of briefs, and of what the graph gained and lost.

    `counts` are keyed `added Meeting`, `changed Person`, `removed relationships` and so on;
    `ambiguous` gives for (class, name) the refs among which the name does not decide.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    ambiguous: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

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
) -> LoadReport:
    """Put `briefs` into the graph; those already there are replaced, or left where equal.

    Whatever the order, the batches and the number of times, the graph is what
    `graph.projection.project` makes of all briefs together. Interrupted at any moment, it holds
    whole briefs only. `progress` is called with the number of briefs after each batch.
    """
    words = words or connection.words
    connection.prepare(lambda session: apply_schema(session, words))
    report = LoadReport()
    for chunk in _batches(briefs, batch):
        wanted: dict[str, Brief | None] = {brief.id: brief for brief in chunk}
        report.add(connection.write(partial(update, vocabulary=words, wanted=wanted)))
        if progress is not None:
            progress(len(chunk))
    return report


def retract_briefs(
    connection: Connection, ids: Iterable[str], *, words: Vocabulary | None = None
) -> LoadReport:
    """Take briefs back: everything that only they say goes with them. Unknown ids are unchanged."""
    words = words or connection.words
    report = LoadReport()
    for chunk in _batches(ids, BATCH_BRIEFS):
        wanted: dict[str, Brief | None] = dict.fromkeys(chunk)
        report.add(connection.write(partial(update, vocabulary=words, wanted=wanted)))
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
