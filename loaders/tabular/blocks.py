"""The rows of a table below the names of its columns, which may stand above several blocks of rows.

A file may have the same columns again for each person, or go on with a table of something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice

from whomet.loaders.faults import TextFault, quoted
from whomet.loaders.files.decoding import position_at
from whomet.loaders.parsed import Position
from whomet.loaders.tabular.headers import (
    LONGEST_NAME,
    MOST_BEFORE,
    NamesOfColumns,
    Record,
    folded_name,
)
from whomet.loaders.tabular.rows import (
    Cell,
    Header,
    Layout,
    Passed,
    RowFault,
    TableRow,
    cell_place,
    cell_starts,
)
from whomet.loaders.tabular.splitting import names_somebody
from whomet.ontology.nouns import counted

_WORDS = re.compile(r"[^\d\s]+(?:\s+[^\d\s]+)+")


def tabulated(
    records: Iterator[Record],
    layout: Layout,
    passed: Passed,
    delimiter: str = ",",
    *,
    ragged: bool = False,
) -> Iterator[TableRow | RowFault | Header]:
    """First the columns, then the rows; with `ragged` a row may have any number of cells.

    Where columns are named again in another order, or a line names whom the rows below it are
    about, there is a header again. Raises TextFault where the columns cannot be known.
    """
    names = NamesOfColumns(layout)
    found = _heading(records, names, layout, passed)
    if found is None:
        return
    blocks = _Blocks(layout, names, passed, delimiter, ragged)
    yield blocks.begin(found)
    for record in found.rest:
        if record.fault is not None:
            yield RowFault(record.fault)
        elif record.is_blank:
            if record.cells:
                passed.note_blank(record.line)
        elif (made := blocks.row(record)) is not None:
            yield made


class _Blocks:
    """The block of rows that is read, and what a row is in it."""

    def __init__(
        self, layout: Layout, names: NamesOfColumns, passed: Passed, delimiter: str, ragged: bool
    ) -> None:
        self.layout = layout
        self.names = names
        self.passed = passed
        self.delimiter = delimiter
        self.required = None if ragged else layout.required
        self.another = False  # whether the rows are those of another table
        self.has_rows = False

    def begin(self, found: FoundHeader) -> Header:
        """The columns of a block."""
        self.header = found.header(self.names, self.delimiter)
        self.said = found.said(self.layout) if self.layout.required else {}
        self.unnamed = [name for name in self.header.columns if name.startswith("#")]
        self.another = self.has_rows = False
        return self.header

    def row(self, record: Record) -> TableRow | RowFault | Header | None:
        """A row, or the columns of the next block; None of what is passed over."""
        if self.layout.headings and (alone := _alone(record)) is not None:
            return self.heading(alone, record.line)
        if _repeats(record, self.header.columns, self.layout, self.names):
            self.passed.repeated += 1
            self.another = False
            return None
        if self.said and _names_columns(record, self.said):
            if self.names.fit(record.cells):
                return self.begin(FoundHeader(record, iter(()), self.header.heading))
            self.another = True
            self.passed.note_another(record.line, record.cells)
            return None
        if self.another:
            self.passed.another += 1
            return None
        self.has_rows = True
        made = _row(record, self.header.columns, self.delimiter, self.passed, self.required)
        if isinstance(made, TableRow):
            filled = [name for name in self.unnamed if made.cells.get(name)]
            if filled:
                self.passed.note_unnamed(made.place(filled[0]), filled[0], len(filled))
        return made

    def heading(self, alone: str, line: int) -> Header | None:
        """The columns of the rows below a line that names whom they are about."""
        heading = _heading_in(alone, line, self.passed)
        if not heading:
            self.passed.others += 1
            # Words below rows that name nobody we know may be the heading of others.
            if not (self.has_rows and _WORDS.fullmatch(alone)):
                return None
        self.header = replace(self.header, warnings=(), heading=heading)
        self.has_rows = False
        return self.header


def _names_columns(record: Record, said: Mapping[int, str]) -> bool:
    """Whether a cell is the name of its column, so that the row is none of the table."""
    cells = record.cells
    return any(n < len(cells) and cells[n].strip().casefold() == name for n, name in said.items())


def _alone(record: Record) -> str | None:
    """The only cell of a row that is not empty."""
    filled = [text for cell in record.cells if (text := cell.strip())]
    return filled[0] if len(filled) == 1 else None


def _heading_in(alone: str, line: int, passed: Passed) -> str:
    """What a line says of the rows below it: the text, if it names somebody, else nothing."""
    if not names_somebody(alone):
        return ""
    passed.note_heading(line, alone)
    return alone


def _repeats(
    record: Record, columns: tuple[str, ...], layout: Layout, names: NamesOfColumns
) -> bool:
    """Whether a row names the columns again, as at the top of each page."""
    named = [(cell, name) for cell, name in zip(record.cells, columns, strict=False) if cell]
    return bool(layout.required) and all(
        len(cell) < LONGEST_NAME
        and name in (layout.aliases.get(folded_name(cell), cell), names.loosely(cell))
        for cell, name in named
    )


@dataclass(frozen=True, slots=True)
class FoundHeader:
    """The row with the names of the columns, or the names; what follows, and the heading above."""

    names: Record | tuple[str, ...]
    rest: Iterator[Record]
    heading: str = ""

    def header(self, names: NamesOfColumns, delimiter: str) -> Header:
        """The columns that are named."""
        if not isinstance(self.names, Record):
            return Header(self.names)
        columns, warnings = names.in_row(self.names.cells, _places_in(self.names, delimiter))
        return Header(columns, warnings, self.names.line, heading=self.heading)

    def said(self, layout: Layout) -> dict[int, str]:
        """How the row names the columns that are used, by their numbers."""
        if not isinstance(self.names, Record):
            return {}
        used = frozenset(layout.aliases.values())
        cells, meant = self.names.cells, NamesOfColumns(layout).meant(self.names.cells)
        found = enumerate(zip(cells, meant, strict=True))
        return {n: cell.strip().casefold() for n, (cell, m) in found if m in used}


def _heading(
    records: Iterator[Record], names: NamesOfColumns, layout: Layout, passed: Passed
) -> FoundHeader | None:
    """Where the columns are named."""
    first = next((one for one in records if one.fault is not None or not one.is_blank), None)
    if first is None:
        return None
    if first.fault is not None:
        raise first.fault
    if layout.headers and not names.fit(first.cells):
        return FoundHeader(_stated(first, layout), chain([first], records))
    if layout.headers or not layout.required or names.fit(first.cells):
        return FoundHeader(first, records)
    looked_at = [first]
    best, most = 0, names.needed(first.cells)
    for record in islice(records, MOST_BEFORE):
        looked_at.append(record)
        if record.is_blank or (needed := names.needed(record.cells)) <= most:
            continue
        best, most = len(looked_at) - 1, needed
        if needed == len(layout.required):
            break
    # If none has all of them, what is told is what that with most lacks.
    before = [one for one in looked_at[:best] if not one.is_blank]
    alone = [(text, one.line) for one in before if layout.headings and (text := _alone(one))]
    above = [heading for found in alone if (heading := _heading_in(*found, passed))]
    passed.before = len(before) - len(above)
    rest = chain(looked_at[best + 1 :], records)
    return FoundHeader(looked_at[best], rest, above[-1] if above else "")


def _stated(first: Record, layout: Layout) -> tuple[str, ...]:
    """The stated names of columns, by how many cells the first row has."""
    if len(layout.headers) == 1:
        return layout.headers[0]
    found = next((names for names in layout.headers if len(names) == len(first.cells)), None)
    if found is None:
        counts = " or ".join(str(len(names)) for names in layout.headers)
        problem = f"the row has {len(first.cells)} cells"
        fix = f"{counts}, or a first row with the names of the columns"
        raise TextFault("cells-at-odds", (first.line, 1), problem, None, fix)
    return found


def _row(
    record: Record,
    columns: tuple[str, ...],
    delimiter: str,
    passed: Passed,
    required: frozenset[str] | None,
) -> TableRow | RowFault:
    """A row; cells that are missing at its end are empty, but not those of `required` columns.

    Without `required` a row may have any number of cells, as in a spreadsheet.
    """
    given = record.cells
    ragged = required is None
    lacking: list[str] = []
    if len(given) != len(columns):
        while len(given) > len(columns) and not given[-1].strip():
            given.pop()
        missing = columns[len(given) :]
        lacking = [name for name in missing if required is not None and name in required]
        if not lacking:
            given += [""] * len(missing)
            if not ragged and any(not name.startswith("#") for name in missing):
                passed.note_short(record.line)
        if ragged and len(given) > len(columns):
            extra = next(i for i in range(len(columns), len(given)) if given[i])
            passed.note_unnamed((record.line, extra + 1), f"#{extra + 1}")
            del given[len(columns) :]
    if ragged:
        cells: dict[str, Cell] = dict(zip(columns, given, strict=True))
    else:
        cells = {c: v.strip() for c, v in zip(columns, given, strict=False)}
    if len(given) != len(columns):
        index = min(len(given), len(columns))
        place = cell_place(record.text, index, delimiter, record.line)
        count = counted(len(given), "cell", "cells")
        problem = f"the row has {count} and the table {len(columns)} columns"
        shown = f"nothing for {' and '.join(map(quoted, lacking[:4]))}" if lacking else None
        fix = "a cell for each column; one that holds the delimiter in double quotes"
        return RowFault(TextFault("cells-at-odds", place, problem, shown, fix), cells)
    return TableRow(record.line, cells, record.text, delimiter, columns, record.number)


def _places_in(record: Record, delimiter: str) -> Callable[[int], Position]:
    """Where the cell of an index is. Thousands may be asked for, so the row is read once."""
    if not record.text:
        return lambda index: (record.line, index + 1)
    starts = list(cell_starts(record.text, delimiter))
    return lambda index: position_at(record.text, starts[index], record.line)
