"""Exports of the ontology for other programs: annotation tools, editors, Neo4j Browser, RDF."""

from whomet.ontology.exports.formats import FORMATS, ExportFormat, export

__all__ = ["FORMATS", "ExportFormat", "export"]
