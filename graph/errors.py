"""Errors of the graph layer."""

from __future__ import annotations

from whomet.ontology.errors import WhometError


class GraphError(WhometError):
    """The graph, or the server that holds it, cannot do what was asked."""


class SettingsError(GraphError):
    """A setting has a value, or a name, that means nothing."""


class DatabaseUnavailable(GraphError):
    """No database answers where one was expected."""


def came_of_interruption(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind it: cut short in the middle, a library may fail as it cleans up."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__context__
    return False
