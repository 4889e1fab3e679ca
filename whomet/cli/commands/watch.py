"""`whomet watch`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whomet.cli import inputs
from whomet.cli.command import Command
from whomet.cli.context import settings
from whomet.cli.output import print_notice, treat_sigterm_as_interrupt

if TYPE_CHECKING:
    from whomet.reports import LoadReport

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("watch", cls=Command, examples=["whomet watch --once examples/briefs"])
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--done", metavar="FOLDER", type=_FOLDER, help="Move loaded files to this folder.")
@click.option(
    "--failed",
    metavar="FOLDER",
    type=_FOLDER,
    help="Move files with a refused brief to this folder, with a report.",
)
@click.option(
    "--settle",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=2.0,
    show_default=True,
    help="Seconds without change before a file counts as complete.",
)
@click.option("--once", is_flag=True, help="Stop when nothing is left to load.")
@inputs.reading
@click.pass_context
def command(
    ctx: click.Context,
    /,
    folder: Path,
    done: Path | None,
    failed: Path | None,
    settle: float,
    once: bool,
    **reading: Any,
) -> None:
    """Load the files of a folder as they come.

    Loads what is in FOLDER and below, then every file that is new or changes, once it has stopped
    growing, and prints a line for each, and once for each kind of file that is not read. Waits
    while there is no database. Runs until Ctrl-C; after a restart it continues where it was. With
    --once the exit code is 1 if anything was refused.
    """
    from whomet.api import Graph
    from whomet.loaders.profiles.finding import profile_path
    from whomet.ontology.extras import require
    from whomet.watching import Watcher, WatchOptions, watch

    require("watch", "`whomet watch`")
    treat_sigterm_as_interrupt()

    def load(path: Path, refused: Path | None) -> LoadReport:
        # A connection for each file: one that is kept does not outlive a restart of the server.
        with Graph(settings()) as graph:
            return graph.load([path], refused=refused, on_wait=print_notice, **reading)

    def say(line: str) -> None:
        click.echo(f"{datetime.now():%Y-%m-%d %H:%M:%S} {line}")

    profile = reading.get("profile")
    left_out = () if profile is None else (profile_path(profile),)
    watcher = Watcher(WatchOptions(folder, done, failed, settle, left_out), load, say)
    watch(watcher, once=once)
    if watcher.refused:
        ctx.exit(1)
