"""doccano: the JSONL export of a project for sequence labelling, with relations or without."""

from whomet.loaders.doccano.documents import documents

__all__ = ["documents"]
