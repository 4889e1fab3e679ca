"""Checking a brief: from plain values to a record, or to everything that is wrong with it."""
