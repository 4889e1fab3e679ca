"""Label Studio: the JSON export of a project with our labelling configuration."""

from whomet.loaders.label_studio.documents import documents

__all__ = ["documents"]
