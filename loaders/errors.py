"""The error of reading files."""

from __future__ import annotations

from collections.abc import Sequence

from whomet.ontology.errors import WhometError


class LoaderError(WhometError):
    """Reading is asked for something that does not exist, such as an unknown format."""


def unknown_name(what: str, name: str, known: Sequence[str]) -> LoaderError:
    """The error for a `what` called `name` that does not exist, with similar names."""
    from whomet.ontology.suggestions import did_you_mean, most_similar

    similar = most_similar(name, known)
    hint = did_you_mean(similar) or f"; expected one of {', '.join(known)}."
    return LoaderError(f"There is no {what} '{name}'{hint}", candidates=similar)
