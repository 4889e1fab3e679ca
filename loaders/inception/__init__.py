"""INCEpTION: documents as UIMA CAS, in XMI or JSON, with the layers of our type system."""

from whomet.loaders.inception.documents import documents

__all__ = ["documents"]
