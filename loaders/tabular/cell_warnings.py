"""Cells that are perhaps not meant as they are read: names that may be several, unknown days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from whomet.loaders.faults import Fault, fault_at, quoted
from whomet.loaders.parsed import Position
from whomet.loaders.tabular.mapping import PLAIN, TableMapping, folded
from whomet.loaders.tabular.rows import Cell, TableRow
from whomet.loaders.tabular.splitting import is_office, parts_of, without_office
from whomet.ontology.name_comparison.terms import is_field_of_work
from whomet.ontology.nouns import counted

_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|(?<=\d),(?=\d)")
_NUMBERS = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d\d)(?!\d)")
_DAY_AND_MONTH = re.compile("%d.%m|%m.%d")
_AND = re.compile(r"\s(?:and|&)\s", re.IGNORECASE)


@dataclass(slots=True)
class _Noted:
    """Cells of one column that are told in one way, and the first of them."""

    file: str
    place: Position
    cell: str
    count: int = 0


class CellWarnings:
    """Counts such cells of the rows of a table."""

    def __init__(self, mapping: TableMapping) -> None:
        self._mapping = mapping
        self._names = mapping.names_of_actors()
        self._lines = mapping.names_of_one()
        self._day_first = [
            c for c, m in mapping.columns.items() if m.in_words and _only_day_first(m.formats)
        ]
        self._days = [c for c, m in mapping.columns.items() if m.undated or m.period is not None]
        self._noted: dict[tuple[str, str], _Noted] = {}

    def note(self, row: TableRow, file: str) -> None:
        """Count the cells of a row."""
        for column, of_person in self._lines.items():
            cell = row.cells.get(column)
            if isinstance(cell, str) and "\n" in cell.strip():
                lines = cell.strip().splitlines()
                if not of_person or all(len(line.split()) > 1 for line in lines):
                    self._add("lines-in-name", column, row, file)
        for column, of_person in self._names.items():
            cell = row.cells.get(column)
            if (
                isinstance(cell, str)
                and ("," in cell or ";" in cell or (of_person and _AND.search(cell)))
                and self._may_be_several(column, cell, row, of_person)
            ):
                self._add("list-in-name", column, row, file)
        for column in self._day_first:
            if _is_month_first(row.cells.get(column)):
                self._add("month-first", column, row, file)
        for column in self._days:
            cell = row.cells.get(column, "")
            if not cell or (isinstance(cell, str) and self._is_undated(column, cell)):
                self._add("undated-row", column, row, file)

    def _is_undated(self, column: str, cell: str) -> bool:
        return folded(cell) in self._mapping.columns[column].undated

    def _may_be_several(self, column: str, cell: str, row: TableRow, of_person: bool) -> bool:
        """Whether what is read as one name looks like a list of names."""
        settings = self._mapping.columns.get(column, PLAIN)
        marks = settings.split
        if settings.like is not None and _count(row.cells.get(settings.like, ""), marks) < 2:
            marks = ()
        parts = parts_of(cell, marks) if marks else [cell]
        return any(is_list(part, of_person=of_person) for part in parts) or (
            len(parts) > 1 and not of_person and bool(_AND.search(parts[-1]))
        )

    def _add(self, code: str, column: str, row: TableRow, file: str) -> None:
        noted = self._noted.get((code, column))
        if noted is None:
            cell = str(row.cells.get(column, ""))
            noted = self._noted[code, column] = _Noted(file, row.place(column), cell.strip())
        noted.count += 1

    def told(self) -> Iterator[Fault]:
        """A warning for each kind and column."""
        for (code, column), noted in self._noted.items():
            problem, fix = self._words(code, column, noted.count)
            found = quoted(noted.cell) if noted.cell else "an empty cell"
            first = found if noted.count == 1 else f"first {found}"
            yield fault_at(noted.file, noted.place, code, problem, first, fix)

    def _words(self, code: str, column: str, count: int) -> tuple[str, str]:
        cells = f"{counted(count, 'cell', 'cells')} of {quoted(column)}"
        read = "is read as one name" if count == 1 else "are read as one name each"
        if code == "lines-in-name":
            have = "has" if count == 1 else "have"
            fix = f'split: "\\n" for the column {column}, if each line is a name'
            return f"{cells} {have} several lines and {read}", fix
        if code == "list-in-name":
            marks = '";", ",", " and ", " & "' if self._names[column] else '";", ",", " and "'
            fix = f"to split them, add split: [{marks}] for the column {column}"
            return f"{cells} may list several names and {read}", fix
        if code == "month-first":
            put = "puts" if count == 1 else "put"
            problem = f"{cells} {put} the month first, and the formats put the day first"
            return problem, "one order of day and month; others of the column are read day first"
        period = self._mapping.columns[column].period
        give = "gives" if count == 1 else "give"
        if period is not None:
            return f"{cells} {give} no day, and {period} stands for it", "a day, if it is known"
        fix = f'to date them, add period: "[2017-07..2017-09]" or the like for the column {column}'
        return f"{cells} {give} no day, and the row has no date", fix


def _only_day_first(formats: Iterable[str]) -> bool:
    written = [form for form in formats if _DAY_AND_MONTH.search(form)]
    return bool(written) and not any(form.startswith("%m") for form in written)


def _is_month_first(cell: Cell | None) -> bool:
    """Whether a cell is a day such as 10/13/2013."""
    match = _NUMBERS.match(cell) if isinstance(cell, str) else None
    return match is not None and int(match[1]) <= 12 < int(match[2])


def _count(cell: Cell, marks: Sequence[str]) -> int:
    return len(cell) if isinstance(cell, list) else len(parts_of(cell, marks)) if marks else 1


@lru_cache(maxsize=4096)
def is_list(name: str, *, of_person: bool) -> bool:
    """Whether commas or semicolons, and of people "and", stand between what may be names."""
    plain = _ASIDE.sub("", name)
    if of_person:  # one may be written as “Lee, Ann”
        pieces = parts_of(_AND.sub(",", without_office(plain)), (",", ";"))
        pieces = [
            piece
            for piece in pieces
            if len(piece.split()) > 1 and not is_office(piece) and not is_field_of_work(piece)
        ]
    else:
        pieces = parts_of(plain, (",", ";"))
        pieces = [*pieces[:1], *(piece for piece in pieces[1:] if not is_field_of_work(piece))]
    return len([piece for piece in pieces if piece]) > 1
