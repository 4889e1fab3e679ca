"""Reviewing the graph: what analysts should look at, and what they decided."""
