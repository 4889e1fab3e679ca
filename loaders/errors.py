"""The one error of everything that reads files."""

from __future__ import annotations

from whomet.ontology.errors import WhometError


class LoaderError(WhometError):
    """Files that cannot be read as briefs, where reading cannot go on."""
