"""The error that all date parsing raises."""

from __future__ import annotations

from whomet.ontology.errors import OntologyError


class DateError(OntologyError):
    """A date that cannot be parsed or resolved, or dates that contradict each other."""
