"""The entry point of the `whomet` command.

Other modules are imported inside `try`, so that Ctrl-C prints one line however early it comes.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and end the process with its exit code."""
    code = 130
    try:
        from whomet.cli.run import run

        code = run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        _print_error("Interrupted.")
    try:
        _close_streams()
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def _close_streams() -> None:
    # Python flushes again at exit, and would print an error if the pipe has been closed.
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _print_error(message: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        print(message, file=sys.stderr)
