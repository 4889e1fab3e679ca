"""Checking a brief: plain values become a record, or a list of everything that is wrong."""
