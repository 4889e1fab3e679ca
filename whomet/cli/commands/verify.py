"""`whomet verify`."""

from __future__ import annotations

import click

from whomet.cli.command import Command, plural
from whomet.cli.context import open_graph
from whomet.cli.output import print_json
from whomet.progress import Progress


@click.command("verify", cls=Command, examples=["whomet verify"])
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Prove that the graph is what its briefs say.

    Computes the graph anew from the briefs stored in it, compares node for node and edge for
    edge, and lists each difference.
    """
    with open_graph() as graph, Progress("nodes and relationships") as progress:
        differences = graph.verify(progress)
    if as_json:
        print_json({"ok": not differences, "differences": differences})
    elif differences:
        for difference in differences:
            click.echo(difference)
        click.echo(
            f"{plural(len(differences), 'difference')}: the graph was changed by something other"
            " than loads; retract and load the briefs named to repair it.",
            err=True,
        )
    else:
        click.echo("The graph is what its briefs say.")
    if differences:
        ctx.exit(1)
