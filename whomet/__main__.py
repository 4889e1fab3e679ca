"""`python -m whomet` is `whomet`."""

from whomet.cli import main

main()
