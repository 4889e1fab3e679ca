"""`whomet convert`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from whomet.cli import inputs
from whomet.cli.command import Command
from whomet.cli.context import settings
from whomet.cli.output import print_faults, print_json
from whomet.loaders.writing import LINES, OUTPUT_FORMATS
from whomet.ontology.errors import WhometError
from whomet.ontology.nouns import plural
from whomet.progress import Progress

SHOWN = 3
STANDARD_OUTPUT = "-"
#: Another name of the native format.
YAML = "yaml"


@click.command(
    "convert",
    cls=Command,
    examples=[
        "whomet convert examples/brat",
        "whomet convert examples/briefs --to brat --output brat/data/briefs",
        "whomet convert examples/briefs --to jsonl --output briefs.jsonl",
    ],
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--to",
    type=click.Choice([*OUTPUT_FORMATS, YAML]),
    default="native",
    show_default=True,
    help="The target format; native and yaml are one.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The folder, or for --to jsonl the file, to write to; - and by default standard output.",
)
@click.option("--force", is_flag=True, help="Overwrite existing files.")
@inputs.reading
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    paths: tuple[Path, ...],
    to: str,
    output: Path | None,
    force: bool,
    as_json: bool,
    **reading: Any,
) -> None:
    """Convert briefs to YAML, JSON or brat standoff.

    PATHS are files, folders (searched recursively), glob patterns, or - for standard input. Each
    brief is written to a file named after its id, or three files for brat; reading them back gives
    the same briefs. Files with faults are skipped. Needs no database.
    """
    from whomet.api import Graph

    if str(output) == STANDARD_OUTPUT:
        output = None
    if output is None and (to == "brat" or as_json):
        option = "--to brat" if to == "brat" else "--json"
        raise click.UsageError(f"{option} needs --output with a folder to write to", ctx)
    with Progress("briefs") as progress:
        report = Graph(settings()).convert(
            paths,
            sys.stdout if output is None else output,
            "native" if to == YAML else to,
            force=force,
            progress=progress,
            **reading,
        )
    if as_json:
        print_json(report.to_json())
    else:
        print_faults([*report.faults, *report.warnings])
        if output is not None:
            files = "" if to == LINES else f" ({plural(report.files, 'file')})"
            faults = f"; {plural(len(report.faults), 'fault')}" if report.faults else ""
            click.echo(f"{plural(report.briefs, 'brief')} written to {output}{files}{faults}.")
    if report.existing:
        names = ", ".join(str(path) for path in report.existing[:SHOWN])
        more = (
            "" if len(report.existing) <= SHOWN else f" and {len(report.existing) - SHOWN:,} more"
        )
        raise WhometError(
            f"Not written because they exist already: {names}{more};"
            " give --force to replace them, or another --output."
        )
    if not report.ok:
        ctx.exit(1)
