"""Checking, loading and retracting as the Python API and the command line have it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from whomet.reading import Findings, Paths, Watch, as_list, standard_input
from whomet.reports import CheckReport, LoadReport, RetractReport

if TYPE_CHECKING:
    from whomet.api import Graph
    from whomet.graph.loading import LoadReport as Outcome
    from whomet.ontology.records import Brief
    from whomet.ontology.vocabulary import Vocabulary
    from whomet.progress import ProgressCallback

CHECKING, READING, LOADING, REHEARSING = "Checking", "Reading", "Loading", "Trying out"

Reading = Mapping[str, Any]
"""How files are read: `format`, `mapping` and `silence`, as `whomet.loaders.read` takes them."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a load is to go; each thing as `Graph.load` explains it."""

    reading: Reading = field(default_factory=dict)
    all_or_nothing: bool = False
    dry_run: bool = False
    bulk: bool = False
    progress: ProgressCallback | None = None
    notice: Callable[[str], None] | None = None

    @property
    def task(self) -> str:
        """What the progress is called."""
        if self.bulk:
            return READING
        return REHEARSING if self.dry_run else LOADING


def check(
    paths: Sequence[str | Path],
    words: Vocabulary,
    stdin: IO[bytes] | None,
    progress: ProgressCallback | None,
    reading: Reading,
) -> CheckReport:
    """What is in the files, and every fault."""
    from whomet import loaders

    findings = Findings()
    watch = Watch(CHECKING, progress, paths)
    for _ in findings.briefs_of(loaders.read(paths, stdin=stdin, vocabulary=words, **reading)):
        watch(1)
    return findings.report()


def load(graph: Graph, paths: Paths, wish: Wish) -> LoadReport:
    """Load the briefs in files, folders or patterns."""
    from whomet import loaders
    from whomet.graph.loading import load_briefs

    began = time.monotonic()
    connection = graph.connect()
    if wish.bulk:
        from whomet.graph.bulk import ensure_empty

        ensure_empty(graph.settings, connection)
    sources = as_list(paths)
    with standard_input(sources, twice=wish.all_or_nothing) as stdin:
        if wish.all_or_nothing:
            report = check(sources, connection.words, stdin, wish.progress, wish.reading)
            if not report.ok:
                return _report(graph, None, report, began)
            if stdin is not None:
                stdin.seek(0)
        findings = Findings()
        briefs = findings.briefs_of(
            loaders.read(sources, stdin=stdin, vocabulary=connection.words, **wish.reading)
        )
        watch = Watch(wish.task, wish.progress, sources)
        if wish.bulk:
            outcome = _in_bulk(graph, briefs, watch)
        else:
            outcome = load_briefs(
                connection, briefs, progress=watch, dry_run=wish.dry_run, notice=wish.notice
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
    from whomet.rehearsal import rehearsal

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
        rehearsal=rehearsal(outcome, graph.vocabulary) if outcome else None,
    )


def retract(
    graph: Graph, ids: str | Iterable[str], dry_run: bool, notice: Callable[[str], None] | None
) -> RetractReport:
    """Take the briefs with these ids out, as far as they are there."""
    from whomet.graph.loading import retract_briefs
    from whomet.rehearsal import rehearsal

    wanted = [ids] if isinstance(ids, str) else list(dict.fromkeys(ids))
    connection = graph.connect()
    rows = connection.read(
        "UNWIND $ids AS id MATCH (b:Brief {id: id}) RETURN b.id AS id", {"ids": wanted}
    )
    known = {row["id"] for row in rows}
    unknown = tuple(id for id in wanted if id not in known)
    present = [id for id in wanted if id in known]
    report = retract_briefs(connection, present, dry_run=dry_run, notice=notice)
    told = rehearsal(report, connection.words)
    return RetractReport(report.removed, unknown, _nearest(graph, unknown), told)


def _nearest(graph: Graph, unknown: Sequence[str]) -> dict[str, str]:
    if not unknown:
        return {}
    from difflib import get_close_matches

    known = [row["id"] for row in graph.connect().read("MATCH (b:Brief) RETURN b.id AS id")]
    near = {id: get_close_matches(id, known, n=1) for id in unknown}
    return {id: found[0] for id, found in near.items() if found}
