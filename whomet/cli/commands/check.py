"""`whomet check`."""

from __future__ import annotations

from pathlib import Path

import click

from whomet.cli import inputs
from whomet.cli.command import Command, plural
from whomet.cli.context import settings
from whomet.cli.output import print_faults, print_json
from whomet.progress import Progress


@click.command("check", cls=Command, examples=["whomet check examples/briefs"])
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@inputs.input_format
@inputs.mapping
@inputs.ignore
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    input_format: str | None,
    mapping: Path | None,
    ignore: tuple[str, ...],
    as_json: bool,
) -> None:
    """Check briefs without loading them.

    PATHS are files, folders (searched recursively), glob patterns, or - for standard input. Prints
    every fault of every file as file:line:column, with what is wrong, what was found and what was
    expected. Needs no database.
    """
    from whomet.api import Graph

    with Progress("briefs") as progress:
        report = Graph(settings()).check(
            paths, format=input_format, mapping=mapping, ignore=ignore, progress=progress
        )
    if as_json:
        print_json(report.to_json())
    else:
        print_faults([*report.faults, *report.warnings])
        counted = f"{plural(report.briefs, 'brief')} with {plural(report.claims, 'claim')}"
        found = [plural(len(report.faults), "fault")] if report.faults else ["no fault"]
        found += [plural(len(report.warnings), "warning")] if report.warnings else []
        click.echo(f"{counted} valid; {', '.join(found)}.")
    if not report.ok:
        ctx.exit(1)
