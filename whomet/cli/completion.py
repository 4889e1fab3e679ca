"""What the shell offers: names from the graph, if the database answers anyway.

bash, zsh and fish, through click; `whomet completion SHELL` prints what turns it on.
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
    """bash takes what is offered as it would take what is typed: blanks need a backslash."""

    def format_completion(self, item: CompletionItem) -> str:
        """One line of what click's script for bash reads."""
        return f"{item.type},{_SPECIAL.sub(_escape, item.value)}"


def _escape(match: re.Match[str]) -> str:
    # Twice: `read` in click's script takes one backslash away.
    return f"\\\\{match[0]}"


add_completion_class(QuotingBash, "bash")


def offers(parameter: Parameter, typed: str) -> list[CompletionItem]:
    """The values of a parameter that begin as typed. Never starts a server, never fails."""
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
