"""Exporting the graph as RDF in a stream; docs/rdf.md documents the guarantees."""

from whomet.graph.rdf.exporting import Exported, export
from whomet.graph.rdf.selection import Selection
from whomet.graph.rdf.writing import FORMATS

__all__ = ["FORMATS", "Exported", "Selection", "export"]
