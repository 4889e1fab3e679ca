"""Checking, loading and retracting, as the Python API and the command line do it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from whomet.brief_outcomes import BriefOutcomes
from whomet.loaders.policy import STOP
from whomet.loaders.reports import CheckReport, Findings, OnResult, ReadBrief
from whomet.ontology.suggestions import nearest
from whomet.pruning import FilesRead, gone, keep_missing
from whomet.reading import (
    STANDARD_INPUT,
    Paths,
    ProgressCounter,
    ReadOptions,
    as_list,
    standard_input,
)
from whomet.reports import LoadReport, RetractReport, Totals

if TYPE_CHECKING:
    from whomet.graph.database.connection import Connection
    from whomet.graph.progress import ProgressCallback
    from whomet.graph.settings import Settings
    from whomet.graph.writing.loading import LoadOutcome
    from whomet.graph.writing.origins import SameText
    from whomet.graph.writing.update import UpdateResult
    from whomet.ontology.vocabulary import Vocabulary

#: Called with the ids of briefs that a folder no longer holds; whether they are to be retracted.
Prune = Callable[[Sequence[str]], bool]

#: New briefs of a load up to which each is compared with what is stored.
MOST_NEW = 500

CHECKING, READING, LOADING, DRY_RUN = "Checking", "Reading", "Loading", "Trying out"


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """The options of a load, as `Graph.load` explains them."""

    reading: ReadOptions = field(default_factory=ReadOptions)
    dry_run: bool = False
    bulk: bool = False
    allow_no_claims: bool = False
    details: bool = False
    refused: str | Path | None = None
    progress: ProgressCallback | None = None
    on_wait: Callable[[str], None] | None = None
    prune: Prune | None = None

    @property
    def task(self) -> str:
        """The name of the work in progress reports."""
        if self.bulk:
            return READING
        return DRY_RUN if self.dry_run else LOADING

    @property
    def stops(self) -> bool:
        """Whether a fault anywhere keeps everything out."""
        return self.reading.on_fault == STOP


@dataclass(frozen=True, slots=True)
class FinishedLoad:
    """A load that is done: its outcome, None where nothing was loaded, and what was read."""

    outcome: LoadOutcome | None
    check: CheckReport
    seconds: float
    each: BriefOutcomes | None = None
    same_text: tuple[SameText, ...] = ()
    gone: tuple[str, ...] = ()
    pruned: int = 0

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
            refused=self.check.refused,
            briefs=None if self.each is None else self.each.listed(stopped=outcome is None),
            kinds=self.check.kinds,
            same_text=tuple((one.id, one.other) for one in self.same_text),
            gone=self.gone,
            pruned=self.pruned,
            kept_out=self.check.kept_out + (0 if outcome else self.check.briefs),
        )


def check(
    paths: Sequence[str | Path],
    vocabulary: Vocabulary,
    stdin: IO[bytes] | None,
    progress: ProgressCallback | None,
    reading: ReadOptions,
    on_result: OnResult | None = None,
) -> CheckReport:
    """What is in the files, and every fault."""
    findings = Findings(on_result)
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
    began = time.monotonic()
    if options.bulk:
        from whomet.graph.bulk import ensure_empty

        ensure_empty(settings, connection)
    if _profile_stops(options.reading.profile, connection.vocabulary):
        options = replace(options, reading=replace(options.reading, on_fault=STOP))
    sources = as_list(paths)
    each = BriefOutcomes() if options.details else None
    files = FilesRead(keep_all=options.prune is not None)
    new: list[str] = []
    with ExitStack() as stack:
        stdin = stack.enter_context(standard_input(sources, twice=options.stops))
        # Of a bulk load and of a dry run no files are written to the log.
        logged = options.prune is not None or not (options.bulk or options.dry_run)
        on_result = _recorder(each, files if logged else None, options.refused, stack)
        if options.stops:
            report = _checked(connection, sources, stdin, options, on_result)
            if not report.ok:
                _log_refusal(connection, sources, report)
                return FinishedLoad(None, report, time.monotonic() - began, each)
            if stdin is not None:
                stdin.seek(0)
            if each is not None:
                each.clear()
        findings = Findings(on_result)
        results = _results(connection, sources, stdin, options)
        count = ProgressCounter(options.task, options.progress, sources)
        kept = _Kept(each, files, new)
        outcome = _write(connection, settings, sources, results, findings, options, count, kept)
    same = () if options.bulk or options.dry_run else _same_text(connection, new)
    found = [] if options.prune is None else gone(connection, sources, files)
    pruned = 0
    if options.prune is not None and not options.dry_run:
        keep_missing(connection, files)
        if found and options.prune(found):
            pruned = retract(connection, found, False, options.on_wait).removed
    seconds = time.monotonic() - began
    return FinishedLoad(outcome, findings.report(), seconds, each, same, tuple(found), pruned)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a load while it writes: outcomes, files, and the ids of new briefs."""

    each: BriefOutcomes | None
    files: FilesRead
    new: list[str]

    def update(self, result: UpdateResult) -> None:
        """Keep what a transaction did."""
        if self.each is not None:
            self.each.update(result)
        if len(self.new) <= MOST_NEW:
            self.new.extend(result.new)
        self.files.written((*result.new, *result.changed, *result.unchanged))


def _same_text(connection: Connection, new: list[str]) -> tuple[SameText, ...]:
    from whomet.graph.writing.origins import same_text

    return same_text(connection, new)


def _profile_stops(profile: str | Path | None, vocabulary: Vocabulary) -> bool:
    """Whether the profile that is named says that a fault keeps everything out."""
    if profile is None:
        return False
    from whomet.loaders.profiles.finding import profile_at, profile_path

    found, _ = profile_at(profile_path(profile), vocabulary)
    return found is not None and found.on_fault == STOP


def _write(
    connection: Connection,
    settings: Settings,
    sources: Sequence[str | Path],
    results: Iterator[ReadBrief],
    findings: Findings,
    options: LoadOptions,
    count: ProgressCounter,
    kept: _Kept,
) -> LoadOutcome:
    from whomet.graph.writing.loading import load_briefs

    if options.bulk:
        outcome = _load_in_bulk(connection, settings, sources, results, findings, options, count)
        if kept.each is not None:
            kept.each.all_new()
        return outcome
    return load_briefs(
        connection,
        findings.briefs_of(results),
        progress=count,
        dry_run=options.dry_run,
        on_wait=options.on_wait,
        on_update=kept.update,
        paths=[str(path) for path in sources],
        refused=lambda: findings.refused,
        files_of=kept.files.of,
    )


def _load_in_bulk(
    connection: Connection,
    settings: Settings,
    sources: Sequence[str | Path],
    results: Iterator[ReadBrief],
    findings: Findings,
    options: LoadOptions,
    count: ProgressCounter,
) -> LoadOutcome:
    from whomet.graph.bulk import load_in_bulk
    from whomet.kept_reading import KeptReading

    kept = KeptReading(sources, options.reading, options.refused, findings)
    return load_in_bulk(
        settings,
        connection,
        kept.briefs_of(results),
        progress=count,
        stages=options.progress,
        # Standard input cannot be compared with what it was.
        resumable=None if STANDARD_INPUT in map(str, sources) else kept,
        tell=options.on_wait,
    )


def _results(
    connection: Connection,
    sources: Sequence[str | Path],
    stdin: IO[bytes] | None,
    options: LoadOptions,
) -> Iterator[ReadBrief]:
    """What is read, without briefs that would take away the claims of stored ones."""
    from whomet.empty_replacements import refuse_emptied

    # What an earlier load refused may lie in the folder, to be written anew.
    left_out = [] if options.refused is None else [Path(options.refused)]
    results = options.reading.read(sources, connection.vocabulary, stdin, left_out)
    if options.bulk or options.allow_no_claims:
        return results
    return refuse_emptied(connection, results)


def _checked(
    connection: Connection,
    sources: Sequence[str | Path],
    stdin: IO[bytes] | None,
    options: LoadOptions,
    on_result: OnResult,
) -> CheckReport:
    findings = Findings(on_result)
    count = ProgressCounter(CHECKING, options.progress, sources)
    for _ in findings.briefs_of(_results(connection, sources, stdin, options)):
        count(1)
    return findings.report()


def _recorder(
    each: BriefOutcomes | None,
    files: FilesRead | None,
    refused: str | Path | None,
    stack: ExitStack,
) -> OnResult:
    """What is done with each result: its outcome is kept, and the list of the refused written."""
    from whomet.loaders.refused_lines import RefusedLines
    from whomet.ontology.atomic import replacing

    keepers: list[OnResult] = [] if files is None else [files.add]
    if each is not None:
        keepers.append(each.read)
    if refused is not None:
        keepers.append(RefusedLines(stack.enter_context(replacing(Path(refused)))).add)

    def record(result: ReadBrief) -> None:
        for keep in keepers:
            keep(result)

    return record


def _log_refusal(
    connection: Connection, sources: Sequence[str | Path], report: CheckReport
) -> None:
    from whomet.graph.writing.load_log import REFUSED, LoadLogEntry

    entry = LoadLogEntry("load", [str(path) for path in sources], lambda: report.refused)
    entry.end(connection, REFUSED)


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
