"""The names of the columns of a table, and which of ours they mean."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from whomet.loaders.faults import TextFault, quoted
from whomet.loaders.parsed import Position
from whomet.loaders.tabular.rows import (
    MOST_TOLD,
    Layout,
)
from whomet.ontology.nouns import counted

MOST_BEFORE = 40
"""Rows among which that with the names of the columns is looked for."""

LONGEST_NAME = 80
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
