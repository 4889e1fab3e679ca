"""brat standoff: NAME.txt, NAME.ann and NAME.meta.yaml as a brief, and a brief as these three."""

from whomet.loaders.brat.documents import documents

__all__ = ["documents"]
