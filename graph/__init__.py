"""The Neo4j side: the local server, the connection, the schema, writing and retracting."""

from whomet.graph.errors import DatabaseUnavailable, GraphError, SettingsError

__all__ = ["DatabaseUnavailable", "GraphError", "SettingsError"]
