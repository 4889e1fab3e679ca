"""The command line interface, `whomet`."""

from whomet.cli.entry import main

__all__ = ["main"]
