"""Writing the graph: what changes, the statements that write it, loads, their log, verifying."""
