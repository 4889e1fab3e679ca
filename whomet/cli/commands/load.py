"""`whomet load`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whomet.cli import inputs
from whomet.cli.command import Command
from whomet.cli.context import local_settings, open_graph, settings
from whomet.cli.output import print_faults, print_json, print_notice, treat_sigterm_as_interrupt
from whomet.ontology.nouns import plural
from whomet.progress import Progress, duration

if TYPE_CHECKING:
    from whomet.api import Graph
    from whomet.graph.errors import DatabaseUnavailable
    from whomet.graph.progress import ProgressCallback
    from whomet.reports import LoadReport


SHOWN = 20
"""Ids of briefs that a message lists."""


@click.command(
    "load",
    cls=Command,
    examples=[
        "whomet load examples/briefs",
        "whomet load --all-or-nothing examples/briefs",
        "whomet load --dry-run examples/briefs",
        "whomet load --prune examples/briefs",
        "whomet load --quiet --json --refused refused.jsonl examples/briefs",
    ],
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--all-or-nothing", is_flag=True, help="The same as --on-fault stop.")
@click.option("--dry-run", is_flag=True, help="Report what would change, without changing it.")
@click.option(
    "--bulk", is_flag=True, help="Use Neo4j's bulk importer; the local graph must be empty."
)
@click.option(
    "--allow-no-claims", is_flag=True, help="Let a brief without events replace one that has some."
)
@click.option(
    "--prune", is_flag=True, help="Retract briefs that the folders no longer hold, after a preview."
)
@click.option("--yes", is_flag=True, help="With --prune, retract without asking.")
@inputs.reading
@inputs.refused
@inputs.allow_empty
@inputs.quiet
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    paths: tuple[Path, ...],
    bulk: bool,
    dry_run: bool,
    quiet: bool,
    as_json: bool,
    refused: Path | None,
    prune: bool,
    yes: bool,
    **options: Any,
) -> None:
    """Load briefs into the graph.

    PATHS are files, folders (searched recursively), glob patterns, or - for standard input. Briefs
    with errors are refused; the others are loaded, those of the same file too. Loading a brief
    again replaces its previous version. A load can be interrupted at any time and run again. A dry
    run keeps its changes in the server's memory, and other loads wait for it. A bulk load gives the
    same graph and is cheaper from about ten thousand briefs, but restarts the server; interrupted
    and run again, it continues after the stages that it had finished. --prune retracts briefs that
    were last loaded from these folders on this machine and are no longer in them.
    """
    from whomet.graph.errors import DatabaseUnavailable

    if bulk and dry_run:
        raise click.UsageError("--bulk and --dry-run exclude each other; omit one of them", ctx)
    if bulk and prune:
        raise click.UsageError("--bulk and --prune exclude each other; omit one of them", ctx)
    if bulk:
        local_settings("load --bulk")
    treat_sigterm_as_interrupt()

    def load(progress: ProgressCallback | None) -> LoadReport:
        with open_graph() as graph:
            return graph.load(
                paths,
                dry_run=dry_run,
                bulk=bulk,
                refused=refused,
                prune=partial(_agreed, graph, yes) if prune else False,
                details=as_json,
                on_wait=None if quiet else print_notice,
                progress=progress,
                **options,
            )

    try:
        report = _with_progress(load, quiet)
    except DatabaseUnavailable as error:
        if as_json:
            _print_without_database(error, paths, options)
        raise
    if as_json:
        print_json(report.to_json())
    else:
        print_faults([*report.faults, *report.warnings], report.kinds)
        if not quiet or not report.ok:
            click.echo(summary(report), err=quiet)
    kept = len(report.gone) - report.pruned if not dry_run else 0
    if not report.ok or kept:
        ctx.exit(1)


def _agreed(graph: Graph, yes: bool, gone: Sequence[str]) -> bool:
    """Show what would be retracted, and whether it is to be."""
    from whomet.dry_run import lines

    print_notice(f"{plural(len(gone), 'brief')} no longer there: {_listed(gone)}")
    if yes:
        return True
    difference = graph.retract(gone, dry_run=True).dry_run
    for line in () if difference is None else lines(difference):
        print_notice(line)
    if not sys.stdin.isatty():
        print_notice("Nothing is retracted; to do it without being asked, add --yes.")
        return False
    return click.confirm("Retract them?", err=True)


def _listed(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:SHOWN])
    return shown if len(ids) <= SHOWN else f"{shown} and {len(ids) - SHOWN:,} more"


def _with_progress(
    load: Callable[[ProgressCallback | None], LoadReport], quiet: bool
) -> LoadReport:
    with nullcontext() if quiet else Progress("briefs") as progress:
        return load(progress)


def _print_without_database(
    error: DatabaseUnavailable, paths: tuple[Path, ...], options: dict[str, Any]
) -> None:
    """The JSON report of a load that found no database: what is right is not loaded."""
    from whomet.api import Graph
    from whomet.brief_outcomes import BriefOutcomes, by_file

    names = ("format", "mapping", "ignore", "on_fault", "allow_empty", "profile")
    reading = {name: options[name] for name in names if name in options}
    outcomes = BriefOutcomes()
    report = Graph(settings()).check(paths, on_result=outcomes.read, **reading)
    print_json(
        {
            **report.to_json(),
            "ok": False,
            "outcome": "no-database",
            "error": error.message,
            "files": by_file(outcomes.listed()),
        }
    )


def summary(report: LoadReport) -> str:
    """A summary of a load, in a few lines."""
    from whomet.dry_run import lines as lines_of

    lines = [
        f"{plural(report.new + report.changed + report.unchanged, 'brief')}:"
        f" {report.new:,} new, {report.changed:,} changed, {report.unchanged:,} unchanged;"
        f" {duration(report.seconds)}.",
        f"{plural(report.claims, 'claim')};"
        f" {report.new_actors:,} new and {report.known_actors:,} known actors in new and changed"
        f" briefs; {plural(report.merged, 'report')} matched an event of another brief.",
        *(() if report.dry_run is None else lines_of(report.dry_run)),
        f"The graph holds {plural(report.totals.briefs, 'brief')},"
        f" {plural(report.totals.claims, 'claim')}, {plural(report.totals.events, 'event')},"
        f" {plural(report.totals.actors, 'actor')}{', as before' if report.dry_run else ''}.",
    ]
    if report.faults:
        faults = sum(kind.count for kind in report.kinds if kind.first.severity == "error")
        refused = f"; refused, not loaded: {report.refused:,}" if report.refused else ""
        kept = f"; valid, kept out by others: {report.kept_out:,}" if report.kept_out else ""
        lines.append(f"{plural(faults, 'fault')}{refused}{kept}.")
    if report.warnings:
        warnings = sum(kind.count for kind in report.kinds if kind.first.severity != "error")
        lines.append(f"{plural(warnings, 'warning')}, as listed.")
    for id, other in report.same_text[:SHOWN]:
        lines.append(
            f"{id} has the text and date of {other}, which is in the graph too; if it was renamed,"
            f" run `whomet retract {other}`."
        )
    if report.gone:
        would = "no longer there, retracted" if report.pruned else "no longer there, not retracted"
        lines.append(f"{plural(len(report.gone), 'brief')} {would}: {_listed(report.gone)}.")
    for (kind, name), refs in sorted(report.ambiguous.items()):
        lines.append(
            f"Ambiguous: {kind} {name!r} may be {' or '.join(refs)};"
            " each brief keeps a separate one until it gives a ref."
        )
    return "\n".join(lines)
