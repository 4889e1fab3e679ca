"""The options shared by all commands that read briefs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from whomet.loaders.faults import SEVERITIES, WARNING
from whomet.loaders.files.formats import names

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

input_format: Decorator = click.option(
    "--input-format",
    "input_format",
    type=click.Choice(names()),
    help="The format of the files, instead of detecting it.",
)

mapping: Decorator = click.option(
    "--mapping",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The column mapping of tables; by default NAME.mapping.yaml next to NAME.csv.",
)

silence: Decorator = click.option(
    "--silence",
    metavar="CODE",
    multiple=True,
    type=click.Choice([code for code, severity in SEVERITIES.items() if severity == WARNING]),
    help="Suppress warnings with this code; repeatable.",
)
