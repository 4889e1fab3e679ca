"""Checking, loading and retracting, as the Python API and the command line do it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from whomet.loaders.reports import CheckReport, Findings
from whomet.ontology.suggestions import nearest
from whomet.reading import Paths, ProgressCounter, ReadOptions, as_list, standard_input
from whomet.reports import LoadReport, RetractReport, Totals

if TYPE_CHECKING:
    from whomet.graph.database.connection import Connection
    from whomet.graph.progress import ProgressCallback
    from whomet.graph.settings import Settings
    from whomet.graph.writing.loading import LoadOutcome
    from whomet.ontology.vocabulary import Vocabulary

CHECKING, READING, LOADING, DRY_RUN = "Checking", "Reading", "Loading", "Trying out"


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """The options of a load, as `Graph.load` explains them."""

    reading: ReadOptions = field(default_factory=ReadOptions)
    all_or_nothing: bool = False
    dry_run: bool = False
    bulk: bool = False
    progress: ProgressCallback | None = None
    on_wait: Callable[[str], None] | None = None

    @property
    def task(self) -> str:
        """The name of the work in progress reports."""
        if self.bulk:
            return READING
        return DRY_RUN if self.dry_run else LOADING


@dataclass(frozen=True, slots=True)
class FinishedLoad:
    """A load that is done: its outcome, None where nothing was loaded, and what was read."""

    outcome: LoadOutcome | None
    check: CheckReport
    seconds: float

    def report(self, vocabulary: Vocabulary, totals: Totals) -> LoadReport:
        """The report of this load, with what the graph holds now."""
        from whomet.dry_run import dry_run_report

        outcome = self.outcome
        new_actors, known_actors = outcome.actors(vocabulary) if outcome else (0, 0)
        return LoadReport(
            new=outcome.new if outcome else 0,
            changed=outcome.changed if outcome else 0,
            unchanged=outcome.unchanged if outcome else 0,
            claims=self.check.claims if outcome else 0,
            new_actors=new_actors,
            known_actors=known_actors,
            merged=outcome.merged(vocabulary) if outcome else 0,
            totals=totals,
            ambiguous=dict(outcome.ambiguous) if outcome else {},
            faults=self.check.faults,
            warnings=self.check.warnings,
            seconds=self.seconds,
            dry_run=dry_run_report(outcome, vocabulary) if outcome else None,
        )


def check(
    paths: Sequence[str | Path],
    vocabulary: Vocabulary,
    stdin: IO[bytes] | None,
    progress: ProgressCallback | None,
    reading: ReadOptions,
) -> CheckReport:
    """What is in the files, and every fault."""
    findings = Findings()
    count = ProgressCounter(CHECKING, progress, paths)
    for _ in findings.briefs_of(reading.read(paths, vocabulary, stdin)):
        count(1)
    return findings.report()


def load(
    connection: Connection, settings: Settings, paths: Paths, options: LoadOptions
) -> FinishedLoad:
    """Load the briefs in files, folders or patterns.

    With `options.bulk` the server is stopped meanwhile, and `connection` is of no use afterwards.
    """
    from whomet.graph.writing.loading import load_briefs

    began = time.monotonic()
    if options.bulk:
        from whomet.graph.bulk import ensure_empty

        ensure_empty(settings, connection)
    vocabulary = connection.vocabulary
    sources = as_list(paths)
    with standard_input(sources, twice=options.all_or_nothing) as stdin:
        if options.all_or_nothing:
            report = check(sources, vocabulary, stdin, options.progress, options.reading)
            if not report.ok:
                return FinishedLoad(None, report, time.monotonic() - began)
            if stdin is not None:
                stdin.seek(0)
        findings = Findings()
        briefs = findings.briefs_of(options.reading.read(sources, vocabulary, stdin))
        count = ProgressCounter(options.task, options.progress, sources)
        if options.bulk:
            from whomet.graph.bulk import load_in_bulk

            outcome = load_in_bulk(
                settings, connection, briefs, progress=count, stages=options.progress
            )
        else:
            outcome = load_briefs(
                connection, briefs, progress=count, dry_run=options.dry_run, on_wait=options.on_wait
            )
    return FinishedLoad(outcome, findings.report(), time.monotonic() - began)


def retract(
    connection: Connection,
    ids: str | Iterable[str],
    dry_run: bool,
    on_wait: Callable[[str], None] | None,
) -> RetractReport:
    """Retract the briefs with these ids, as far as the graph has them."""
    from whomet.dry_run import dry_run_report
    from whomet.graph.writing.loading import retract_briefs

    wanted = [ids] if isinstance(ids, str) else list(dict.fromkeys(ids))
    rows = connection.read(
        "UNWIND $ids AS id MATCH (b:Brief {id: id}) RETURN b.id AS id", {"ids": wanted}
    )
    known = {row["id"] for row in rows}
    unknown = tuple(id for id in wanted if id not in known)
    present = [id for id in wanted if id in known]
    outcome = retract_briefs(connection, present, dry_run=dry_run, on_wait=on_wait)
    difference = dry_run_report(outcome, connection.vocabulary)
    return RetractReport(outcome.removed, unknown, _nearest(connection, unknown), difference)


def _nearest(connection: Connection, unknown: Sequence[str]) -> Mapping[str, str]:
    if not unknown:
        return {}
    known = [row["id"] for row in connection.read("MATCH (b:Brief) RETURN b.id AS id")]
    near = {id: nearest(id, known) for id in unknown}
    return {id: found for id, found in near.items() if found is not None}
