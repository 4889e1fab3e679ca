"""Errors of the graph layer."""

from __future__ import annotations

from whomet.ontology.errors import WhometError


class GraphError(WhometError):
    """The graph or its server cannot do what was requested."""


class SettingsError(GraphError):
    """A setting has an invalid value or an unknown name."""


class DatabaseUnavailable(GraphError):
    """The database cannot be reached or used."""


def came_of_interruption(error: BaseException | None) -> bool:
    """Whether Ctrl-C caused the error: interrupted, a library may fail while it cleans up."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__context__
    return False
