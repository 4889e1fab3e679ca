"""Hypothesis: results of its search, or the export of its client, with the texts of the pages."""

from whomet.loaders.hypothesis.documents import documents

__all__ = ["documents"]
