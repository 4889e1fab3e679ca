"""Answers and descriptions for people and programs: one module per format."""

from whomet.queries.presentation.formats import BINARY, WHOLE, format_of, formats, pieces, render

__all__ = ["BINARY", "WHOLE", "format_of", "formats", "pieces", "render"]
