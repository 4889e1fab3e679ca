"""A table for the terminal: each row with the words of the briefs under it.

Where the columns do not fit, each row becomes a short list of its fields.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import IO, Any, TextIO, cast

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whomet.queries.interpretation import short_lines
from whomet.queries.presentation.layout import (
    BELOW_AT_LAST,
    GAP,
    JOIN,
    all_certain,
    below,
    cell,
    clean,
    date_width,
    is_dated_exactly,
    is_undated,
    joined_dates,
    quote_lines,
    shown_columns,
    widths,
)
from whomet.queries.presentation.rows import DATES, counted, read_columns
from whomet.queries.presentation.rows import shown as value_shown
from whomet.queries.runner import QueryResult
from whomet.queries.show import Description

#: Maximum number of quotes under a row of a table.
QUOTES_SHOWN = 3
_FILLING = re.compile(r" +(?=\n)")
_STYLES = {"when": "cyan", "who": "bold", "what": "bold"}


def write(
    what: QueryResult | Description,
    stream: TextIO,
    *,
    width: int | None = None,
    colour: bool | None = None,
    rows: int | None = 50,
    details: bool = False,
    rest: str = "--format json has them all",
    **_: object,
) -> tuple[str, ...]:
    """Write an answer or a description; `rows` is how many rows are shown (None: all).

    `rest` says where the others are. `details` shows also the columns that are usually left out,
    for lack of room or because all rows have the usual value. All text goes through `Text`, so that
    nothing in a brief is read as markup.
    """
    joining = _Joining(stream)
    console = Console(
        file=cast("IO[str]", joining),
        width=width,
        no_color=None if colour is None else not colour,
        force_terminal=colour,
        markup=False,
        emoji=False,
        highlight=False,
    )
    if isinstance(what, Description):
        _describe(console, what, rows, rest)
    else:
        _answer(console, what, rows, details, rest)
    joining.finish()
    return ()


class _Joining:
    """A stream that writes the non-breaking blanks in dates as blanks.

    It leaves out the blanks at the end of a line, with which rich fills the last column.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._blanks = ""

    def write(self, text: str) -> int:
        text = _FILLING.sub("", self._blanks + text.replace(JOIN, " "))
        kept = text.rstrip(" ")
        self._blanks = text[len(kept) :]
        return self._stream.write(kept)

    def finish(self) -> None:
        """Write the blanks that were held back."""
        self._stream.write(self._blanks)
        self._blanks = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _answer(
    console: Console, answer: QueryResult, limit: int | None, details: bool, rest: str
) -> None:
    shown = answer.rows if limit is None else answer.rows[:limit]
    total = max(answer.total, len(answer.rows))
    of = f" of {total}" if total > len(answer.rows) else ""
    about = f"{len(answer.rows)}{of} rows" if of else _count(total, "row")
    if all_certain(answer.rows) and not of:
        about += ", certain" if total == 1 else ", all certain"
        if not all(map(is_dated_exactly, answer.rows)):
            about += " but for the date" if total == 1 else " but for some dates"
    lines = [*short_lines(answer.understood), *counted(answer)]
    _heading(console, answer.question.title, about, lines)
    _rows(console, shown_columns(read_columns(answer), answer.rows, details), shown)
    if len(shown) < len(answer.rows):
        more = len(answer.rows) - len(shown)
        console.print(Text(f"\n… and {_count(more, 'more row')}; {rest}"))
    if answer.notes and answer.rows:
        console.print()
    for note in answer.notes:
        console.print(Text(f"Note: {clean(note)}", style="yellow"))


def _describe(console: Console, what: Description, limit: int | None, rest: str) -> None:
    _heading(console, clean(what.name), f"{what.kind} {clean(what.id)}")
    grid = Table.grid(padding=(0, GAP))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, values in what.facts.items():
        text = clean(values[0]) if name == "text" else cell(values)
        grid.add_row(Text(name), Text(text))
    console.print(grid)
    if not what.claims:
        return
    shown = what.claims if limit is None else what.claims[:limit]
    console.print()
    console.print(Text(_count(len(what.claims), "claim"), style="bold"))
    columns = [name for name in shown[0] if name not in ("event", "attributed_to")]
    _rows(console, shown_columns(columns, shown), shown)
    if len(shown) < len(what.claims):
        more = len(what.claims) - len(shown)
        console.print(Text(f"\n… and {_count(more, 'more claim')}; {rest}"))


def _heading(console: Console, title: str, about: str, lines: Sequence[str] = ()) -> None:
    console.print(Text.assemble((title, "bold"), "  ", (about, "dim")))
    for line in lines:
        console.print(Text(clean(line), style="dim"))
    console.print()


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _rows(console: Console, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    listed = [name for name in names if any(isinstance(row[name], list) for row in rows)]
    under = [name for name in below(names, _natural(names, rows), console.width) if name in listed]
    names = [name for name in names if name not in under]
    chosen = _widths(names, rows, console.width)
    if chosen is None:
        fewer, more = list(names), list(under)
        for group in BELOW_AT_LAST:
            more += [name for name in group if name in fewer]
            fewer = [name for name in fewer if name not in group]
            chosen = _widths(fewer, rows, console.width)
            if chosen is not None:
                names, under = fewer, more
                break
    cells = [[joined_dates(_cell(name, row)) for name in names] for row in rows]
    titles = [name.replace("_", " ") for name in names]
    if chosen is None:
        for row, texts in zip(rows, cells, strict=True):
            _record(console, titles, texts)
            _under(console, row, under)
            _quotes(console, row)
            console.print()
        return
    styles = [_STYLES.get(name, "") for name in names]
    _line(console, titles, chosen, ["dim underline"] * len(names))
    for row, texts in zip(rows, cells, strict=True):
        _line(console, texts, chosen, styles)
        _under(console, row, under)
        _quotes(console, row)


def _widths(
    names: Sequence[str], rows: Sequence[Mapping[str, Any]], total: int
) -> list[int] | None:
    """Widths of these columns, those of dates as wide as a date; None where they cannot all fit."""
    dates = {
        number: max(len(name), *(date_width(joined_dates(_cell(name, row))) for row in rows))
        for number, name in enumerate(names)
        if name in DATES
    }
    return widths(_natural(names, rows), total, keep=dates)


def _cell(name: str, row: Mapping[str, Any]) -> str:
    return "no date" if name == "when" and is_undated(row) else cell(value_shown(name, row))


def _natural(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The width that each column needs to show all of its values."""
    return [max(cell_len(name), *(cell_len(_cell(name, row)) for row in rows), 0) for name in names]


def _under(console: Console, row: Mapping[str, Any], names: Sequence[str]) -> None:
    text = Text()
    for name in names:
        if row[name] not in (None, []):
            text.append(" · " if text else "", "dim")
            text.append(f"{name.replace('_', ' ')}  ", "dim")
            text.append(joined_dates(cell(value_shown(name, row)), ranges=True))
    if text:
        console.print(Padding(text, (0, 0, 0, 4), expand=False))


def _line(
    console: Console, texts: Sequence[str], chosen: Sequence[int], styles: Sequence[str]
) -> None:
    grid = Table.grid(padding=(0, GAP, 0, 0))
    for width in chosen:
        grid.add_column(width=width, overflow="fold")
    grid.add_row(*(Text(text, style=style) for text, style in zip(texts, styles, strict=True)))
    console.print(grid)


def _record(console: Console, titles: Sequence[str], texts: Sequence[str]) -> None:
    grid = Table.grid(padding=(0, GAP, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for title, text in zip(titles, texts, strict=True):
        if text:
            grid.add_row(Text(title), Text(text, style=_STYLES.get(title, "")))
    console.print(grid)


def _quotes(console: Console, row: Mapping[str, Any]) -> None:
    lines = quote_lines(row)
    for (before, words, after), origin in lines[:QUOTES_SHOWN]:
        # In its sentence a quote is between marks too: not every terminal shows bold.
        quote = (f"«{words}»", "bold italic") if before or after else (words, "italic")
        text = Text.assemble(
            "“", (before, "italic"), quote, (after, "italic"), "”  ", (origin, "dim")
        )
        console.print(Padding(text, (0, 0, 0, 4), expand=False))
    if len(lines) > QUOTES_SHOWN:
        more = _count(len(lines) - QUOTES_SHOWN, "more claim")
        console.print(Padding(Text(f"… and {more}", style="dim"), (0, 0, 0, 4), expand=False))
