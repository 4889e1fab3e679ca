"""Errors of the whole system start here, so that one place can turn them into exit codes."""

from __future__ import annotations


class WhometError(Exception):
    """Something a person can put right. `message` is one sentence that says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class OntologyError(WhometError):
    """A word, name or date that the ontology cannot make sense of."""
