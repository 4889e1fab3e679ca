"""What the flags before the command say, and the settings they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from graph.settings import Settings


@dataclass(frozen=True, slots=True)
class Flags:
    """The settings given on the command line; None where nothing was said."""

    home: str | None = None
    uri: str | None = None
    user: str | None = None
    database: str | None = None
