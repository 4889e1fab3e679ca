"""Which formats there are: each is a module `as_NAME` of this package with a `write` function."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TextIO

from queries.errors import QuestionError, did_you_mean, nearest
from queries.runner import Answer
from queries.show import Description

_PREFIX = "as_"


@cache
def formats() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    modules = Path(__file__).parent.glob(f"{_PREFIX}*.py")
    return tuple(sorted(module.stem.removeprefix(_PREFIX) for module in modules))


def render(
    what: Answer | Description,
    format: str,
    stream: TextIO,
    *,
    width: int | None = None,
    colour: bool | None = None,
    rows: int | None = 50,
) -> None:
    """Write an answer or a description to `stream`.

    `width` is in columns of a terminal, by default that of the terminal; `colour` follows the
    stream unless said; `rows` is how many rows a table shows (None: all). Formats for programs
    always have all rows and mind neither.
    """
    if format not in formats():
        hint = did_you_mean(nearest(format, formats())) or f"; known are {', '.join(formats())}"
        raise QuestionError(f"there is no format '{format}'{hint}")
    writer = import_module(f"queries.presentation.{_PREFIX}{format}")
    writer.write(what, stream, width=width, colour=colour, rows=rows)
