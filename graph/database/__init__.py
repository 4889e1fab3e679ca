"""Reaching Neo4j: the driver, the connection, its errors, and the constraints and indexes."""
