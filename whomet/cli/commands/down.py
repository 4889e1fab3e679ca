"""`whomet down`."""

from __future__ import annotations

import click

from whomet.cli.command import Command
from whomet.cli.context import local_settings
from whomet.cli.output import print_json
from whomet.progress import Progress


@click.command("down", cls=Command, examples=["whomet down"])
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> None:
    """Stop the local Neo4j.

    Nothing is lost: `whomet up`, or any command that needs the graph, starts it again.
    """
    from whomet.graph import server

    with Progress("bytes") as progress:
        stopped = server.down(local_settings("down"), progress)
    if as_json:
        print_json({"was_running": stopped.was_running, "killed": stopped.killed})
    elif not stopped:
        click.echo("It was not running.")
    else:
        how = "Killed, because it did not stop by itself." if stopped.killed else "Stopped."
        click.echo(how)
