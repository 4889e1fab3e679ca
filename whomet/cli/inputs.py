"""The options shared by all commands that read briefs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whomet.loaders.errors import LoaderError
from whomet.loaders.faults import SEVERITIES, WARNING
from whomet.loaders.files.formats import format_named, names
from whomet.loaders.policy import ON_FAULT, SKIP_BRIEF

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

if TYPE_CHECKING:
    _Choice = click.Choice[str]
else:
    _Choice = click.Choice  # it takes the type of its values since click 8.2 only


class InputFormatName(_Choice):
    """The formats that come with whomet, and those of other packages, which help does not load."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name itself; a name that no format has is wrong usage."""
        if value not in self.choices:
            try:
                format_named(value)
            except LoaderError as error:
                self.fail(error.message.rstrip("."), param, ctx)
        return str(value)


input_format: Decorator = click.option(
    "--input-format",
    "format",
    type=InputFormatName(names()),
    help="The format of the files, instead of detecting it.",
)

mapping: Decorator = click.option(
    "--mapping",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The column mapping of tables; by default NAME.mapping.yaml next to NAME.csv.",
)

profile: Decorator = click.option(
    "--profile",
    metavar="FILE",
    help="The profile by which files are read: a file, or the name of one in the package.",
)

on_fault: Decorator = click.option(
    "--on-fault",
    type=click.Choice(ON_FAULT),
    default=SKIP_BRIEF,
    show_default=True,
    help="What an error keeps out: its brief, its whole file, or (stop) everything.",
)

refused: Decorator = click.option(
    "--refused",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write refused briefs to this JSONL file, to be corrected and loaded.",
)

allow_empty: Decorator = click.option(
    "--allow-empty", is_flag=True, help="A folder or pattern without briefs is not an error."
)

quiet: Decorator = click.option(
    "--quiet", "-q", is_flag=True, help="Print errors and warnings only."
)

ignore: Decorator = click.option(
    "--ignore",
    metavar="CODE",
    multiple=True,
    type=click.Choice([code for code, severity in SEVERITIES.items() if severity == WARNING]),
    help="Suppress warnings with this code; repeatable.",
)


def reading(function: Callable[..., Any]) -> Callable[..., Any]:
    """All options of how files are read; the command receives them as the API takes them."""
    for option in (on_fault, ignore, profile, mapping, input_format):
        function = option(function)
    return function
