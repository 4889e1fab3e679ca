"""From a task of Prodigy to a document.

Prodigy 1.x: `spans` with start, end and label, offsets in code points; `relations` of rel.manual
with the spans of head and child; `answer` accept, reject or ignore.
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
from whomet.ontology.vocabulary import Vocabulary

_NOT_READ = ("accept", "options", "label")
"""What is said of the whole text."""
OWN = frozenset(("spans", "relations", "answer", "tokens", "html", *_NOT_READ))


def documents(source: InputSource, stream: IO[bytes], vocabulary: Vocabulary) -> Iterator[Document]:
    """A brief for each task that was accepted."""

    def understand(value: dict[str, Any], number: int) -> Record:
        hash = str(value.get("_input_hash", number)).lstrip("-")
        record = Record(made_id(source.stem, hash), own=OWN)
        answer = value.get("answer", "accept")
        if answer != "accept":
            record.skipped = f"the answer is {answer}"
        for index, item in enumerate(listed(value.get("spans"))):
            given = item if isinstance(item, dict) else {}
            start, end = given.get("start"), given.get("end")
            path = ("spans", index)
            words = given.get("text")
            record.spans.append(SpanOf(_id(given), start, end, given.get("label"), path, words))
        for index, item in enumerate(listed(value.get("relations"))):
            given = item if isinstance(item, dict) else {}
            head, child = _id(given.get("head_span")), _id(given.get("child_span"))
            record.links.append(LinkOf(head, child, given.get("label"), ("relations", index)))
        record.ignored += [((key,), key) for key in _NOT_READ if value.get(key)]
        return record

    return documents_of_records(source.name, stream, vocabulary, understand)


def _id(span: object) -> str:
    given = span if isinstance(span, dict) else {}
    return f"{given.get('start')} to {given.get('end')}"
