"""The rules by which phrases are read, one table a module."""
