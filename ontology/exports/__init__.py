"""The ontology in the formats of other programs: for annotating, editing, drawing and reading."""

from whomet.ontology.exports.formats import FORMATS, ExportFormat, export

__all__ = ["FORMATS", "ExportFormat", "export"]
