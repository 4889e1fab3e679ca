"""Answers and descriptions for people and programs: one module per format."""

from whomet.queries.presentation.formats import BINARY, format_of, formats, render

__all__ = ["BINARY", "format_of", "formats", "render"]
