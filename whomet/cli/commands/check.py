"""`whomet check`."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from whomet.cli import inputs
from whomet.cli.command import Command
from whomet.cli.context import settings
from whomet.cli.output import print_faults, print_json
from whomet.ontology.nouns import plural
from whomet.progress import Progress


@click.command(
    "check",
    cls=Command,
    examples=[
        "whomet check examples/briefs",
        "whomet check --refused refused.jsonl examples/tables",
    ],
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
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
    refused: Path | None,
    quiet: bool,
    as_json: bool,
    **reading: Any,
) -> None:
    """Check briefs without loading them.

    PATHS are files, folders (searched recursively), glob patterns, or - for standard input. Prints
    every fault of every file as file:line:column, with what is wrong, what was found and what was
    expected. Needs no database.
    """
    from whomet.api import Graph
    from whomet.loaders.refused_lines import RefusedLines
    from whomet.ontology.atomic import replacing

    with ExitStack() as stack:
        progress = None if quiet else stack.enter_context(Progress("briefs"))
        on_result = None
        if refused is not None:
            on_result = RefusedLines(stack.enter_context(replacing(refused))).add
        report = Graph(settings()).check(paths, progress=progress, on_result=on_result, **reading)
    if as_json:
        print_json(report.to_json())
    else:
        print_faults([*report.faults, *report.warnings], report.kinds)
        briefs, claims = plural(report.briefs, "valid brief"), plural(report.claims, "claim")
        counted = f"{briefs} with {claims}" if report.briefs else "No valid brief"
        found = [plural(len(report.faults), "fault")] if report.faults else ["no fault"]
        found += [plural(len(report.warnings), "warning")] if report.warnings else []
        kept = f"; valid, kept out by others: {report.kept_out:,}" if report.kept_out else ""
        if not quiet:
            click.echo(f"{counted}; {', '.join(found)}{kept}.")
    if not report.ok:
        ctx.exit(1)
