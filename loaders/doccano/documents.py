"""From a line of an export of doccano to a document.

doccano 1.8: `entities` and `relations` where the project has relations, else `label` (in older
versions `labels`, in projects with categories too `entities`) with [start, end, label]; before 1.0
`annotations`, with labels as numbers in one of its exports, which lacks what they refer to. Offsets
in code points, which is its default.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from whomet.loaders.annotation.records import (
    LinkOf,
    Record,
    SpanOf,
    documents_of_records,
    listed,
)
from whomet.loaders.documents import Document
from whomet.loaders.files.source import InputSource
from whomet.loaders.made_ids import made_id
from whomet.loaders.parsed import Path
from whomet.ontology.vocabulary import Vocabulary

LABELLED = ("entities", "annotations", "label", "labels")
"""Where records have their labels, depending on project and version."""

_NOT_READ = ("cats", "Comments", "comments")
"""What an export has of a whole text, or says about the work on it."""
OWN = frozenset(("id", "relations", *LABELLED, *_NOT_READ))


def documents(source: InputSource, stream: IO[bytes], vocabulary: Vocabulary) -> Iterator[Document]:
    """A brief for each record."""

    def understand(value: dict[str, Any], number: int) -> Record:
        record = Record(made_id(source.stem, value.get("id", number)), own=OWN)
        if "text" not in value and "data" in value:
            record.text = ("data",)
        for key in LABELLED:
            for index, item in enumerate(listed(value.get(key))):
                path = (key, index)
                if isinstance(item, list) and len(item) == 3:
                    start, end, label = item
                    record.spans.append(SpanOf(f"{key} {index}", start, end, label, path))
                elif key in ("label", "labels"):
                    record.ignored.append((path, "a label of the whole text"))
                else:
                    record.spans.append(_entity(item, path))
        _relations(value, record)
        for key in _NOT_READ:
            if value.get(key):
                record.ignored.append(((key,), key))
        return record

    return documents_of_records(source.name, stream, vocabulary, understand)


def _entity(item: object, path: Path) -> SpanOf:
    given = item if isinstance(item, dict) else {}
    start, end = given.get("start_offset"), given.get("end_offset")
    id = str(given.get("id", " ".join(map(str, path))))
    return SpanOf(id, start, end, given.get("label"), path)


def _relations(value: dict[str, Any], record: Record) -> None:
    for index, item in enumerate(listed(value.get("relations"))):
        given = item if isinstance(item, dict) else {}
        ends = str(given.get("from_id")), str(given.get("to_id"))
        record.links.append(LinkOf(*ends, given.get("type"), ("relations", index)))
