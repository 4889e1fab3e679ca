"""Proposals: likely duplicates among the entities of a graph: found, scored, reviewed."""
