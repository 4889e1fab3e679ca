"""`whomet verify`."""

from __future__ import annotations

import click

from whomet.cli.command import Command
from whomet.cli.context import open_graph
from whomet.cli.output import print_json
from whomet.ontology.nouns import plural
from whomet.progress import Progress


@click.command("verify", cls=Command, examples=["whomet verify"])
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Verify that the graph matches its briefs.

    Recomputes the graph from the briefs stored in it, compares every node and relationship, and
    lists the differences.
    """
    with open_graph() as graph, Progress("briefs") as progress:
        differences = graph.verify(progress)
    if as_json:
        print_json({"ok": not differences, "differences": differences})
    elif differences:
        for difference in differences:
            click.echo(difference)
        click.echo(
            f"{plural(len(differences), 'difference')}: something other than a load changed the"
            " graph; to repair it, retract the briefs named above and load them again.",
            err=True,
        )
    else:
        click.echo("The graph matches its briefs.")
    if differences:
        ctx.exit(1)
