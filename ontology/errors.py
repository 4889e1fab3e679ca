"""Base classes of all errors, so that one place can turn them into exit codes."""

from __future__ import annotations


class WhometError(Exception):
    """An error that the user can fix. `message` is one sentence that says how."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class OntologyError(WhometError):
    """A class, name or date that the ontology does not know or cannot read."""
