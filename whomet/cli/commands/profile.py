"""`whomet profile`."""

from __future__ import annotations

from pathlib import Path

import click

from whomet.cli import inputs
from whomet.cli.command import Command, Group
from whomet.cli.context import settings
from whomet.loaders.files.formats import TABLES, names


@click.group(
    "profile",
    cls=Group,
    examples=["whomet profile list", "whomet profile new brat examples/brat"],
)
def command() -> None:
    """Propose a profile for files, or list those in the package."""


@command.command(
    "new",
    cls=Command,
    examples=[
        "whomet profile new brat examples/brat",
        "whomet profile new csv examples/presets/icews > icews.yaml",
    ],
)
@click.argument("format", type=inputs.InputFormatName((*names(), *TABLES)))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def new(format: str, files: tuple[Path, ...]) -> None:
    """Print a profile for FILES of a FORMAT.

    It lists the labels, columns and fields in them with how often they occur, maps what is likely
    the same, and says what is missing. Of a table whose columns a profile of the package knows, it
    is one that extends that.
    """
    from whomet.api import Graph
    from whomet.loaders.profiles.proposing import proposal

    click.echo(proposal(files, format, Graph(settings()).vocabulary), nl=False)


@command.command("list", cls=Command, examples=["whomet profile list"])
def list_() -> None:
    """List the profiles in the package."""
    from whomet.loaders.profiles.finding import presets

    for name in presets():
        click.echo(name)
