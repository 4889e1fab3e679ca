"""Checking, loading and retracting as the Python API and the command line have it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from whomet.loaders.reports import CheckReport, Findings
from whomet.ontology.suggestions import nearest
from whomet.reading import Paths, Watch, as_list, standard_input
from whomet.reports import LoadReport, RetractReport

if TYPE_CHECKING:
    from whomet.api import Graph
    from whomet.graph.writing.loading import LoadReport as Outcome
    from whomet.ontology.records import Brief
    from whomet.ontology.vocabulary import Vocabulary
    from whomet.progress import ProgressCallback

CHECKING, READING, LOADING, DRY_RUN = "Checking", "Reading", "Loading", "Trying out"

Reading = Mapping[str, Any]
"""How files are read: `format`, `mapping` and `silence`, as `whomet.loaders.read` takes them."""


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How a load is to go; each thing as `Graph.load` explains it."""

    reading: Reading = field(default_factory=dict)
    all_or_nothing: bool = False
    dry_run: bool = False
    bulk: bool = False
    progress: ProgressCallback | None = None
    on_wait: Callable[[str], None] | None = None

    @property
    def task(self) -> str:
        """What the progress is called."""
        if self.bulk:
            return READING
        return DRY_RUN if self.dry_run else LOADING


def check(
    paths: Sequence[str | Path],
    vocabulary: Vocabulary,
    stdin: IO[bytes] | None,
    progress: ProgressCallback | None,
    reading: Reading,
) -> CheckReport:
    """What is in the files, and every fault."""
    from whomet import loaders

    findings = Findings()
    watch = Watch(CHECKING, progress, paths)
    for _ in findings.briefs_of(loaders.read(paths, stdin=stdin, vocabulary=vocabulary, **reading)):
        watch(1)
    return findings.report()


def load(graph: Graph, paths: Paths, options: LoadOptions) -> LoadReport:
    """Load the briefs in files, folders or patterns."""
    from whomet import loaders
    from whomet.graph.writing.loading import load_briefs

    began = time.monotonic()
    connection = graph.connect()
    if options.bulk:
        from whomet.graph.bulk import ensure_empty

        ensure_empty(graph.settings, connection)
    sources = as_list(paths)
    with standard_input(sources, twice=options.all_or_nothing) as stdin:
        if options.all_or_nothing:
            report = check(sources, connection.vocabulary, stdin, options.progress, options.reading)
            if not report.ok:
                return _report(graph, None, report, began)
            if stdin is not None:
                stdin.seek(0)
        findings = Findings()
        briefs = findings.briefs_of(
            loaders.read(sources, stdin=stdin, vocabulary=connection.vocabulary, **options.reading)
        )
        watch = Watch(options.task, options.progress, sources)
        if options.bulk:
            outcome = _in_bulk(graph, briefs, watch)
        else:
            outcome = load_briefs(
                connection, briefs, progress=watch, dry_run=options.dry_run, on_wait=options.on_wait
            )
    return _report(graph, outcome, findings.report(), began)


def _in_bulk(graph: Graph, briefs: Iterable[Brief], watch: Watch) -> Outcome:
    from whomet.graph.bulk import load_in_bulk

    try:
        return load_in_bulk(
            graph.settings, graph.connect(), briefs, progress=watch, stages=watch.progress
        )
    finally:
        graph.close()  # the server was stopped meanwhile


def _report(graph: Graph, outcome: Outcome | None, report: CheckReport, began: float) -> LoadReport:
    from whomet.dry_run import dry_run_report

    actors = outcome.actors(graph.vocabulary) if outcome else (0, 0)
    return LoadReport(
        new=outcome.new if outcome else 0,
        changed=outcome.changed if outcome else 0,
        unchanged=outcome.unchanged if outcome else 0,
        claims=report.claims if outcome else 0,
        new_actors=actors[0],
        known_actors=actors[1],
        merged=outcome.merged(graph.vocabulary) if outcome else 0,
        totals=graph.totals(),
        ambiguous=dict(outcome.ambiguous) if outcome else {},
        faults=report.faults,
        warnings=report.warnings,
        seconds=time.monotonic() - began,
        dry_run=dry_run_report(outcome, graph.vocabulary) if outcome else None,
    )


def retract(
    graph: Graph, ids: str | Iterable[str], dry_run: bool, on_wait: Callable[[str], None] | None
) -> RetractReport:
    """Take the briefs with these ids out, as far as they are there."""
    from whomet.dry_run import dry_run_report
    from whomet.graph.writing.loading import retract_briefs

    wanted = [ids] if isinstance(ids, str) else list(dict.fromkeys(ids))
    connection = graph.connect()
    rows = connection.read(
        "UNWIND $ids AS id MATCH (b:Brief {id: id}) RETURN b.id AS id", {"ids": wanted}
    )
    known = {row["id"] for row in rows}
    unknown = tuple(id for id in wanted if id not in known)
    present = [id for id in wanted if id in known]
    report = retract_briefs(connection, present, dry_run=dry_run, on_wait=on_wait)
    told = dry_run_report(report, connection.vocabulary)
    return RetractReport(report.removed, unknown, _nearest(graph, unknown), told)


def _nearest(graph: Graph, unknown: Sequence[str]) -> dict[str, str]:
    if not unknown:
        return {}
    known = [row["id"] for row in graph.connect().read("MATCH (b:Brief) RETURN b.id AS id")]
    near = {id: nearest(id, known) for id in unknown}
    return {id: found for id, found in near.items() if found is not None}
