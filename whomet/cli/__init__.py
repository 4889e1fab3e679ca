"""The command line: `whomet`."""

from whomet.cli.entry import main

__all__ = ["main"]
