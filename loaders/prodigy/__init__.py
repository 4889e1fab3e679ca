"""Prodigy: the JSONL of `prodigy db-out`, of recipes for spans and for relations."""

from whomet.loaders.prodigy.documents import documents

__all__ = ["documents"]
