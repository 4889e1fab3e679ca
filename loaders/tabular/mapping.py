"""A mapping of tables: a brief with `{column}` where a row fills it in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from whomet.loaders.faults import Fault, fault_at, quoted
from whomet.loaders.parsed import ParsedNode, Path, locate_in
from whomet.loaders.tabular.days import reading
from whomet.loaders.tabular.rows import EVERY, Cell, Layout
from whomet.loaders.tabular.templates import Template
from whomet.ontology.suggestions import nearest

WORDS = "words"
"""A format of dates: whatever the other formats do not fit is read as words."""

ROW, FILE, SHEET = "row", "file", "sheet"
"""Fields of each row besides its columns: its number, and the names of its file and its sheet."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Cells that mean nothing, folded: whole ones, and how others begin."""

    whole: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.whole or self.beginnings)

    def __contains__(self, cell: str) -> bool:
        return cell in self.whole or cell.startswith(self.beginnings)


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How the cells of a column are read: split, as dates of some formats, by a list of values.

    `split` are marks between parts; with `like` only where that column has as many parts. Cells
    that no format fits are dates in words with `in_words`. Cells in `nothing` (folded) are empty;
    with `fill` an empty cell takes that of the row above, with `heading` what the line above the
    rows says. An `optional` column may be missing.
    Cells in `undated` (folded) are words that give no day; for these and for empty ones `period`
    stands, in EDTF, if there is one.
    """

    split: tuple[str, ...] = ()
    like: str | None = None
    formats: tuple[str, ...] = ()
    in_words: bool = False
    values: Mapping[str, str] | None = None
    fill: bool = False
    heading: bool = False
    nothing: Nothing = Nothing()
    optional: bool = False
    undated: Nothing = Nothing()
    period: str | None = None

    def reading(self, cell: str) -> str | None:
        """A cell by the first of the formats that fits."""
        return next((r for form in self.formats if (r := reading(cell, form)) is not None), None)


PLAIN = ColumnMapping()


@dataclass(frozen=True, slots=True)
class EntityTemplate:
    """An entity that each row may have: texts by key, and the keys it may be part of."""

    texts: Mapping[str, tuple[Template, ...]]
    part_of: str | None
    is_person: bool = False

    def constant(self, key: str) -> str | None:
        """What each row has under a key, if that uses no column."""
        return next((t.constant for t in self.texts.get(key, ())), None)


@dataclass(frozen=True, slots=True)
class Condition:
    """Rows with a certain cell in a column, or without `cells` with any."""

    column: str
    cells: frozenset[str] | None = None

    def holds(self, cell: Cell) -> bool:
        """Whether a row with this cell is one of them."""
        if self.cells is None:
            return cell not in ("", [])
        return isinstance(cell, str) and folded(cell) in self.cells


@dataclass(frozen=True, slots=True)
class EventTemplate:
    """An event that each row may have: `given` says which rows have it.

    What its class usually takes is `usual_days`, None of a state or where the rows say the class.
    """

    texts: Mapping[str, Template]
    dates: Mapping[str, Mapping[str, Template]]
    roles: Mapping[str, tuple[str, ...]]
    given: Condition | None
    usual_days: int | None = None


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A complete mapping."""

    file: str
    root: ParsedNode
    key: tuple[str, ...]
    layout: Layout
    nothing: Nothing
    only: tuple[Condition, ...]
    columns: Mapping[str, ColumnMapping]
    brief: Mapping[str, Template]
    text: tuple[Template, ...]
    entities: Mapping[str, EntityTemplate]
    events: Mapping[str, EventTemplate]
    used: Mapping[str, Path]
    ignored: frozenset[str] = frozenset()

    def names_of_one(self) -> dict[str, bool]:
        """The columns of names that are not split at line breaks, and whether they are of people.

        What topics are called is often a text of several lines.
        """
        found: dict[str, bool] = {}
        for entity in self.entities.values():
            kind = entity.constant("type")
            for template in entity.texts.get("name", ()) if kind != "Topic" else ():
                for column in template.columns:
                    if "\n" not in self.columns.get(column, PLAIN).split:
                        found[column] = kind == "Person"
        return found

    def names_of_actors(self) -> dict[str, bool]:
        """The columns of names of people and organizations, and whether they are of people."""
        kinds = ((entity, entity.constant("type")) for entity in self.entities.values())
        return {
            column: kind == "Person"
            for entity, kind in kinds
            if kind in ("Person", "Organization")
            for template in entity.texts.get("name", ())
            for column in template.columns
        }

    def leaves_out(self, column: str) -> bool:
        """Whether the cells of a column go nowhere, and the mapping does not say so."""
        return not (column in self.used or column in self.ignored or EVERY in self.ignored)

    def without(
        self, known: Iterable[str], table: tuple[str, int] | None = None
    ) -> tuple[Fault, ...]:
        """A fault for each column that it uses and that is not among `known`.

        It is told in the mapping, or in the table and on the line of it that are given.
        """
        names = list(known)
        missing = self.layout.required.difference(names)
        if table is not None:
            file, line = table
            listed = ", ".join(names[:20])
            needed = [quoted(column) for column in self.used if column in missing]
            if not needed:
                return ()
            problem = f"the table lacks what the profile needs: {', '.join(needed)}"
            fix = "such columns, or in the profile what they are called here, as aliases"
            where = (line, 1)
            return (fault_at(file, where, "unknown-column", problem, quoted(listed, 200), fix),)
        return tuple(
            fault_at(
                self.file,
                locate_in(self.root, path, False),
                "unknown-column",
                "the table has no such column",
                quoted(column),
                nearest(column, names) or f"one of {', '.join(names[:20])}",
            )
            for column, path in self.used.items()
            if column in missing
        )


def folded(cell: str) -> str:
    """A cell as it is compared with those that mean nothing."""
    return " ".join(cell.split()).casefold()
