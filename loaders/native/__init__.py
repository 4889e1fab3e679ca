"""The native format: YAML and JSON read with the position of every value, and written."""
