"""Finding and opening files: paths, archives and streams, and the format of each."""
