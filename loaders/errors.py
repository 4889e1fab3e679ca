"""The error of reading files."""

from __future__ import annotations

from whomet.ontology.errors import WhometError


class LoaderError(WhometError):
    """Reading is asked for something that does not exist, such as an unknown format."""
