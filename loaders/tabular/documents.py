"""From a table and its mapping to documents."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import IO

from whomet.loaders.documents import Document
from whomet.loaders.faults import TextFault, fault_at, located
from whomet.loaders.files.decoding import whole_text
from whomet.loaders.files.source import InputSource
from whomet.loaders.native import yaml_text
from whomet.loaders.parsed import locate_in
from whomet.loaders.tabular.filling import document_of
from whomet.loaders.tabular.mapping import TableMapping, read_mapping
from whomet.loaders.tabular.rows import TableRow, rows
from whomet.ontology.vocabulary import Vocabulary

MAPPING = ".mapping.yaml"
MOST_ROWS = 10_000
"""Rows of one brief."""


def documents(source: InputSource, stream: IO[bytes], vocabulary: Vocabulary) -> Iterator[Document]:
    """A brief for each row, or for each run of rows with the same key.

    Raises TextFault where the table cannot be read on.
    """
    mapping, faults = _mapping(source, vocabulary)
    if mapping is None:
        yield faults
        return
    json_lines, stream = _is_json(source, stream)
    group: list[TableRow] = []
    key: tuple[object, ...] = ()
    # JSON leaves out a column that is empty; that no row has it is seen at the end.
    seen: dict[str, None] = {}
    for found in rows(stream, json_lines, mapping.delimiter):
        if isinstance(found, TextFault):
            yield Document(
                None,
                partial(locate_in, mapping.root),
                found.position[0],
                faults=(located(source.name, found),),
            )
            continue
        if isinstance(found, tuple):
            missing = mapping.without(found)
            if missing:
                yield Document(None, partial(locate_in, mapping.root), faults=missing)
                return
            continue
        if json_lines:
            seen.update(dict.fromkeys(found.cells))
        this = tuple(repr(found.cells.get(column, "")) for column in mapping.key)
        if group and (not mapping.key or this != key):
            yield document_of(source.name, mapping, group)
            group = []
        key = this
        group.append(found)
        if len(group) > MOST_ROWS:
            problem = f"one brief may have at most {MOST_ROWS} rows"
            raise TextFault(
                "too-large", (found.line, 1), problem, "more rows", "a key with more values"
            )
    if group:
        yield document_of(source.name, mapping, group)
    if json_lines and seen and (missing := mapping.without(seen)):
        yield Document(None, partial(locate_in, mapping.root), faults=missing)


def _mapping(source: InputSource, vocabulary: Vocabulary) -> tuple[TableMapping | None, Document]:
    """The mapping beside a table, or None and a document with its faults."""
    beside = source.companion(MAPPING)
    if beside is None:
        raise TextFault(
            "no-mapping",
            (1, 1),
            "a table needs a mapping from its columns",
            None,
            f"{source.stem}{MAPPING} beside it, or --mapping FILE",
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
    mapping, faults = read_mapping(beside.name, root, vocabulary)
    return mapping, Document(None, nowhere.locate, faults=faults)


def _is_json(source: InputSource, stream: IO[bytes]) -> tuple[bool, IO[bytes]]:
    """Whether the rows are lines of JSON: by the name, or else by how the table begins."""
    from whomet.loaders.files.endings import ending_of
    from whomet.loaders.files.streams import rejoined

    ending = ending_of(source.name)
    if ending in (".csv", ".tsv"):
        return False, stream
    if ending == ".jsonl":
        return True, stream
    head = stream.read(64)
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"), rejoined(head, stream)
