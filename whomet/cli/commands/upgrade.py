"""`whomet upgrade`."""

from __future__ import annotations

import click

from whomet.cli.command import Command
from whomet.cli.context import unopened_graph
from whomet.cli.output import print_json, print_readings, treat_sigterm_as_interrupt
from whomet.ontology.nouns import plural
from whomet.progress import Progress


@click.command("upgrade", cls=Command, examples=["whomet upgrade"])
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> None:
    """Upgrade a graph that an earlier whomet wrote.

    Rebuilds the graph from the briefs and judgements in it, by the rules of this version, and
    verifies it. Date phrases are read again; one that is refused today keeps its old reading and is
    listed. The local graph is made beside the old one, and killed at any moment, one of them is
    there. A graph elsewhere is upgraded in place: interrupted, it is refused until this is run
    again.
    """
    treat_sigterm_as_interrupt()
    with Progress("briefs") as progress:
        made = unopened_graph().upgrade(progress=progress)
    if as_json:
        print_json(made.to_json())
        return
    if not made.upgraded:
        click.echo("The graph is of this version already.")
        return
    print_readings(made.new, made.kept)
    click.echo(f"Upgraded {plural(made.briefs, 'brief')}; the graph matches its briefs.")
