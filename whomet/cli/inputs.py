"""The options shared by all commands that read briefs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whomet.loaders.errors import LoaderError
from whomet.loaders.faults import SEVERITIES, WARNING
from whomet.loaders.files.formats import format_named, names

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

if TYPE_CHECKING:
    _Choice = click.Choice[str]
else:
    _Choice = click.Choice  # it takes the type of its values since click 8.2 only


class _InputFormat(_Choice):
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
    "input_format",
    type=_InputFormat(names()),
    help="The format of the files, instead of detecting it.",
)

mapping: Decorator = click.option(
    "--mapping",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The column mapping of tables; by default NAME.mapping.yaml next to NAME.csv.",
)

ignore: Decorator = click.option(
    "--ignore",
    metavar="CODE",
    multiple=True,
    type=click.Choice([code for code, severity in SEVERITIES.items() if severity == WARNING]),
    help="Suppress warnings with this code; repeatable.",
)
