"""Answers and descriptions for people and programs: one module a format."""

from queries.presentation.formats import formats, render

__all__ = ["formats", "render"]
