"""From a table and its mapping to documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import IO

from whomet.loaders.documents import Document
from whomet.loaders.faults import Fault, TextFault, fault_at, located, quoted
from whomet.loaders.files.decoding import whole_text
from whomet.loaders.files.source import InputSource
from whomet.loaders.native import yaml_text
from whomet.loaders.parsed import Path, Position, locate_in
from whomet.loaders.tabular.cell_warnings import CellWarnings
from whomet.loaders.tabular.filling import document_of
from whomet.loaders.tabular.mapping import FILE, ROW, SHEET, Nothing, TableMapping, folded
from whomet.loaders.tabular.mapping_reader import read_mapping
from whomet.loaders.tabular.opening import OpenedTable, opened
from whomet.loaders.tabular.rows import (
    EVERY,
    MOST_TOLD,
    BrokenCell,
    Cell,
    DateCell,
    Header,
    NumberCell,
    Passed,
    RowFault,
    TableRow,
)
from whomet.loaders.tabular.tool_exports import LONGEST_HEADER, tool_export
from whomet.ontology.brief_keys import BRIEF_KEYS
from whomet.ontology.nouns import counted
from whomet.ontology.vocabulary import Vocabulary

MAPPING = ".mapping.yaml"
_NOWHERE = Nothing()

MOST_ROWS = 10_000
"""Rows of one brief."""


def documents(source: InputSource, stream: IO[bytes], vocabulary: Vocabulary) -> Iterator[Document]:
    """A brief for each row, or for each run of rows with the same key, then what was passed over.

    Raises TextFault where the table cannot be read on.
    """
    mapping, faults = _mapping(source, stream, vocabulary)
    if mapping is None:
        yield replace(faults, faults=_unread(faults.faults))
        return
    if faults.faults:
        yield faults
    yield from _Table(source, mapping).documents(stream)


class _Table:
    """One table that is read by a mapping."""

    def __init__(self, source: InputSource, mapping: TableMapping) -> None:
        self.source = source
        self.stem = source.stem
        self.mapping = mapping
        self.passed = Passed()
        self.above: dict[str, Cell] = {}
        self.nothing = {c: m.nothing for c, m in mapping.columns.items() if m.nothing}
        self.filled = [column for column, found in mapping.columns.items() if found.fill]
        # JSON and XML leave out a column that is empty; that no row has it is seen at the end.
        self.headed = [column for column, found in mapping.columns.items() if found.heading]
        self.heading = ""
        self.seen: dict[str, None] = {}
        self.varies = False
        self.cell_warnings = CellWarnings(mapping)
        self.dated = [column for column, found in mapping.columns.items() if found.formats]
        self.rows = 0
        self.sheet = ""
        self.header_alone = False
        self.where = source.name  # with the sheet, where several are read
        self.unused: dict[str, tuple[int, str, Position, str]] = {}
        self._columns: tuple[str, ...] | None = None
        self._left_out: tuple[str, ...] = ()
        self.by_profile = source.table is not None and mapping.root is source.table[1]

    def documents(self, stream: IO[bytes]) -> Iterator[Document]:
        table = opened(self.source, stream, self.mapping.layout, self.passed)
        self.varies = table.varies
        yield from self.grouped(table.rows)
        if self.header_alone:
            fix = "rows below the names of the columns"
            warning = fault_at(
                self.source.name, (1, 1), "no-brief", "the table has no rows", fix=fix
            )
            yield self.notice((warning,))
        told_in = (self.source.name, 1) if self.by_profile else None
        if self.seen and (missing := self.mapping.without(self.seen, told_in)):
            yield self.notice(missing)
        if self.unused:
            yield self.notice(tuple(self.unused_columns()))
        if cells := tuple(self.cell_warnings.told()):
            yield self.notice(cells)
        if told := self.told(table):
            yield self.notice(tuple(located(self.source.name, fault) for fault in told))

    def told(self, table: OpenedTable) -> list[TextFault]:
        guess = table.guess
        return self.passed.warnings() if guess is None else [guess, *self.passed.warnings()]

    def grouped(self, found: Iterator[TableRow | RowFault | Header]) -> Iterator[Document]:
        """The briefs of rows with one key; a row that cannot be read refuses the brief it is of."""
        group: list[TableRow] = []
        faults: list[Fault] = []
        key: tuple[str, ...] | None = None
        by_key = bool(self.mapping.key)
        for row in found:
            if isinstance(row, Header):
                if group or faults:  # of another sheet
                    yield self.document(group, faults)
                    group, faults = [], []
                key, self.above = None, {}
                self.sheet, self.heading = row.sheet, row.heading
                if self.passed.several:
                    self.where = f"{self.source.name}#{row.sheet}"
                if row.warnings:
                    yield self.notice(tuple(located(self.where, w) for w in row.warnings))
                told_in = (self.where, row.line) if self.by_profile else None
                if missing := self.mapping.without(row.columns, told_in):
                    yield self.notice(_unread(missing))
                    return
                self.header_alone = not self.rows
                continue
            self.header_alone = False
            self.rows += 1
            if isinstance(row, TableRow):
                row = self.prepared(row)
            if not self.is_meant(row):
                self.passed.others += 1
                continue
            this = self.key_of(row)
            if (group or faults) and (not by_key or (this is not None and this != key)):
                yield self.document(group, faults)
                group, faults = [], []
            key = this if this is not None else key
            if isinstance(row, RowFault):
                faults.append(located(self.where, row.fault))
                continue
            if self.headed and (lacking := [c for c in self.headed if not row.cells.get(c)]):
                problem = f"no line above this row names {quoted(lacking[0])}"
                fix = "a line of its own above the rows, such as “Ann Lee MP, Minister for Trade”"
                fault = TextFault("empty-value", row.place(lacking[0]), problem, None, fix)
                faults.append(located(self.where, fault))
                continue
            if self.passed.broken and (broken := self.broken_cells(row)):
                faults += broken
                continue
            group.append(row)
            self.note_unused(row)
            self.cell_warnings.note(row, self.where)
            if len(group) > MOST_ROWS:
                problem = f"one brief may have at most {MOST_ROWS} rows"
                fix = "a key with more values"
                raise TextFault("too-large", (row.line, 1), problem, "more rows", fix)
        if group or faults:
            yield self.document(group, faults)

    def is_meant(self, row: TableRow | RowFault) -> bool:
        """Whether the mapping takes a row; a short one, such as a footnote, lacks the cells."""
        cells = row.cells
        return cells is None or all(
            one.holds(cells.get(one.column, "")) for one in self.mapping.only
        )

    def broken_cells(self, row: TableRow) -> list[Fault]:
        """A fault for each cell that the mapping uses and that has no value."""
        found = []
        for column, cell in row.cells.items():
            if isinstance(cell, BrokenCell) and column in self.mapping.used:
                formula = cell.startswith("=")
                what = "a formula that was never computed" if formula else "an error"
                problem = f"the cell has {what} in place of a value"
                fix = "the file opened in a spreadsheet program and saved" if formula else "a value"
                fault = TextFault("broken-cell", row.place(column), problem, quoted(cell), fix)
                found.append(located(self.where, fault))
        return found

    def key_of(self, row: TableRow | RowFault) -> tuple[str, ...] | None:
        """What identifies the brief of a row; None where that cannot be known."""
        cells = row.cells
        if cells is None or (isinstance(row, RowFault) and not cells.keys() >= {*self.mapping.key}):
            return None
        return tuple(
            repr(cells.get(column) or self.above.get(column, "") if column in self.filled
                 else cells.get(column, ""))
            for column in self.mapping.key
        )  # fmt: skip

    def prepared(self, row: TableRow) -> TableRow:
        """The row without what means nothing, filled from above, and with its number."""
        cells = row.cells
        if self.varies:
            self.seen.update(dict.fromkeys(cells))
        for column in self.filled:
            if cells.get(column):
                self.above[column] = cells[column]
            elif column in self.above:
                cells[column] = self.above[column]
        for column in self.headed if self.heading else ():
            cells[column] = cells.get(column) or self.heading
        everywhere = self.mapping.nothing
        if everywhere or self.nothing:
            for column, cell in cells.items():
                if isinstance(cell, str) and cell:
                    said = folded(cell)
                    if said in everywhere or said in self.nothing.get(column, _NOWHERE):
                        cells[column] = ""
        for column in self.dated:
            day = cells.get(column)
            if isinstance(day, NumberCell) and self.mapping.columns[column].reading(day) is None:
                cells[column] = DateCell(day.day)
        cells.setdefault(ROW, str(row.number))
        cells.setdefault(FILE, self.stem)
        cells.setdefault(SHEET, self.sheet)
        return row

    def note_unused(self, row: TableRow) -> None:
        """Count the cells of columns that go nowhere."""
        for column in self.left_out(row):
            cell = row.cells.get(column)
            if cell:
                known = self.unused.get(column)
                if known is None:
                    # Looked for among all columns, so only where it is told.
                    place = row.place(column) if len(self.unused) < MOST_TOLD else (1, 1)
                    known = (0, self.where, place, str(cell))
                self.unused[column] = (known[0] + 1, *known[1:])

    def left_out(self, row: TableRow) -> tuple[str, ...]:
        """The columns of a row that go nowhere; those without a name are told as that."""
        columns = tuple(row.cells) if row.order is None else row.order
        if columns != self._columns:
            self._columns = columns
            self._left_out = tuple(
                c
                for c in columns
                if c not in (ROW, FILE, SHEET)
                and not c.startswith("#")
                and self.mapping.leaves_out(c)
            )
        return self._left_out

    def unused_columns(self) -> Iterator[Fault]:
        """A warning for each column that goes nowhere, the first ones by name."""
        where = "the profile" if self.by_profile else "the mapping"
        for column, (count, file, place, first) in [*self.unused.items()][:MOST_TOLD]:
            cells = counted(count, "cell", "cells, the first")
            problem = f"the column {quoted(column)} is not used"
            fix = f"to use it in {where}, or list it there under ignore"
            found = f"{cells} {quoted(first)}"
            yield fault_at(file, place, "unused-column", problem, found, fix)
        if (more := len(self.unused) - MOST_TOLD) > 0:
            problem = f"{counted(more, 'more column is', 'more columns are')} not used"
            fix = f'to list them in {where} under ignore, where "{EVERY}" is all the others'
            yield fault_at(self.source.name, (1, 1), "unused-column", problem, None, fix)

    def document(self, group: list[TableRow], faults: list[Fault]) -> Document:
        if not group:
            return replace(self.notice(tuple(faults)), line=faults[0].line)
        made = document_of(self.where, self.mapping, group)
        if self.where != self.source.name:
            there: dict[Path, str] = {(key,): self.where for key in BRIEF_KEYS}
            made = replace(made, elsewhere={(): self.where, **there, **(made.elsewhere or {})})
        return replace(made, faults=(*made.faults, *faults)) if faults else made

    def notice(self, faults: tuple[Fault, ...]) -> Document:
        """A document that holds no brief."""
        return Document(None, partial(locate_in, self.mapping.root), faults=faults)


def _unread(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Faults of a mapping, the last of which says what became of the rows."""
    *others, last = faults
    fix = "; ".join(filter(None, (last.fix, "the rows were not read")))
    return (*others, replace(last, fix=fix))


def _mapping(
    source: InputSource, stream: IO[bytes], vocabulary: Vocabulary
) -> tuple[TableMapping | None, Document]:
    """The mapping beside a table, or None and a document with its faults."""
    beside = source.companion(MAPPING)
    if beside is None and source.table is not None:
        file, node = source.table
        found, faults = read_mapping(file, node, vocabulary, source.filled, source.fields)
        return found, Document(None, lambda *_: (1, 1), faults=faults)
    if beside is None:
        first = stream.readline(LONGEST_HEADER).decode("utf-8-sig", "replace")
        if (export := tool_export(first)) is not None:
            raise TextFault("no-mapping", (1, 1), export.problem, None, export.instead)
        raise TextFault(
            "no-mapping",
            (1, 1),
            "a table needs a mapping from its columns",
            None,
            f"{source.stem}{MAPPING} beside it, or --mapping FILE;"
            f" `whomet profile new csv {source.name}` proposes one for --profile",
        )
    nowhere = Document(None, lambda *_: (1, 1))
    try:
        with beside.open() as stream:
            root = yaml_text.parse(whole_text(stream))
    except TextFault as fault:
        return None, Document(None, nowhere.locate, faults=(located(beside.name, fault),))
    if root.value is None:
        empty = fault_at(beside.name, (1, 1), "empty-file", "the file is empty", None, "a mapping")
        return None, Document(None, nowhere.locate, faults=(empty,))
    mapping, faults = read_mapping(beside.name, root, vocabulary, source.filled, source.fields)
    faults += tuple(located(beside.name, warning) for warning in yaml_text.warnings_of(root))
    return mapping, Document(None, nowhere.locate, faults=faults)
