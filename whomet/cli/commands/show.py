"""`whomet show`."""

from __future__ import annotations

import click

from whomet.cli.command import Command
from whomet.cli.context import open_graph
from whomet.cli.output import print_result


@click.command(
    "show",
    cls=Command,
    examples=["whomet show 2017-10-19-damascus", 'whomet show "Mohammad Bagheri" --json'],
)
@click.argument("id_", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(id_: str, as_json: bool) -> None:
    """Show a brief, claim, event or entity by its id.

    ID is an id from an answer, a ref such as wikidata:Q…, or a name. Also shows the claims about
    it.
    """
    with open_graph() as graph:
        description = graph.show(id_)
    print_result(description, "json" if as_json else "table")
