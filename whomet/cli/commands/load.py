"""`whomet load`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from whomet.cli import inputs
from whomet.cli.command import Command, plural
from whomet.cli.context import local_settings, open_graph
from whomet.cli.output import print_faults, print_json, print_notice, treat_sigterm_as_interrupt
from whomet.progress import Progress, duration

if TYPE_CHECKING:
    from whomet.reports import LoadReport


@click.command(
    "load",
    cls=Command,
    examples=[
        "whomet load examples/briefs",
        "whomet load --all-or-nothing examples/briefs",
        "whomet load --dry-run examples/briefs",
    ],
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--all-or-nothing", is_flag=True, help="Load nothing if any file has a fault.")
@click.option("--dry-run", is_flag=True, help="Report what would change, without changing it.")
@click.option(
    "--bulk", is_flag=True, help="Use Neo4j's bulk importer; the local graph must be empty."
)
@inputs.input_format
@inputs.mapping
@inputs.ignore
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    all_or_nothing: bool,
    dry_run: bool,
    bulk: bool,
    input_format: str | None,
    mapping: Path | None,
    ignore: tuple[str, ...],
    as_json: bool,
) -> None:
    """Load briefs into the graph.

    PATHS are files, folders (searched recursively), glob patterns, or - for standard input. Files
    with faults are skipped; the others are loaded. Loading a brief again replaces its previous
    version. A load can be interrupted at any time and run again. A dry run keeps its changes in
    the server's memory, and other loads wait for it. A bulk load gives the same graph and is
    cheaper from about ten thousand briefs, but needs memory for the whole graph and restarts the
    server.
    """
    if bulk and dry_run:
        raise click.UsageError("--bulk and --dry-run exclude each other; omit one of them", ctx)
    if bulk:
        local_settings("load --bulk")
    treat_sigterm_as_interrupt()
    with open_graph() as graph, Progress("briefs") as progress:
        report = graph.load(
            paths,
            all_or_nothing=all_or_nothing,
            format=input_format,
            mapping=mapping,
            ignore=ignore,
            dry_run=dry_run,
            bulk=bulk,
            on_wait=print_notice,
            progress=progress,
        )
    if as_json:
        print_json(report.to_json())
    else:
        print_faults([*report.faults, *report.warnings])
        click.echo(summary(report))
    if not report.ok:
        ctx.exit(1)


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
        refused = plural(len({fault.file for fault in report.faults}), "file")
        lines.append(f"{plural(len(report.faults), 'fault')} in {refused}, not loaded.")
    if report.warnings:
        lines.append(f"{plural(len(report.warnings), 'warning')}, as listed.")
    for (kind, name), refs in sorted(report.ambiguous.items()):
        lines.append(
            f"Ambiguous: {kind} {name!r} may be {' or '.join(refs)};"
            " each brief keeps a separate one until it gives a ref."
        )
    return "\n".join(lines)
