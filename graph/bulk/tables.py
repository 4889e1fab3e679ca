"""A graph as the tables that `neo4j-admin database import` reads: one for each kind of element.

Whatever a text holds comes back as it was: strings are always quoted and may span lines, and the
elements of a list are divided by a character that occurs in none of them.
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

#: What may divide a list, the first that no list holds: no file that is read can hold the first.
DIVIDERS = (0x1F, 0x1E, 0x1D, 0x1C, *range(0xE000, 0xF900))
TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),  # before int, which it is, too
    (int, "long"),
    (float, "double"),
    (str, "string"),
    (date, "date"),
)
#: What the importer holds of one row at least, in bytes.
LEAST_BUFFER = 4 << 20

EdgeKind = tuple[str, str, str]
Rows = list[tuple[tuple[str, ...], Properties]]


@dataclass(frozen=True, slots=True)
class Tables:
    """Files that stand for a graph. `arguments` are what the importer must be told of them."""

    folder: Path
    nodes: int
    edges: int
    arguments: tuple[str, ...]


def write_tables(vocabulary: Vocabulary, elements: Elements, folder: Path) -> Tables:
    """Write `elements` into files in `folder`, which is there and empty.

    GraphError if a property has no one type, or a list no divider.
    """
    writer = _Writer(folder, _divider(elements))
    for label, nodes in _nodes(elements).items():
        labels = ":".join(cypher.all_labels(vocabulary, label))
        writer.write("nodes", labels, (f"id:ID({label})",), nodes)
    for (kind, source, target), edges in _edges(elements).items():
        ends = (f":START_ID({source})", f":END_ID({target})")
        writer.write("relationships", kind, ends, edges)
    arguments = (
        *writer.arguments,
        f"--array-delimiter=U+{ord(writer.divider):04X}",
        f"--read-buffer-size={max(LEAST_BUFFER, 4 * writer.longest)}",
        "--multiline-fields=true",
        "--id-type=string",
        "--bad-tolerance=0",
    )
    return Tables(folder, len(elements.nodes), len(elements.edges), arguments)


def _nodes(elements: Elements) -> dict[str, Rows]:
    grouped: dict[str, Rows] = {}
    for (label, id), properties in elements.nodes.items():
        grouped.setdefault(label, []).append(((id,), properties))
    return dict(sorted(grouped.items()))


def _edges(elements: Elements) -> dict[EdgeKind, Rows]:
    grouped: dict[EdgeKind, Rows] = {}
    for (kind, source, target, _), properties in elements.edges.items():
        rows = grouped.setdefault((kind, source.label, target.label), [])
        rows.append(((source.id, target.id), properties))
    return dict(sorted(grouped.items()))


class _Writer:
    """Writes one table after the other."""

    def __init__(self, folder: Path, divider: str) -> None:
        self.folder = folder
        self.divider = divider
        self.arguments: list[str] = []
        self.longest = 0

    def write(self, option: str, told: str, keys: tuple[str, ...], rows: Rows) -> None:
        """A file with a header: the keys, then every property that any of the rows has."""
        columns = _columns(told, rows)
        columns.pop("id", None)  # a node's own is its key
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
        self.arguments.append(f"--{option}={told}=./{file.name}")

    def _cell(self, type: str) -> Callable[[Any], str]:
        one, many = type.removesuffix("[]"), type.endswith("[]")
        text = _TEXTS[one]
        if many:
            divide = self.divider.join
            return lambda values: _quoted(divide(map(text, values)))
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


def _columns(told: str, rows: Rows) -> dict[str, str]:
    """The properties of a table with their types, each found in every row that has it."""
    found: dict[str, str] = {}
    for ids, properties in rows:
        for name, value in properties.items():
            type = _type(value)
            if found.setdefault(name, type) != type:
                raise GraphError(
                    f"{told} {' '.join(ids)} has '{name}' as {type}, and others have it as"
                    f" {found[name]}, which no table can hold; load without `bulk`.",
                    parameters=["bulk"],
                )
    return found


def _type(value: Any) -> str:
    if isinstance(value, list):
        return f"{_type(value[0])}[]"
    return next(name for type, name in TYPES if isinstance(value, type))


def _divider(elements: Elements) -> str:
    held = {
        character
        for part in (elements.nodes, elements.edges)
        for properties in part.values()
        for value in properties.values()
        if isinstance(value, list) and isinstance(value[0], str)
        for text in value
        for character in text
    }
    return next(divider for divider in map(chr, DIVIDERS) if divider not in held)
