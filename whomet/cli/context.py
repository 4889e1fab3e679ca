"""What the flags before the command say, and the settings and the graph they lead to."""

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
    """The settings given on the command line; None where nothing was said."""

    home: str | None = None
    uri: str | None = None
    user: str | None = None
    database: str | None = None


def settings() -> Settings:
    """The settings in force for the command that runs now."""
    from whomet.graph.settings import load_settings

    context = click.get_current_context(silent=True)
    flags = (context.find_root().obj if context else None) or Flags()
    # Without a terminal nobody can answer; the connection then says where passwords come from.
    prompt = _ask_password if sys.stdin is not None and sys.stdin.isatty() else None
    return load_settings({**asdict(flags), "password_prompt": prompt})


def local_settings(command: str) -> Settings:
    """The settings, for a command that is about the local server alone."""
    from whomet.graph.errors import require_local_server

    chosen = settings()
    if chosen.uri is not None:
        raise click.UsageError(
            f"`whomet {command}` is for the local server, and the settings name {chosen.uri};"
            " unset WHOMET_URI, or leave out --uri",
            click.get_current_context(),
        )
    require_local_server(f"`whomet {command}`")
    return chosen


@contextmanager
def open_graph() -> Iterator[Graph]:
    """The graph that the settings lead to; the local server is started when it is needed."""
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
