"""`whomet down`."""

from __future__ import annotations

import click

from whomet.cli.command import Command
from whomet.cli.context import settings


@click.command("down", cls=Command, examples=["whomet down"])
def command() -> None:
    """Stop the local Neo4j.

    Nothing is lost: `whomet up`, or any command that needs the graph, starts it again.
    """
    from graph import server

    stopped = server.down(settings())
    click.echo("Stopped." if stopped else "It was not running.")
