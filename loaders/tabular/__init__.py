"""Tables: CSV, TSV and JSON lines, with a mapping from columns to entities and roles beside."""

from whomet.loaders.tabular.documents import documents

__all__ = ["documents"]
