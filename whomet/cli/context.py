"""The global options, and access to the settings and the graph that they select."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import click

from whomet.cli.output import print_notice
from whomet.progress import Progress

if TYPE_CHECKING:
    from whomet.api import Graph
    from whomet.graph.settings import Settings


@dataclass(frozen=True, slots=True)
class Flags:
    """The settings given on the command line; None if omitted."""

    config: str | None = None
    home: str | None = None
    uri: str | None = None
    user: str | None = None
    unencrypted: bool | None = None
    database: str | None = None
    extensions: tuple[str, ...] | None = None
    questions: tuple[str, ...] | None = None


def settings() -> Settings:
    """The settings of the running command; reports settings that were found but are not used."""
    from whomet.graph.settings import load_settings

    context = click.get_current_context(silent=True)
    flags = (context.find_root().obj if context else None) or Flags()
    found = load_settings(asdict(flags))
    _tell(found.notices)
    # Without a terminal there is no prompt; the connection error explains how to give a password.
    if sys.stdin is not None and sys.stdin.isatty():
        found = replace(found, password_prompt=lambda: _ask_password(found))
    return found


@cache
def _tell(notices: tuple[str, ...]) -> None:
    """Print each notice; once, however often a command reads the settings."""
    for notice in notices:
        print_notice(notice)


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


def unopened_graph() -> Graph:
    """The graph that the settings select, for commands that open it in their own way."""
    from whomet.api import Graph
    from whomet.graph.database.driver import load_driver_fast

    load_driver_fast()
    return Graph(settings(), eager=False)


def _ask_password(chosen: Settings) -> str:
    text = f"Password of {chosen.user} at {chosen.uri}"
    password: str = click.prompt(text, hide_input=True, err=True, default="")
    return password
