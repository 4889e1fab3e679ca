"""Which formats there are: each is a module `as_NAME` of this package with a `write` function."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import IO, Any

from whomet.ontology.suggestions import suggest
from whomet.queries.errors import QuestionError
from whomet.queries.internal_queries import Reader
from whomet.queries.presentation.pieces import Pieces
from whomet.queries.runner import OpenAnswer, QueryResult
from whomet.queries.show import Description

_PREFIX = "as_"
#: Ends of file names that identify the format, besides the name of the format itself.
_EXTENSIONS = {"md": "markdown", "ndjson": "jsonl", "ical": "ics", "txt": "table"}


#: Formats that are bytes, and no text.
BINARY = ("xlsx",)
#: Formats that are written once all rows are read: of a table the columns are as wide as what is in
#: them. A table takes all its rows at once, a workbook one by one.
WHOLE = ("table", *BINARY)


@cache
def formats() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    modules = Path(__file__).parent.glob(f"{_PREFIX}*.py")
    return tuple(sorted(module.stem.removeprefix(_PREFIX) for module in modules))


def format_of(path: Path) -> str | None:
    """The format by the end of a file's name, or None if the end names none."""
    end = path.suffix.removeprefix(".").lower()
    known = _EXTENSIONS.get(end, end)
    return known if known in formats() else None


def render(
    what: QueryResult | OpenAnswer | Description,
    format: str,
    stream: IO[Any],
    *,
    reader: Reader | None = None,
    width: int | None = None,
    colour: bool | None = None,
    rows: int | None = 50,
    details: bool = False,
    rest: str = "--format json has them all",
) -> tuple[str, ...]:
    """Write an answer or a description to `stream`, and return notes on what was written.

    `stream` is a text stream; for a format in `BINARY` it is a binary stream, or has one as its
    `buffer`, as files and standard output do.

    `width` is in columns of a terminal, by default that of the terminal; `colour` follows the
    stream by default; `rows` is how many rows a table shows (None: all), `details` whether it has
    the columns that are usually left out, and `rest` says where further rows are. Formats for
    programs always have all rows and columns. `reader` is for what only the graph knows: geojson
    reads from it where places lie.

    An answer that is being read is written row by row, except for the formats in `WHOLE`.
    """
    if format not in WHOLE:
        text = pieces(what, format, reader=reader)
        while True:
            try:
                stream.write(next(text))
            except StopIteration as end:
                said: tuple[str, ...] = end.value
                return said
    writer = _module(format)
    if isinstance(what, OpenAnswer) and format not in BINARY:
        what = what.whole()
    notes: tuple[str, ...] = writer.write(
        what,
        stream,
        reader=reader,
        width=width,
        colour=colour,
        rows=rows,
        details=details,
        rest=rest,
    )
    return notes


def pieces(
    what: QueryResult | OpenAnswer | Description, format: str, *, reader: Reader | None = None
) -> Pieces:
    """The text of a format that is not in `WHOLE`, piece by piece as the rows come."""
    made: Pieces = _module(format).pieces(what, reader=reader)
    return made


def _module(format: str) -> ModuleType:
    if format not in formats():
        hint = suggest(format, formats()) or f"; known are {', '.join(formats())}"
        raise QuestionError(f"there is no format '{format}'{hint}")
    return import_module(f"whomet.queries.presentation.{_PREFIX}{format}")
