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

    The first time, this downloads it (155 MB) and verifies it against the checksums shipped with
    whomet. The server keeps running until `whomet down`, or until it has been idle for a while
    (the setting idle_minutes, by default 240: four hours).
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
    click.echo("Already running." if was_running else "Started.")
    print_pairs(
        [
            ("Neo4j", status.version or ""),
            ("uri", status.uri or ""),
            ("Browser", f"{status.http}/browser/"),
            ("home", status.home),
        ]
    )
