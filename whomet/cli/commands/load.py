"""`whomet load`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from whomet.cli import inputs
from whomet.cli.command import Command, plural
from whomet.cli.context import local_settings, open_graph
from whomet.cli.output import print_faults, print_json, stop_when_asked, tell
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
@click.option(
    "--all-or-nothing", is_flag=True, help="Load nothing when any of the files is at fault."
)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--bulk", is_flag=True, help="Import a first load, into an empty local graph, in one go."
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

    PATHS are files, folders (searched through) or patterns, or - for standard input. A file at
    fault changes nothing, the others go in. Loading a brief again replaces what it said before.
    A load can be interrupted at any moment and simply be run again. A dry run holds what it would
    change in the server's memory, and makes other loads wait. A bulk load gives the same graph
    with less work for the machine, from ten thousand briefs on: it takes the memory for all of it,
    and stops the server for a while.
    """
    if bulk and dry_run:
        raise click.UsageError(
            "--bulk and --dry-run exclude each other; leave one of them out", ctx
        )
    if bulk:
        local_settings("load --bulk")
    stop_when_asked()
    with open_graph() as graph, Progress("briefs") as progress:
        report = graph.load(
            paths,
            all_or_nothing=all_or_nothing,
            format=input_format,
            mapping=mapping,
            ignore=ignore,
            dry_run=dry_run,
            bulk=bulk,
            on_wait=tell,
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
    """The outcome of a load, in a few lines."""
    from whomet.dry_run import lines as lines_of

    lines = [
        f"{plural(report.new + report.changed + report.unchanged, 'brief')}:"
        f" {report.new:,} new, {report.changed:,} changed, {report.unchanged:,} unchanged;"
        f" {duration(report.seconds)}.",
        f"{plural(report.claims, 'claim')};"
        f" {report.new_actors:,} new and {report.known_actors:,} known actors in what is new or"
        f" changed; {plural(report.merged, 'report')} joined an event of another brief.",
        *(() if report.dry_run is None else lines_of(report.dry_run)),
        f"The graph holds {plural(report.totals.briefs, 'brief')},"
        f" {plural(report.totals.claims, 'claim')}, {plural(report.totals.events, 'event')},"
        f" {plural(report.totals.actors, 'actor')}{', as before' if report.dry_run else ''}.",
    ]
    if report.faults:
        refused = plural(len({fault.file for fault in report.faults}), "file")
        lines.append(f"{plural(len(report.faults), 'fault')} in {refused}, which changed nothing.")
    if report.warnings:
        lines.append(f"{plural(len(report.warnings), 'warning')}, as listed.")
    for (kind, name), refs in sorted(report.ambiguous.items()):
        lines.append(
            f"Ambiguous: {kind} {name!r} may be {' or '.join(refs)};"
            " each brief keeps its own until its ref says which."
        )
    return "\n".join(lines)
