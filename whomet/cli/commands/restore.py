"""`whomet restore`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from whomet.cli.command import Command
from whomet.cli.context import settings, unopened_graph
from whomet.cli.output import (
    print_json,
    print_notice,
    print_readings,
    treat_sigterm_as_interrupt,
)
from whomet.ontology.nouns import plural
from whomet.progress import Progress


@click.command("restore", cls=Command, examples=["whomet restore graph.zip --check"])
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Delete what the graph holds.")
@click.option("--check", is_flag=True, help="Only check the archive, all of it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(file: Path, replace: bool, check: bool, as_json: bool) -> None:
    """Restore a backup.

    FILE is an archive that `whomet backup` wrote. All of it is read and checked before anything is
    changed, and the graph made of it is verified. The graph must be empty, unless --replace is
    given. A backup of an earlier version is upgraded. The local server is stopped meanwhile;
    killed at any moment, the old or the new graph is there.
    """
    if check:
        _check(file, as_json)
        return
    treat_sigterm_as_interrupt()
    with Progress("briefs") as progress:
        made = unopened_graph().restore(
            file, replace=replace, progress=progress, on_wait=print_notice
        )
    if as_json:
        print_json(made.to_json())
        return
    print_readings(made.new, made.kept)
    for difference in made.differences:
        click.echo(f"The graph that was backed up differed from its briefs: {difference}", err=True)
    held = f"{plural(made.briefs, 'brief')} and {plural(made.judgements, 'judgement')}"
    click.echo(f"Restored {held} of {made.made}; the graph matches its briefs.")
    if settings().uri is None:
        click.echo("The local server is stopped; the next command starts it.")


def _check(file: Path, as_json: bool) -> None:
    with Progress("lines") as progress:
        found = unopened_graph().check_backup(file, progress=progress)
    if as_json:
        print_json(asdict(found))
        return
    held = ", ".join(f"{lines:,} lines in {name}" for name, lines in found.counts.items())
    click.echo(f"{file} is intact: {held}; made {found.made} by whomet {found.software}.")
