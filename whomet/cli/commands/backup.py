"""`whomet backup`."""

from __future__ import annotations

from pathlib import Path

import click

from whomet.cli.command import Command
from whomet.cli.context import unopened_graph
from whomet.cli.output import print_json, print_notice, treat_sigterm_as_interrupt
from whomet.ontology.nouns import plural
from whomet.progress import Progress


@click.command("backup", cls=Command, examples=["whomet backup graph.zip"])
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(file: Path, as_json: bool) -> None:
    """Write all briefs and judgements to one archive.

    FILE is a zip archive with lines of JSON, readable without whomet, that only its owner can read.
    It is of one moment: loads wait until it is written, questions do not. An earlier FILE is
    replaced when the new one is complete. A graph of an earlier version can be backed up, too.
    """
    from whomet.graph.backup.members import NOT_HELD

    treat_sigterm_as_interrupt()
    with Progress("lines") as progress:
        made = unopened_graph().backup(file, progress=progress, on_wait=print_notice)
    if as_json:
        print_json(made.to_json())
        return
    held = f"{plural(made.briefs, 'brief')} and {plural(made.judgements, 'judgement')}"
    click.echo(f"{made.path} holds {held}; {made.bytes:,} bytes.")
    click.echo(f"It does not hold {'; '.join(NOT_HELD)}.")
