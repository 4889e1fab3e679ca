"""The rows of lines of JSON."""

from __future__ import annotations

from collections.abc import Iterator

from whomet.loaders.faults import TextFault, quoted
from whomet.loaders.native import json_text
from whomet.loaders.parsed import Number
from whomet.loaders.tabular.encodings import TextLines
from whomet.loaders.tabular.headers import NamesOfColumns
from whomet.loaders.tabular.rows import Cell, Layout, RowFault, TableRow

_NESTED = "{…}"
"""What stands for a value that is no text."""


def json_rows(lines: TextLines, layout: Layout) -> Iterator[TableRow | RowFault]:
    """The rows of lines of JSON, and what is wrong with those that cannot be read."""
    names = NamesOfColumns(layout)
    used = frozenset(layout.aliases.values())
    count = 0
    for text in lines:
        number, _ = lines.row()
        text = text.rstrip("\r\n")
        if not text or text.isspace():
            continue
        count += 1
        try:
            value = json_text.parse(text, number)
        except TextFault as fault:
            yield RowFault(fault)
            continue
        if not isinstance(value, dict):
            problem, fix = "the row is not a JSON object", '{"column": "value"}'
            yield RowFault(TextFault("wrong-shape", (number, 1), problem, None, fix))
            continue
        yield _json_row(value, text, number, count, names, used)


def _json_row(
    value: dict[str, object],
    text: str,
    line: int,
    number: int,
    names: NamesOfColumns,
    used: frozenset[str],
) -> TableRow | RowFault:
    cells: dict[str, Cell] = {}
    fault: TextFault | None = None
    for name, cell in value.items():
        column = names.of(name)
        plain = _plain(cell)
        if plain is None and column in used and fault is None:
            problem, fix = f"{quoted(name)} is not a plain value", "text, or a list of texts"
            place = json_text.position_of(text, (name,), False, line)
            fault = TextFault("wrong-shape", place, problem, None, fix)
        cells[column] = _NESTED if plain is None else plain
    if fault is not None:
        return RowFault(fault, cells)
    return TableRow(line, cells, text, ",", None, number)


def _plain(value: object) -> Cell | None:
    """The cell as text: a number as written, nothing as the empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Number | str):
        return str(value).strip()
    if isinstance(value, list):
        parts = [_plain(part) for part in value]
        texts = [part for part in parts if isinstance(part, str)]
        return texts if len(texts) == len(parts) else None
    return None
