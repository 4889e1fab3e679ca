"""Command output: JSON for programs, aligned plain-text tables for people.

Only answers are worth the start-up time of rich; `queries` renders those.
"""

from __future__ import annotations

import json
import shutil
import signal
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO
from unicodedata import combining, east_asian_width

import click

from whomet.cli.terminal import unguarded
from whomet.ontology.atomic import replacing
from whomet.ontology.errors import WhometError
from whomet.ontology.ids import id_in_brief

if TYPE_CHECKING:
    from whomet.graph.upgrade import KeptReading, NewReading
    from whomet.loaders import Fault
    from whomet.loaders.fault_kinds import FaultKind
    from whomet.queries import Description, OpenAnswer, QueryResult, Reader

#: Formats that say themselves how names were understood, and what is to be noted.
_WITH_NOTES = ("table", "json", "xlsx")
#: Maximum number of rows of an answer in a table on the terminal.
TABLE_ROWS = 50
#: Columns that wrapped text has at least, however narrow the terminal.
LEAST_ROOM = 20
#: Maximum number of dates that keep an old reading printed by an upgrade.
READINGS = 20


def print_json(value: Any) -> None:
    """Print `value` as JSON, indented, dates in ISO 8601."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not JSON serializable")


def print_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print `rows` in aligned columns under `headers`; the last one is wrapped to the terminal.

    On a terminal that is too narrow for the columns, each row is printed as a block of lines.
    """
    lines = [list(headers), *[list(row) for row in rows]]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(headers))]
    before = sum(widths[:-1]) + 2 * (len(widths) - 1)
    least = before + min(widths[-1], LEAST_ROOM)
    if sys.stdout.isatty() and least > shutil.get_terminal_size().columns:
        for number, row in enumerate(rows):
            if number:
                click.echo()
            print_pairs(list(zip(headers, row, strict=True)))
        return
    for number, line in enumerate(lines):
        cells = [cell + " " * (widths[i] - _width(cell)) for i, cell in enumerate(line[:-1])]
        for index, last in enumerate(wrapped(line[-1], before)):
            text = ("  ".join([*cells, last]) if index == 0 else f"{'':{before}}{last}").rstrip()
            click.echo(click.style(text, bold=True) if number == 0 else text)


def wrapped(text: str, before: int) -> list[str]:
    """`text` in lines that end with the terminal, if it is one, behind `before` columns."""
    if not sys.stdout.isatty():
        return [text]
    room = shutil.get_terminal_size().columns - before
    return textwrap.wrap(text, max(room, LEAST_ROOM), break_on_hyphens=False) or [""]


def print_wrapped(text: str, indent: int = 0, more: int = 0) -> None:
    """Print `text` behind `indent` blanks, further lines of it behind `more` others."""
    for index, line in enumerate(wrapped(text, indent + more)):
        click.echo(f"{'':{indent + (more if index else 0)}}{line}")


def print_pairs(pairs: Sequence[tuple[str, str]]) -> None:
    """Print one name and value per line, with the values aligned."""
    width = max(len(name) for name, _ in pairs)
    for name, value in pairs:
        first, *others = wrapped(value, width + 2)
        click.echo(f"{click.style(name, bold=True)}{' ' * (width - len(name))}  {first}")
        for other in others:
            click.echo(f"{'':{width + 2}}{other}")


def print_notice(sentence: str) -> None:
    """Print a notice on stderr while a command is working."""
    click.echo(f"whomet: {sentence}", err=True)


@contextmanager
def error_as_json(wanted: bool) -> Iterator[None]:
    """Where JSON is asked for, print errors as JSON too, with their candidates."""
    try:
        yield
    except WhometError as error:
        if wanted:
            choices = [choice.to_json() for choice in getattr(error, "choices", ())]
            candidates = choices or list(error.candidates)
            print_json({"ok": False, "error": error.message, "candidates": candidates})
        raise


def treat_sigterm_as_interrupt() -> None:
    """Make SIGTERM interrupt the command like Ctrl-C, so that finished work is recorded."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def print_faults(faults: Iterable[Fault], kinds: Iterable[FaultKind] = ()) -> None:
    """Print faults on stderr, `file:line:column: …`; one line for all that say the same."""
    from whomet.loaders.fault_kinds import lines

    for line in lines(list(faults), kinds):
        click.echo(line, err=True)


def print_readings(new: Iterable[NewReading], kept: Iterable[KeptReading]) -> None:
    """Print the dates that an upgrade reads otherwise, and those that it could not read."""
    for one in new:
        what = f"{id_in_brief(one.brief, one.event)} {one.key}"
        click.echo(f"{what}: “{one.phrase}” is now {one.after}, before {one.before}")
    refused = list(kept)
    for each in refused[:READINGS]:
        what = f"{id_in_brief(each.brief, each.event)} {each.key}"
        words = f"“{each.phrase}” keeps {each.edtf}" if each.phrase else f"{each.edtf} is kept"
        click.echo(f"{what}: {words}, and no rule of today reads it: {each.reason}", err=True)
    if len(refused) > READINGS:
        click.echo(
            f"… and {len(refused) - READINGS:,} more such dates; --json lists all.", err=True
        )


def chosen_format(format: str | None, output: Path | None) -> str:
    """`format` if given, otherwise the format of the extension of `output`, otherwise a table."""
    from whomet.queries.presentation import format_of, formats

    if format is not None or output is None:
        return format or "table"
    if (detected := format_of(output)) is None and output.suffix:
        raise click.UsageError(
            f"'{output.name}' has the extension of no format; add --format with one of"
            f" {', '.join(formats())}"
        )
    return detected or "table"


def print_result(
    what: QueryResult | OpenAnswer | Description,
    format: str,
    output: Path | None = None,
    *,
    reader: Reader | None = None,
    details: bool = False,
) -> None:
    """Print an answer or a description in `format`, or write it to the file `output`.

    How names were understood and notes go to stderr, except for JSON and tables, which have them.
    """
    from whomet.queries.presentation import BINARY, render
    from whomet.queries.presentation.layout import clean

    rows = TABLE_ROWS if output is None else None
    notes: list[str] = []

    if format in BINARY and output is None and sys.stdout.isatty():
        raise WhometError(
            f"{format} is not text for a terminal; give a file: --output FILE.{format}."
        )

    def produce(out: TextIO) -> None:
        stream = unguarded(out) if format in ("table", *BINARY) else out
        notes.extend(render(what, format, stream, reader=reader, rows=rows, details=details))

    write(output, produce)
    if format not in _WITH_NOTES:
        for understood in getattr(what, "understood", ()):
            click.echo(clean(str(understood)), err=True)
        notes = [*getattr(what, "notes", ()), *notes]
    for note in notes:
        click.echo(f"Note: {clean(note)}", err=True)


def write(output: Path | None, produce: Callable[[TextIO], object]) -> None:
    """Let `produce` write to the file `output`, atomically, or to stdout if it is None."""
    if output is None:
        produce(sys.stdout)
        return
    # newline="": the format decides about line ends; CSV and iCalendar require their own.
    if output.exists() and not output.is_file():  # /dev/stdout, a named pipe
        with output.open("w", encoding="utf-8", newline="") as stream:
            produce(stream)
        return
    try:
        with replacing(output) as stream:
            produce(stream)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WhometError(
            f"Cannot write {output} ({reason}); give a writable file as --output."
        ) from error


def _width(text: str) -> int:
    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )
