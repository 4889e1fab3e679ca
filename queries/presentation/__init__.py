"""Answers and descriptions for people and programs: one module a format."""

from whomet.queries.presentation.formats import format_of, formats, render

__all__ = ["format_of", "formats", "render"]
