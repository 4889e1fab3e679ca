"""Base classes of all errors, so that one place can turn them into exit codes."""

from __future__ import annotations

from collections.abc import Sequence


class WhometError(Exception):
    """An error that the user can fix.

    `message` is one sentence that says what is wrong and how to fix it. It refers to parameters by
    their Python names in backquotes, which `parameters` lists. `candidates` are the ids or names
    that may have been meant, the most likely first.
    """

    def __init__(
        self, message: str, *, candidates: Sequence[str] = (), parameters: Sequence[str] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.candidates = tuple(candidates)
        self.parameters = tuple(parameters)


class OntologyError(WhometError):
    """A class, name or date that the ontology does not know or cannot read."""
