"""Generic names, which identify nobody by themselves ("the army"), and names of countries.

The lists are those used to compare names; they are read when they are first needed.
"""

from __future__ import annotations

from functools import lru_cache

from whomet.ontology.names import fold

COUNTRY = "country"


@lru_cache(maxsize=65536)
def is_country(name: str, kind: str | None) -> bool:
    """Whether a place is a country: by its kind, or by its name where it has none."""
    if kind is not None:
        return fold(kind) == COUNTRY
    from whomet.ontology.gazetteer.known_names import known_places

    return any(place.kind == COUNTRY for place in known_places(name))


@lru_cache(maxsize=65536)
def is_generic(name: str) -> bool:
    """Whether the name of an organization has only words that many share, such as "the army"."""
    from whomet.ontology.name_comparison.terms import is_generic

    return is_generic(name)
