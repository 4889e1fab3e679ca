"""`whomet load`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whomet.cli import inputs
from whomet.cli.command import Command, plural
from whomet.cli.context import local_settings, open_graph, settings
from whomet.cli.output import print_faults, print_json, print_notice, treat_sigterm_as_interrupt
from whomet.progress import Progress, duration

if TYPE_CHECKING:
    from whomet.graph.errors import DatabaseUnavailable
    from whomet.graph.progress import ProgressCallback
    from whomet.reports import LoadReport


@click.command(
    "load",
    cls=Command,
    examples=[
        "whomet load examples/briefs",
        "whomet load --all-or-nothing examples/briefs",
        "whomet load --dry-run examples/briefs",
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
    **options: Any,
) -> None:
    """Load briefs into the graph.

    PATHS are files, folders (searched recursively), glob patterns, or - for standard input. Briefs
    with errors are refused; the others are loaded, those of the same file too. Loading a brief
    again replaces its previous version. A load can be interrupted at any time and run again. A dry
    run keeps its changes in the server's memory, and other loads wait for it. A bulk load gives the
    same graph and is cheaper from about ten thousand briefs, but needs memory for the whole graph
    and restarts the server.
    """
    from whomet.graph.errors import DatabaseUnavailable

    if bulk and dry_run:
        raise click.UsageError("--bulk and --dry-run exclude each other; omit one of them", ctx)
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
    if not report.ok:
        ctx.exit(1)


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
        lines.append(f"{plural(faults, 'fault')}; refused, not loaded: {report.refused:,}.")
    if report.warnings:
        warnings = sum(kind.count for kind in report.kinds if kind.first.severity != "error")
        lines.append(f"{plural(warnings, 'warning')}, as listed.")
    for (kind, name), refs in sorted(report.ambiguous.items()):
        lines.append(
            f"Ambiguous: {kind} {name!r} may be {' or '.join(refs)};"
            " each brief keeps a separate one until it gives a ref."
        )
    return "\n".join(lines)
