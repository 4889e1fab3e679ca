"""Bulk loading: the first load of an empty local server, by Neo4j's own importer."""

from whomet.graph.bulk.loading import ensure_empty, load_in_bulk

__all__ = ["ensure_empty", "load_in_bulk"]
