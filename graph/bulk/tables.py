"""A graph as CSV files for `neo4j-admin database import`, written element by element.

Texts survive unchanged: strings are always quoted and may span lines, and the elements of a list
are separated by a character that occurs in none of them. A file holds elements of one kind; when
one has a property without a column, a new file with one more column continues the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from whomet.graph.errors import GraphError
from whomet.graph.projection.elements import Elements, Properties
from whomet.graph.writing import cypher
from whomet.ontology.vocabulary import Vocabulary

#: Candidate separators of list elements; the first that occurs in no brief is used.
SEPARATORS = range(0xE000, 0xF900)
TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),  # before int, of which it is a subclass
    (int, "long"),
    (float, "double"),
    (str, "string"),
    (date, "date"),
)
#: The importer's smallest read buffer.
MIN_BUFFER = 4 << 20

Ids = tuple[str, ...]
Cell = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class TablePart:
    """A file of one table: `option` is nodes or relationships, `columns` has types by name."""

    option: str
    table: str
    file: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TableParts:
    """What one writer wrote: its files, and how many elements of each label; see `summary`.

    `longest` is the length of the longest line.
    """

    parts: tuple[TablePart, ...]
    nodes: Counter[str]
    edges: int
    longest: int


@dataclass(frozen=True, slots=True)
class Tables:
    """The files of a graph, and the `arguments` that the importer needs for them."""

    folder: Path
    nodes: int
    edges: int
    arguments: tuple[str, ...]


def combined(folder: Path, written: Iterable[TableParts], separator: str) -> Tables:
    """The tables that several writers wrote in `folder`.

    GraphError if a property has values of several types.
    """
    found = list(written)
    _ensure_one_type(part for each in found for part in each.parts)
    longest = max((each.longest for each in found), default=0)
    arguments = (
        *(f"--{part.option}={part.table}=./{part.file}" for each in found for part in each.parts),
        f"--array-delimiter=U+{ord(separator):04X}",
        # In Java's characters, of which a line has up to two for each of ours. The importer holds
        # several such buffers on a heap of 1 GB.
        f"--read-buffer-size={MIN_BUFFER + 2 * longest}",
        "--multiline-fields=true",
        "--id-type=string",
        "--bad-tolerance=0",
    )
    nodes = sum(each.nodes.total() for each in found)
    return Tables(folder, nodes, sum(each.edges for each in found), arguments)


def _ensure_one_type(parts: Iterable[TablePart]) -> None:
    known: dict[tuple[str, str], str] = {}
    for part in parts:
        for name, type in part.columns.items():
            if known.setdefault((part.table, name), type) != type:
                raise _several_types(part.table, name, type, known[part.table, name])


def _several_types(what: str, name: str, one: str, other: str) -> GraphError:
    return GraphError(
        f"property '{name}' of {what} is {one} in some places but {other} in others, which the"
        " importer cannot store; load without `bulk`.",
        parameters=["bulk"],
    )


class TableWriter:
    """Writes elements into files in `folder`, which must exist; names begin with its `number`."""

    def __init__(self, vocabulary: Vocabulary, folder: Path, number: int, separator: str) -> None:
        self._vocabulary = vocabulary
        self._folder = folder
        self._prefix = f"{number:03}-"
        self._separator = separator
        self._tables: dict[tuple[str, ...], _Table] = {}
        self._parts: list[TablePart] = []
        self._nodes: Counter[str] = Counter()
        self._edges = 0

    def add(self, elements: Elements) -> None:
        """Write elements, none of which was written before.

        GraphError if a property has values of several types.
        """
        for label, nodes in elements.nodes_by_label().items():
            table = self._tables.get((label,)) or self._node_table(label)
            self._nodes[label] += len(nodes)
            for key, properties in nodes:
                table.write((key.id,), properties)
        for kind, edges in elements.edges_by_kind().items():
            table = self._tables.get(kind) or self._edge_table(*kind)
            self._edges += len(edges)
            for edge, properties in edges:
                table.write((edge.source.id, edge.target.id), properties)

    def close(self) -> TableParts:
        """Close the files, and say what was written."""
        for table in self._tables.values():
            table.close()
        longest = max((table.longest for table in self._tables.values()), default=0)
        return TableParts(tuple(self._parts), self._nodes, self._edges, longest)

    def _node_table(self, label: str) -> _Table:
        labels = ":".join(cypher.all_labels(self._vocabulary, label))
        return self._table((label,), "nodes", labels, (f"id:ID({label})",))

    def _edge_table(self, kind: str, source: str, target: str) -> _Table:
        ends = (f":START_ID({source})", f":END_ID({target})")
        return self._table((kind, source, target), "relationships", kind, ends)

    def _table(self, key: tuple[str, ...], option: str, table: str, ids: Ids) -> _Table:
        def open_part(columns: Mapping[str, str]) -> IO[str]:
            file = f"{self._prefix}{len(self._parts):04}.csv"
            self._parts.append(TablePart(option, table, file, dict(columns)))
            lines = (self._folder / file).open("w", encoding="utf-8", newline="")
            header = [*ids, *(f"{name}:{type}" for name, type in columns.items())]
            lines.write(",".join(map(_quoted, header)) + "\n")
            return lines

        made = self._tables[key] = _Table(table, len(ids), self._separator, open_part)
        return made


class _Table:
    """The open file of one kind of element."""

    def __init__(
        self, name: str, ids: int, separator: str, open_part: Callable[[Mapping[str, str]], IO[str]]
    ) -> None:
        self._name = name
        self._separator = separator
        self._open_part = open_part
        self._width = ids
        self._columns: dict[str, str] = {}
        # Of each property where it is in a line, its class, that of its elements, and its text.
        self._cells: dict[str, tuple[int, type[Any], type[Any] | None, Cell]] = {}
        if ids == 1:
            # The id of a node is its key.
            self._cells["id"] = 0, str, None, _quoted
        self._lines: IO[str] | None = None
        self.longest = 0

    def write(self, ids: Ids, properties: Properties) -> None:
        """Write a line: the ids, then every property in its column."""
        if self._lines is None or not properties.keys() <= self._cells.keys():
            self._add_columns(properties)
        line = [""] * self._width
        for name, value in properties.items():
            number, kind, element, cell = self._cells[name]
            if value.__class__ is not kind or (element and value[0].__class__ is not element):
                cell = self._checked(ids, name, value)
            line[number] = cell(value)
        line[: len(ids)] = map(_quoted, ids)
        text = ",".join(line)
        self.longest = max(self.longest, len(text))
        self._lines.write(text + "\n")  # type: ignore[union-attr]

    def _checked(self, ids: Ids, name: str, value: Any) -> Cell:
        type = _type(value)
        if type != self._columns[name]:
            raise _several_types(f"{self._name} {' '.join(ids)}", name, type, self._columns[name])
        return self._cell(type)

    def _add_columns(self, properties: Properties) -> None:
        self.close()
        for name, value in properties.items():
            if name not in self._cells:
                kind = _type(value)
                element = value[0].__class__ if isinstance(value, list) else None
                self._cells[name] = self._width, value.__class__, element, self._cell(kind)
                self._columns[name] = kind
                self._width += 1
        self._lines = self._open_part(self._columns)

    def close(self) -> None:
        """Close the file, if one is open."""
        if self._lines is not None:
            self._lines.close()

    def _cell(self, type: str) -> Cell:
        one, many = type.removesuffix("[]"), type.endswith("[]")
        text = _TEXTS[one]
        if many and one == "string":
            join = self._separator.join
            return lambda values: _quoted(join(values))
        if many:
            return lambda values: _quoted(self._separator.join(map(text, values)))
        return _quoted if one == "string" else text


_TEXTS: Mapping[str, Cell] = {
    "boolean": lambda value: "true" if value else "false",
    "long": str,
    "double": repr,
    "string": str,
    "date": date.isoformat,
}


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _type(value: Any) -> str:
    if isinstance(value, list):
        return f"{_type(value[0])}[]"
    return next(name for type, name in TYPES if isinstance(value, type))
