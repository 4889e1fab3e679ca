"""The options of every command that reads briefs."""

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
    help="The format of the files, where it should not be recognised.",
)

mapping: Decorator = click.option(
    "--mapping",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="What the columns of tables mean, where no NAME.mapping.yaml stands beside NAME.csv.",
)

ignore: Decorator = click.option(
    "--ignore",
    metavar="CODE",
    multiple=True,
    type=click.Choice([code for code, severity in SEVERITIES.items() if severity == WARNING]),
    help="Do not report warnings with this code; may be given several times.",
)
