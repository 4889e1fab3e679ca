"""`whomet log`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from whomet.cli.command import Command
from whomet.cli.context import open_graph
from whomet.cli.output import print_json, print_table

if TYPE_CHECKING:
    from whomet.reports import LoggedLoad

COUNTED = ("new", "changed", "unchanged", "removed", "refused")


@click.command("log", cls=Command, examples=["whomet log", "whomet log --limit 3 --json"])
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Maximum number."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(limit: int, as_json: bool) -> None:
    """List recent loads with their counts and outcome.

    Includes retractions. An entry with the outcome "no end" is still running or was killed; its
    counts are what has been written so far.
    """
    with open_graph() as graph:
        loads = graph.log(limit)
    if as_json:
        print_json({"loads": [load.to_json() for load in loads]})
    elif loads:
        headers = ("began", "command", "by", *COUNTED, "outcome", "paths")
        print_table(headers, [_row(load) for load in loads])
    else:
        click.echo("Nothing has been loaded yet.")


def _row(load: LoggedLoad) -> list[str]:
    outcome = load.outcome or "no end"
    return [
        load.began[:19].replace("T", " "),
        load.command,
        f"{load.user}@{load.host}",
        *(f"{getattr(load, name):,}" for name in COUNTED),
        f"{outcome}: {load.reason}" if load.reason else outcome,
        " ".join(load.paths),
    ]
