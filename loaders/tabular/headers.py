"""The names of the columns of a table: in which row they are, and which of ours they mean."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from whomet.loaders.faults import TextFault, quoted
from whomet.loaders.files.decoding import position_at
from whomet.loaders.parsed import Position
from whomet.loaders.tabular.rows import (
    MOST_TOLD,
    Cell,
    Header,
    Layout,
    Passed,
    RowFault,
    TableRow,
    cell_place,
    cell_starts,
)
from whomet.ontology.nouns import counted

MOST_BEFORE = 40
"""Rows among which that with the names of the columns is looked for."""

_LONGEST_NAME = 80
_MARKS = re.compile(r"[¹²³⁰-⁹†‡]")
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of a row before its columns are known; `text` is empty in a spreadsheet.

    `fault` says why a row cannot be read, of which there are no cells.
    """

    line: int
    number: int
    cells: list[str]
    text: str = ""
    fault: TextFault | None = None

    @property
    def is_blank(self) -> bool:
        """Whether all cells are empty."""
        return not any(cell and not cell.isspace() for cell in self.cells)


def folded_name(name: str) -> str:
    """The name of a column as names are compared: without case, marks of footnotes, `:` and `*`."""
    plain = unicodedata.normalize("NFKC", _MARKS.sub("", name)).replace("’", "'")
    return " ".join(plain.split()).strip(" :*._-").casefold()


def loose_name(name: str) -> str:
    """The folded name without brackets and what is in them, `_`, commas, `/s` and blanks at `/`."""
    plain = re.sub("[_,]", " ", _ASIDE.sub("", name))
    return re.sub(r"/s\b", "", re.sub(r"\s*/\s*", "/", folded_name(plain)))


class NamesOfColumns:
    """From the names in a file to those in the mapping."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._known = frozenset(layout.aliases.values())
        self._found: dict[str, str] = {}
        loose: dict[str, set[str]] = {}
        for alias, column in layout.aliases.items():
            loose.setdefault(loose_name(alias), set()).add(column)
        self._loose = {name: next(iter(c)) for name, c in loose.items() if name and len(c) == 1}

    def of(self, name: str) -> str:
        """The column of the mapping that a name means, or the name."""
        found = self._found.get(name)
        if found is None:
            plain = " ".join(name.split())
            found = plain if plain in self._known else self._layout.aliases.get(folded_name(plain))
            found = self._found[name] = plain if found is None else found
        return found

    def loosely(self, name: str) -> str | None:
        """The column that a name means but for what it says in brackets."""
        return self._loose.get(loose_name(name))

    def meant(self, record: Sequence[str]) -> list[str]:
        """The column that each cell of a row names; what one names exactly no other one means."""
        names = [self.of(str(cell)) for cell in record]
        others = [None if name in self._known else self.loosely(name) for name in names]
        exact, times = set(names), Counter(others)
        return [
            other if other is not None and other not in exact and times[other] == 1 else name
            for name, other in zip(names, others, strict=True)
        ]

    def in_row(
        self, record: Sequence[str], place: Callable[[int], Position]
    ) -> tuple[tuple[str, ...], tuple[TextFault, ...]]:
        """The columns by what their cells say: `#5` where there is nothing.

        The second of two that are called Name is `Name#2`.
        """
        columns: dict[str, None] = {}
        numbers: dict[str, int] = {}
        warnings: list[TextFault] = []
        repeated = 0
        for index, found in enumerate(self.meant(record)):
            name = found or f"#{index + 1}"
            if name in columns:
                # From where the last of that name stopped: of very many, each is looked at once.
                number = numbers.get(name, 2)
                while f"{name}#{number}" in columns:
                    number += 1
                numbers[name] = number
                repeated += 1
                if repeated <= MOST_TOLD:
                    problem = f"two columns are called {quoted(name)}"
                    fix = f"different names; in the mapping this one is {name}#{number}"
                    warnings.append(TextFault("repeated-column", place(index), problem, None, fix))
                name = f"{name}#{number}"
            columns[name] = None
        if (more := repeated - MOST_TOLD) > 0:
            have = counted(more, "more column has", "more columns have")
            problem = f"{have} a repeated name"
            fix = "a name of its own for each column"
            warnings.append(TextFault("repeated-column", warnings[-1].position, problem, None, fix))
        unnamed = [index for index, name in enumerate(columns) if name == f"#{index + 1}"]
        if unnamed:
            count = "1 column has" if len(unnamed) == 1 else f"{len(unnamed)} columns have"
            problem = f"{count} no name and can be read by number only"
            fix = f"a name, or {{#{unnamed[0] + 1}}} in the mapping"
            warnings.append(TextFault("unnamed-column", place(unnamed[0]), problem, None, fix))
        return tuple(columns), tuple(warnings)

    def needed(self, record: Sequence[str]) -> int:
        """How many of the columns that the mapping needs a row names."""
        return len(self._layout.required & set(self.in_row(record, lambda _: (1, 1))[0]))

    def fit(self, record: Sequence[str]) -> bool:
        """Whether a row names all columns that the mapping needs."""
        return self.needed(record) == len(self._layout.required)


def tabulated(
    records: Iterator[Record],
    layout: Layout,
    passed: Passed,
    delimiter: str = ",",
    *,
    ragged: bool = False,
) -> Iterator[TableRow | RowFault | Header]:
    """First the columns, then the rows; with `ragged` a row may have any number of cells.

    Raises TextFault where the columns cannot be known.
    """
    names = NamesOfColumns(layout)
    heading, rest = _heading(records, names, layout, passed)
    if isinstance(heading, Record):
        columns, warnings = names.in_row(heading.cells, _places_in(heading, delimiter))
    elif heading is not None:
        columns, warnings = heading, ()
    else:
        return
    yield Header(columns, warnings, heading.line if isinstance(heading, Record) else 1)
    unnamed = [name for name in columns if name.startswith("#")]
    for record in rest:
        if record.fault is not None:
            yield RowFault(record.fault)
        elif record.is_blank:
            if record.cells:
                passed.note_blank(record.line)
        elif _repeats(record, columns, layout, names):
            passed.repeated += 1
        else:
            row = _row(record, columns, delimiter, passed, None if ragged else layout.required)
            if isinstance(row, TableRow):
                filled = [name for name in unnamed if row.cells.get(name)]
                if filled:
                    passed.note_unnamed(row.place(filled[0]), filled[0], len(filled))
            yield row


def _repeats(
    record: Record, columns: tuple[str, ...], layout: Layout, names: NamesOfColumns
) -> bool:
    """Whether a row names the columns again, as at the top of each page."""
    named = [(cell, name) for cell, name in zip(record.cells, columns, strict=False) if cell]
    return bool(layout.required) and all(
        len(cell) < _LONGEST_NAME
        and name in (layout.aliases.get(folded_name(cell), cell), names.loosely(cell))
        for cell, name in named
    )


def _heading(
    records: Iterator[Record], names: NamesOfColumns, layout: Layout, passed: Passed
) -> tuple[Record | tuple[str, ...] | None, Iterator[Record]]:
    """The row with the names of the columns, or the names, and the rows that follow."""
    first = next((one for one in records if one.fault is not None or not one.is_blank), None)
    if first is None:
        return None, records
    if first.fault is not None:
        raise first.fault
    if layout.headers and not names.fit(first.cells):
        return _stated(first, layout), chain([first], records)
    if layout.headers or not layout.required or names.fit(first.cells):
        return first, records
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
    passed.before = sum(not one.is_blank for one in looked_at[:best])
    return looked_at[best], chain(looked_at[best + 1 :], records)


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
