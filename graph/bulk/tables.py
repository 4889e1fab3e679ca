"""A graph as CSV files for `neo4j-admin database import`: one for each kind of element.

Texts survive unchanged: strings are always quoted and may span lines, and the elements of a list
are separated by a character that occurs in none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from whomet.graph.errors import GraphError
from whomet.graph.projection.elements import Elements, Properties
from whomet.graph.writing import cypher
from whomet.ontology.vocabulary import Vocabulary

#: Candidate separators of list elements; the first that occurs in no list is used.
SEPARATORS = (0x1F, 0x1E, 0x1D, 0x1C, *range(0xE000, 0xF900))
TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),  # before int, of which it is a subclass
    (int, "long"),
    (float, "double"),
    (str, "string"),
    (date, "date"),
)
#: The importer's smallest read buffer, in bytes.
MIN_BUFFER = 4 << 20

Rows = list[tuple[tuple[str, ...], Properties]]


@dataclass(frozen=True, slots=True)
class Tables:
    """The files of a graph, and the `arguments` that the importer needs for them."""

    folder: Path
    nodes: int
    edges: int
    arguments: tuple[str, ...]


def write_tables(vocabulary: Vocabulary, elements: Elements, folder: Path) -> Tables:
    """Write `elements` into files in `folder`, which must exist and be empty.

    GraphError if a property has values of several types, or no separator fits a list.
    """
    writer = _Writer(folder, _separator(elements))
    for label, nodes in elements.nodes_by_label().items():
        labels = ":".join(cypher.all_labels(vocabulary, label))
        rows: Rows = [((key.id,), properties) for key, properties in nodes]
        writer.write("nodes", labels, (f"id:ID({label})",), rows)
    for (kind, source, target), edges in elements.edges_by_kind().items():
        ends = (f":START_ID({source})", f":END_ID({target})")
        rows = [((key.source.id, key.target.id), properties) for key, properties in edges]
        writer.write("relationships", kind, ends, rows)
    arguments = (
        *writer.arguments,
        f"--array-delimiter=U+{ord(writer.separator):04X}",
        f"--read-buffer-size={max(MIN_BUFFER, 4 * writer.longest)}",
        "--multiline-fields=true",
        "--id-type=string",
        "--bad-tolerance=0",
    )
    return Tables(folder, len(elements.nodes), len(elements.edges), arguments)


class _Writer:
    """Writes the files one after another."""

    def __init__(self, folder: Path, separator: str) -> None:
        self.folder = folder
        self.separator = separator
        self.arguments: list[str] = []
        self.longest = 0

    def write(self, option: str, table: str, keys: tuple[str, ...], rows: Rows) -> None:
        """Write a file with a header: the keys, then every property that any row has."""
        columns = _columns(table, rows)
        columns.pop("id", None)  # the id of a node is its key
        cells = [(name, self._cell(type)) for name, type in columns.items()]
        header = [*keys, *(f"{name}:{type}" for name, type in columns.items())]
        file = self.folder / f"{len(self.arguments):03}.csv"
        with file.open("w", encoding="utf-8", newline="") as lines:
            lines.write(",".join(map(_quoted, header)) + "\n")
            for ids, properties in rows:
                line = ",".join(
                    [
                        *map(_quoted, ids),
                        *(
                            "" if (value := properties.get(name)) is None else cell(value)
                            for name, cell in cells
                        ),
                    ]
                )
                self.longest = max(self.longest, len(line))
                lines.write(line + "\n")
        self.arguments.append(f"--{option}={table}=./{file.name}")

    def _cell(self, type: str) -> Callable[[Any], str]:
        one, many = type.removesuffix("[]"), type.endswith("[]")
        text = _TEXTS[one]
        if many:
            join = self.separator.join
            return lambda values: _quoted(join(map(text, values)))
        return (lambda value: _quoted(text(value))) if one == "string" else text


_TEXTS: Mapping[str, Callable[[Any], str]] = {
    "boolean": lambda value: "true" if value else "false",
    "long": str,
    "double": repr,
    "string": str,
    "date": date.isoformat,
}


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _columns(table: str, rows: Rows) -> dict[str, str]:
    """The properties of a table and their types; GraphError if a property has several types."""
    found: dict[str, str] = {}
    for ids, properties in rows:
        for name, value in properties.items():
            type = _type(value)
            if found.setdefault(name, type) != type:
                raise GraphError(
                    f"{table} {' '.join(ids)} has '{name}' as {type}, and others have it as"
                    f" {found[name]}, which no table can hold; load without `bulk`.",
                    parameters=["bulk"],
                )
    return found


def _type(value: Any) -> str:
    if isinstance(value, list):
        return f"{_type(value[0])}[]"
    return next(name for type, name in TYPES if isinstance(value, type))


def _separator(elements: Elements) -> str:
    used = {
        character
        for part in (elements.nodes, elements.edges)
        for properties in part.values()
        for value in properties.values()
        if isinstance(value, list) and isinstance(value[0], str)
        for text in value
        for character in text
    }
    return next(separator for separator in map(chr, SEPARATORS) if separator not in used)
