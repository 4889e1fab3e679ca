"""Where countries, capitals and well-known cities are."""

from whomet.ontology.gazetteer.gazetteer import Gazetteer, GazetteerPlace, GraphPlace, gazetteer

__all__ = ["Gazetteer", "GazetteerPlace", "GraphPlace", "gazetteer"]
