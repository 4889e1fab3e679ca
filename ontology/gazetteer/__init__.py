"""Coordinates of countries, capitals and well-known cities."""

from whomet.ontology.gazetteer.gazetteer import Gazetteer, PlaceRecord, Point, default_gazetteer

__all__ = ["Gazetteer", "PlaceRecord", "Point", "default_gazetteer"]
