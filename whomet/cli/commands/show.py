"""`whomet show`."""

from __future__ import annotations

import click

from whomet.cli.command import Command
from whomet.cli.context import open_graph
from whomet.cli.output import present


@click.command(
    "show",
    cls=Command,
    examples=["whomet show 2017-10-19-damascus", 'whomet show "Mohammad Bagheri" --json'],
)
@click.argument("id_", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(id_: str, as_json: bool) -> None:
    """Show one brief, claim, event or entity by its id.

    ID is any id that an answer shows, a ref such as wikidata:Q…, or a name; the claims behind it
    are shown with it.
    """
    with open_graph() as graph:
        description = graph.show(id_)
    present(description, "json" if as_json else "table")
