"""Bulk loading: the first load of an empty local server, by Neo4j's own importer."""

from whomet.graph.bulk.loading import ensure_empty, load_in_bulk
from whomet.graph.bulk.tables import Tables, write_tables

__all__ = ["Tables", "ensure_empty", "load_in_bulk", "write_tables"]
