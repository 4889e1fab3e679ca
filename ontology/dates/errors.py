"""The one error of everything that reads dates."""

from __future__ import annotations

from whomet.ontology.errors import OntologyError


class DateError(OntologyError):
    """A date that cannot be read, or dates that contradict each other."""
