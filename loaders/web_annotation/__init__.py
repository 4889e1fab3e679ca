"""Web Annotation: the JSON-LD of the W3C, in the profile of docs/web-annotation.md."""

from whomet.loaders.web_annotation.documents import documents

__all__ = ["documents"]
