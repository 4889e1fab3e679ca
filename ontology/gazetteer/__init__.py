"""Coordinates and names of countries, capitals and well-known cities."""

from whomet.ontology.gazetteer.gazetteer import (
    Gazetteer,
    GazetteerPlace,
    GraphPlace,
    default_gazetteer,
)
from whomet.ontology.gazetteer.known_names import (
    KnownPlace,
    country_of_part,
    known_place_of,
    known_places,
    near_places,
    others_called,
)
from whomet.ontology.gazetteer.spellings import spellings

__all__ = [
    "Gazetteer",
    "GazetteerPlace",
    "GraphPlace",
    "KnownPlace",
    "country_of_part",
    "default_gazetteer",
    "known_place_of",
    "known_places",
    "near_places",
    "others_called",
    "spellings",
]
