"""Errors of the graph layer."""

from __future__ import annotations

from whomet.ontology.errors import WhometError
from whomet.ontology.extras import MissingExtra, require


class GraphError(WhometError):
    """The graph or its server cannot do what was requested."""


class SettingsError(GraphError):
    """A setting has an invalid value or an unknown name."""


class DatabaseUnavailable(GraphError):
    """The database cannot be reached or used."""


class LocalServerFailed(GraphError):
    """The local server runs, and its database takes nothing more."""


class LocalServerMissing(MissingExtra, DatabaseUnavailable):
    """The local server is needed, and the extra that brings it is not installed."""


def require_local_server(what: str) -> None:
    """Raise LocalServerMissing unless the extra `local` is installed; `what` is what needs it."""
    try:
        require("local", what)
    except MissingExtra as error:
        raise LocalServerMissing(error.message, error.extra) from None


def may_pass(error: GraphError) -> bool:
    """Whether the server or the connection failed in a way that another try may not meet again."""
    is_retryable = getattr(error.__cause__, "is_retryable", None)
    return is_retryable is not None and bool(is_retryable())


def came_of_interruption(error: BaseException | None) -> bool:
    """Whether Ctrl-C caused the error: interrupted, a library may fail while it cleans up."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__context__
    return False
