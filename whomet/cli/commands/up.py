"""`whomet up`."""

from __future__ import annotations

from dataclasses import asdict

import click

from whomet.cli.command import Command
from whomet.cli.context import local_settings
from whomet.cli.output import print_json, print_pairs
from whomet.progress import Progress


@click.command("up", cls=Command, examples=["whomet up"])
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> None:
    """Start the local Neo4j.

    The first time it is fetched, 155 MB, and checked against the checksums that come with whomet.
    It goes on after this command, and stops by `whomet down` or when nobody has used it for a
    while (idle_minutes, 30 unless set).
    """
    from whomet.graph import server

    chosen = local_settings("up")
    was_running = server.status(chosen).running
    with Progress("bytes") as progress:
        server.up(chosen, progress)
    status = server.status(chosen)
    if as_json:
        print_json({**asdict(status), "was_running": was_running})
        return
    click.echo("It was running already." if was_running else "Started.")
    print_pairs(
        [
            ("Neo4j", status.version or ""),
            ("uri", status.uri or ""),
            ("Browser", f"{status.http}/browser/"),
            ("home", status.home),
        ]
    )
