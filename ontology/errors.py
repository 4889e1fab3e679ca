"""Errors of the whole system start here, so that one place can turn them into exit codes."""

from __future__ import annotations

from collections.abc import Sequence


class WhometError(Exception):
    """Something a person can put right.

    `message` is one sentence that says what is wrong and what to do; it calls parameters by their
    names in Python, in backquotes, and `parameters` lists these. `candidates` are what may have
    been meant: ids or names, the most likely first.
    """

    def __init__(
        self, message: str, *, candidates: Sequence[str] = (), parameters: Sequence[str] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.candidates = tuple(candidates)
        self.parameters = tuple(parameters)


class OntologyError(WhometError):
    """A word, name or date that the ontology cannot make sense of."""
