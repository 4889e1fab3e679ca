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
    """Check briefs; needs no database.

    PATHS are files, folders (searched through) or patterns, or - for standard input. Every fault
    of every file is printed as file:line:column: what is wrong; what was found; what was expected.
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
        click.echo(f"{counted} right; {', '.join(found)}.")
    if not report.ok:
        ctx.exit(1)
