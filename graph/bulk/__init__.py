"""The first load of a local server, through the importer that its jars hold."""

from graph.bulk.loading import ensure_empty, load_in_bulk
from graph.bulk.tables import Tables, write_tables

__all__ = ["Tables", "ensure_empty", "load_in_bulk", "write_tables"]
