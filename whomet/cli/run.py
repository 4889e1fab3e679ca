"""Runs a command line and maps every exception to a one-line message and an exit code.

Exit codes: 0 success; 1 fault in the input or the answer; 2 wrong usage; 3 no database;
10 something has changed (`standing run --exit-code`); 130 interrupted; 141 output pipe closed
(128 + SIGPIPE).
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from whomet.cli.terminal import guard_streams

if TYPE_CHECKING:
    from whomet.ontology.errors import WhometError

DONE, AT_FAULT, WRONG_USAGE, NO_DATABASE = 0, 1, 2, 3
CHANGED, INTERRUPTED, NO_READER = 10, 130, 141


def run(arguments: Sequence[str]) -> int:
    """Run the command line `arguments` (without the program name) and return the exit code."""
    _prepare_streams()
    try:
        from whomet.cli.app import app

        if "_WHOMET_COMPLETE" in os.environ:
            import whomet.cli.completion  # noqa: F401  # registers the bash completion class

            app.main(list(arguments), prog_name="whomet")
        with app.make_context("whomet", list(arguments)) as context:
            app.invoke(context)
        sys.stdout.flush()
        return DONE
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _fail("Interrupted.", INTERRUPTED)
    except click.ClickException as error:
        return _fail(_usage_message(error), error.exit_code)
    except EOFError:
        return _fail("The input ended at a prompt.", AT_FAULT)
    except OSError as error:
        if error.errno == errno.EPIPE:
            return NO_READER
        return _fail(_os_message(error), AT_FAULT)
    except (MemoryError, RecursionError) as error:
        return _fail(f"whomet ran out of memory ({type(error).__name__}); ask for less.", AT_FAULT)
    except ImportError as error:
        return _fail(_not_installed(error), AT_FAULT)
    except Exception as error:
        return _whomet_error(error)


def _whomet_error(error: Exception) -> int:
    # Imported here, because --help does not need them.
    from whomet.graph.errors import DatabaseUnavailable, came_of_interruption
    from whomet.ontology.errors import WhometError

    if came_of_interruption(error):
        return _fail("Interrupted.", INTERRUPTED)
    if isinstance(error, DatabaseUnavailable):
        return _fail(_with_options(error), NO_DATABASE)
    if isinstance(error, WhometError):
        from whomet.queries.errors import MisusedQuestion

        misused = isinstance(error, MisusedQuestion)
        return _fail(_with_options(error), WRONG_USAGE if misused else AT_FAULT)
    return _internal_error(error)


def _not_installed(error: ImportError) -> str:
    from whomet.ontology.extras import extra_of, sentence

    extra = extra_of(error.name or "")
    if extra is not None:
        return sentence(extra, "This")
    return (
        f"whomet is not wholly installed ({error});"
        " run `pip install --force-reinstall whomet`, or `make install` in a clone."
    )


def _with_options(error: WhometError) -> str:
    """The message with the parameters that it names as options: `known_by` is --known-by."""
    message = error.message
    for name in error.parameters:
        option = name.rstrip("_").replace("_", "-")
        message = message.replace(f"`{name}`", f"--{option}")
    return message


def _usage_message(error: click.ClickException) -> str:
    message = error.format_message()
    context = getattr(error, "ctx", None)
    if not isinstance(error, click.UsageError) or context is None:
        return message
    if isinstance(error, click.exceptions.UsageError) and not message:
        return f"See `{context.command_path} --help`."
    message = message.rstrip(".")
    stop = "" if message.endswith("?") else "."
    return f"{message}{stop} See `{context.command_path} --help`."


def _os_message(error: OSError) -> str:
    what = error.strerror or str(error)
    if error.errno == errno.ENOENT and not error.filename:
        what = "the working directory no longer exists; change to another one"
    elif error.errno == errno.ENOSPC:
        what = "no space left on the device; free some space and run the command again"
    return f"{error.filename}: {what}." if error.filename else f"{what[:1].upper()}{what[1:]}."


def _internal_error(error: Exception) -> int:
    """Report a bug in whomet in one line, with the way to get its traceback."""
    if os.environ.get("WHOMET_DEBUG"):
        raise error
    text = " ".join(str(error).split())[:300]
    return _fail(
        f"internal error ({type(error).__name__}: {text});"
        " set WHOMET_DEBUG=1 for a traceback, and report it.",
        AT_FAULT,
    )


def _fail(message: str, code: int) -> int:
    try:
        # Keep the order of regular output and the error message.
        sys.stdout.flush()
        print(f"whomet: {message}", file=sys.stderr)
    except (OSError, ValueError):
        pass
    return code


def _prepare_streams() -> None:
    """Escape characters that the terminal's encoding does not support, instead of raising."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the parent process (`>&-`)
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    guard_streams()
