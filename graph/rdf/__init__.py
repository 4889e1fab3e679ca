"""The graph as RDF, written as it is read: docs/rdf.md says what a reader can rely on."""

from whomet.graph.rdf.exporting import Exported, export
from whomet.graph.rdf.selection import Selection
from whomet.graph.rdf.writing import FORMATS

__all__ = ["FORMATS", "Exported", "Selection", "export"]
