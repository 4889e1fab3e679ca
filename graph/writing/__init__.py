"""What writes to the graph: updates, their Cypher statements, loads, their log, verification."""
