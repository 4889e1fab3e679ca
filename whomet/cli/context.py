"""The global options, and access to the settings and the graph that they select."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click

from whomet.progress import Progress

if TYPE_CHECKING:
    from whomet.api import Graph
    from whomet.graph.settings import Settings


@dataclass(frozen=True, slots=True)
class Flags:
    """The settings given on the command line; None if omitted."""

    home: str | None = None
    uri: str | None = None
    user: str | None = None
    database: str | None = None


def settings() -> Settings:
    """The settings of the running command."""
    from whomet.graph.settings import load_settings

    context = click.get_current_context(silent=True)
    flags = (context.find_root().obj if context else None) or Flags()
    # Without a terminal there is no prompt; the connection error explains how to give a password.
    prompt = _ask_password if sys.stdin is not None and sys.stdin.isatty() else None
    return load_settings({**asdict(flags), "password_prompt": prompt})


def local_settings(command: str) -> Settings:
    """The settings of a command for the local server only; an error if another URI is set."""
    from whomet.graph.errors import require_local_server

    chosen = settings()
    if chosen.uri is not None:
        raise click.UsageError(
            f"`whomet {command}` is for the local server, but the settings name {chosen.uri};"
            " unset WHOMET_URI, or omit --uri",
            click.get_current_context(),
        )
    require_local_server(f"`whomet {command}`")
    return chosen


@contextmanager
def open_graph() -> Iterator[Graph]:
    """Open the graph that the settings select, starting the local server if necessary."""
    from whomet.api import Graph
    from whomet.graph.database.driver import load_driver_fast

    load_driver_fast()
    graph = Graph(settings())
    with Progress("bytes") as progress:
        graph.connect(progress)
    with graph:
        yield graph


def _ask_password() -> str:
    password: str = click.prompt("Password", hide_input=True, err=True, default="")
    return password
