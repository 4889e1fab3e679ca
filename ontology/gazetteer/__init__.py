"""Where countries, capitals and well-known cities are."""

from whomet.ontology.gazetteer.gazetteer import Gazetteer, Point, Seen, gazetteer

__all__ = ["Gazetteer", "Point", "Seen", "gazetteer"]
