"""Finding and opening files: paths, archives and streams, and which format each is in."""
