"""Shell completion of parameter values with names from the graph, if the database is running.

Supports bash, zsh and fish through click; `whomet completion SHELL` prints the script.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from click.shell_completion import BashComplete, CompletionItem, add_completion_class

if TYPE_CHECKING:
    from whomet.queries import Parameter


_SPECIAL = re.compile(r"([^\w@%+=:,./-])")


class QuotingBash(BashComplete):
    """Completion for bash, which needs special characters in completions to be escaped."""

    def format_completion(self, item: CompletionItem) -> str:
        """One line for click's bash script."""
        return f"{item.type},{_SPECIAL.sub(_escape, item.value)}"


def _escape(match: re.Match[str]) -> str:
    # Doubled, because `read` in click's script removes one backslash.
    return f"\\\\{match[0]}"


add_completion_class(QuotingBash, "bash")


def complete_parameter(parameter: Parameter, typed: str) -> list[CompletionItem]:
    """The values of a parameter that start with `typed`. Never starts a server, never raises."""
    from whomet.api import Graph
    from whomet.cli.context import settings
    from whomet.graph import server
    from whomet.graph.database.driver import load_driver_fast
    from whomet.queries import completions

    with suppress(Exception):
        chosen = settings()
        if chosen.uri is None and not server.status(chosen).running:
            return []
        load_driver_fast()
        with Graph(chosen) as graph:
            found = completions(graph.connect(), parameter, typed)
        return [CompletionItem(each.text, help=each.help) for each in found]
    return []
