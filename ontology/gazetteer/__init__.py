"""Coordinates and names of countries, capitals and well-known cities."""

from whomet.ontology.gazetteer.gazetteer import (
    Gazetteer,
    GazetteerPlace,
    GraphPlace,
    default_gazetteer,
)
from whomet.ontology.gazetteer.known_names import KnownPlace, known_places
from whomet.ontology.gazetteer.spellings import spellings

__all__ = [
    "Gazetteer",
    "GazetteerPlace",
    "GraphPlace",
    "KnownPlace",
    "default_gazetteer",
    "known_places",
    "spellings",
]
