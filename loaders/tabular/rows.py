"""The rows of a table, each cell with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from whomet.loaders.faults import TextFault, quoted
from whomet.loaders.files.decoding import position_at
from whomet.loaders.native import json_text
from whomet.loaders.parsed import Position
from whomet.ontology.nouns import counted

Cell = str | list[str]
EVERY = "*"
"""Each sheet that is shown and has the columns."""
FIRST_PLACES = 3
MOST_TOLD = 30
"""Columns at fault in one way that are told one by one."""


class DateCell(str):
    """A day that the spreadsheet knows as one, in ISO 8601; no format applies to it."""

    __slots__ = ()


class NumberCell(str):
    """A whole number of a spreadsheet, and the day that it is if it counts days, or none.

    Spreadsheets count days; a cell without a format of dates shows the number.
    """

    __slots__ = ("day",)
    day: str

    def __new__(cls, number: int, day: str) -> NumberCell:
        """The number as text."""
        made = super().__new__(cls, number)
        made.day = day
        return made


class BrokenCell(str):
    """A cell of a spreadsheet that has no value: an error, or a formula that was not computed."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the rows of a table are.

    `skip` rows come before that with the names of the columns; `sheets` are those of a spreadsheet,
    by their names or their numbers from 1, or `EVERY` one that has the columns. `aliases` lead
    from other names of columns, folded, to ours.
    The first row that has all columns of `required` names them, if there is one. A table that has
    none of the kind has one of `headers`, that with as many columns. Without `quoted` quotation
    marks are letters. `element` is the one of an XML file that is a row, else each below its root.
    With `headings` lines that name somebody stand above the rows that are about them.
    """

    delimiter: str | None = None
    encoding: str | None = None
    skip: int = 0
    sheets: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    headers: tuple[tuple[str, ...], ...] = ()
    quoted: bool = True
    element: str | None = None
    headings: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its cells by column, and the text it was read from, to find their places in.

    `order` has the columns of a CSV row or of a spreadsheet, whose `text` is empty; it is None for
    a line of JSON. A cell that JSON has as a list is a list. `number` counts rows from 1, that
    with the names of the columns and blank ones included, as a spreadsheet shows it. `places` are
    those of an XML element's parts.
    """

    line: int
    cells: dict[str, Cell]
    text: str
    delimiter: str
    order: tuple[str, ...] | None
    number: int = 0
    places: Mapping[str, Position] | None = None

    def place(self, column: str | None) -> Position:
        """The position of the cell of a column, or of the row."""
        if column is None or column not in self.cells:
            return self.line, 1
        if self.places is not None:
            return self.places.get(column, (self.line, 1))
        if self.order is None:
            return json_text.position_of(self.text, (column,), False, self.line)
        if column not in self.order:
            return self.line, 1
        index = self.order.index(column)
        if not self.text:
            return self.line, index + 1
        return cell_place(self.text, index, self.delimiter, self.line)


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of the rows that follow, warnings about them, and where they are named.

    `heading` is what the line above these rows says, where the layout has such lines.
    """

    columns: tuple[str, ...]
    warnings: tuple[TextFault, ...] = ()
    line: int = 1
    sheet: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that cannot be read; `cells` are those of it that are known."""

    fault: TextFault
    cells: Mapping[str, Cell] | None = None


@dataclass(slots=True)
class Passed:
    """What was passed over in a table, counted, and whether `several` sheets are read.

    Of the sheets that are not read, those that have the columns are `alike`. `hidden` rows are read
    though the sheet does not show them; `broken` says that some cells have no value. `short` rows
    lack cells at their end. Below other `names` of columns there are rows of `another` table.
    """

    blank: int = 0
    others: int = 0
    first_blank: int = 0
    unnamed: int = 0
    first_unnamed: Position = (1, 1)
    unnamed_column: str = ""
    before: int = 0
    repeated: int = 0
    sheets: Sequence[str] = ()
    alike: Sequence[str] = ()
    several: bool = False
    hidden: int = 0
    broken: bool = False
    short: int = 0
    first_short: list[int] = field(default_factory=list)

    headings: int = 0
    first_heading: tuple[int, str] = (1, "")
    another: int = 0
    names: tuple[int, str] = (1, "")

    def note_heading(self, line: int, heading: str) -> None:
        """Count a line above the rows that are about whom it names."""
        if not self.headings:
            self.first_heading = line, heading
        self.headings += 1

    def note_another(self, line: int, names: Sequence[str]) -> None:
        """Note the names of the columns of another table, of which only the first are told."""
        if not self.names[1]:
            self.names = line, ", ".join(name.strip() for name in names if name.strip())

    def note_blank(self, line: int) -> None:
        """Count a blank row."""
        self.blank += 1
        self.first_blank = self.first_blank or line

    def note_unnamed(self, place: Position, column: str, count: int = 1) -> None:
        """Count filled cells in columns without a name, the first of which is at `place`."""
        if not self.unnamed:
            self.first_unnamed, self.unnamed_column = place, column
        self.unnamed += count

    def note_short(self, line: int) -> None:
        """Count a row that lacks cells at its end, which are empty."""
        self.short += 1
        if len(self.first_short) < FIRST_PLACES:
            self.first_short.append(line)

    def warnings(self) -> list[TextFault]:
        """A warning for each kind."""
        found = []
        if self.before:
            rows = counted(self.before, "row comes", "rows come")
            problem = f"{rows} before that with the names of the columns; passed over"
            found.append(TextFault("other-rows", (1, 1), problem))
        if self.blank:
            rows = counted(self.blank, "blank row was", "blank rows were")
            found.append(TextFault("blank-rows", (self.first_blank, 1), f"{rows} passed over"))
        if self.short:
            rows = counted(self.short, "row has", "rows have")
            problem = f"{rows} fewer cells than the table has columns; the missing ones are empty"
            lines = ", ".join(map(str, self.first_short))
            shown = f"line {lines}" if self.short == 1 else f"lines {lines}"
            shown += ", …" if self.short > FIRST_PLACES else ""
            found.append(TextFault("short-rows", (self.first_short[0], 1), problem, shown))
        if self.repeated:
            rows = counted(self.repeated, "row repeats", "rows repeat")
            problem = f"{rows} the names of the columns; passed over"
            found.append(TextFault("other-rows", (1, 1), problem))
        if self.headings:
            lines = counted(self.headings, "line is", "lines are")
            problem = f"{lines} read as a heading of the rows below"
            line, heading = self.first_heading
            found.append(TextFault("other-rows", (line, 1), problem, quoted(heading)))
        if self.names[1]:
            rows = counted(self.another, "row", "rows")
            problem = f"another table begins here; {rows} below such names of columns not read"
            line, names = self.names
            fix = "a file or sheet of its own"
            found.append(TextFault("other-rows", (line, 1), problem, quoted(names), fix))
        if self.others:
            rows = counted(self.others, "row is", "rows are")
            problem = f"{rows} not among those that the mapping takes"
            found.append(TextFault("other-rows", (1, 1), problem))
        if self.hidden:
            rows = counted(self.hidden, "row is", "rows are")
            problem = f"{rows} hidden in the spreadsheet, and read like the others"
            found.append(TextFault("hidden-rows", (1, 1), problem))
        if self.unnamed:
            problem = f"{counted(self.unnamed, 'cell', 'cells')} in columns without a name"
            number = f"{{{self.unnamed_column}}}"
            fix = f"a name for the column, or its number in the mapping, as {number}"
            found.append(TextFault("unnamed-column", self.first_unnamed, problem, None, fix))
        if self.alike:
            sheets = counted(len(self.alike), "more sheet", "more sheets")
            problem = f"{sheets} with the same columns not read"
            shown = ", ".join(self.alike[:10])
            fix = f'to read all of them, put sheet: "{EVERY}" into the mapping, or their names'
            found.append(TextFault("other-rows", (1, 1), problem, shown, fix))
        if self.sheets:
            problem = f"{counted(len(self.sheets), 'sheet is', 'sheets are')} not read"
            shown = ", ".join(self.sheets[:10])
            fix = "sheet: with the name of another one in the mapping, to read that"
            found.append(TextFault("other-rows", (1, 1), problem, shown, fix))
        return found


def cell_place(text: str, index: int, delimiter: str, line: int) -> Position:
    """Where the cell of an index begins in the text of a CSV row."""
    starts = islice(cell_starts(text, delimiter), index, None)
    return position_at(text, next(starts, len(text.rstrip("\r\n"))), line)


def cell_starts(text: str, delimiter: str) -> Iterator[int]:
    """Where in the text of a CSV row each cell begins."""
    within = False
    start = True
    yield 0
    for place, letter in enumerate(text, 1):
        if letter == '"' and (within or start):
            within = not within
        elif letter == delimiter and not within:
            yield place
            start = True
            continue
        start = start and within
