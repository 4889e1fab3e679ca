"""Coordinates of countries, capitals and well-known cities."""

from whomet.ontology.gazetteer.gazetteer import (
    Gazetteer,
    GazetteerPlace,
    GraphPlace,
    default_gazetteer,
)

__all__ = ["Gazetteer", "GazetteerPlace", "GraphPlace", "default_gazetteer"]
