"""Runs the command line and turns whatever ends it into one sentence and an exit code.

This is the one place that does so. 0 done; 1 the input or the answer is at fault; 2 wrong usage;
3 no database; 130 interrupted; 141 nobody reads the output any more (128 + SIGPIPE).
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from whomet.ontology.errors import WhometError

DONE, AT_FAULT, WRONG_USAGE, NO_DATABASE, INTERRUPTED, NO_READER = 0, 1, 2, 3, 130, 141


def run(arguments: Sequence[str]) -> int:
    """The exit code of the command line `arguments` (without the program's name)."""
    _prepare_streams()
    try:
        from whomet.cli.app import app

        if "_WHOMET_COMPLETE" in os.environ:
            import whomet.cli.completion  # noqa: F401  # how bash takes what is offered

            app.main(list(arguments), prog_name="whomet")
        with app.make_context("whomet", list(arguments)) as context:
            app.invoke(context)
        sys.stdout.flush()
        return DONE
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _end("Interrupted.", INTERRUPTED)
    except click.ClickException as error:
        return _end(_usage(error), error.exit_code)
    except EOFError:
        return _end("The input ended before the answer to a question was given.", AT_FAULT)
    except OSError as error:
        if error.errno == errno.EPIPE:
            return NO_READER
        return _end(_system(error), AT_FAULT)
    except (MemoryError, RecursionError) as error:
        return _end(f"whomet ran out of memory ({type(error).__name__}); ask for less.", AT_FAULT)
    except ImportError as error:
        return _end(_not_installed(error), AT_FAULT)
    except Exception as error:
        return _whomet_error(error)


def _whomet_error(error: Exception) -> int:
    # Imported here, for --help needs none of it.
    from whomet.graph.errors import DatabaseUnavailable, came_of_interruption
    from whomet.ontology.errors import WhometError

    if came_of_interruption(error):
        return _end("Interrupted.", INTERRUPTED)
    if isinstance(error, DatabaseUnavailable):
        return _end(_with_options(error), NO_DATABASE)
    if isinstance(error, WhometError):
        from whomet.queries.errors import MisusedQuestion

        misused = isinstance(error, MisusedQuestion)
        return _end(_with_options(error), WRONG_USAGE if misused else AT_FAULT)
    return _unexpected(error)


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


def _usage(error: click.ClickException) -> str:
    message = error.format_message()
    context = getattr(error, "ctx", None)
    if not isinstance(error, click.UsageError) or context is None:
        return message
    if isinstance(error, click.exceptions.UsageError) and not message:
        return f"See `{context.command_path} --help`."
    message = message.rstrip(".")
    stop = "" if message.endswith("?") else "."
    return f"{message}{stop} See `{context.command_path} --help`."


def _system(error: OSError) -> str:
    what = error.strerror or str(error)
    if error.errno == errno.ENOENT and not error.filename:
        what = "the current folder is no longer there; change to another one"
    elif error.errno == errno.ENOSPC:
        what = "no space left on the device; make room and run the command again"
    return f"{error.filename}: {what}." if error.filename else f"{what[:1].upper()}{what[1:]}."


def _unexpected(error: Exception) -> int:
    """An internal error: one line that says how to get its traceback."""
    if os.environ.get("WHOMET_DEBUG"):
        raise error
    text = " ".join(str(error).split())[:300]
    return _end(
        f"internal error ({type(error).__name__}: {text});"
        " set WHOMET_DEBUG=1 to see where, and report it.",
        AT_FAULT,
    )


def _end(message: str, code: int) -> int:
    try:
        # Whatever was printed comes before the sentence that says why it stopped.
        sys.stdout.flush()
        print(f"whomet: {message}", file=sys.stderr)
    except (OSError, ValueError):
        pass
    return code


def _prepare_streams() -> None:
    """Names of any script must not break output in a terminal that cannot show them."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us (`>&-`)
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
