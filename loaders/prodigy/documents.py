"""From a task of Prodigy to a document.

Prodigy 1.x: `spans` with start, end and label, offsets in code points; `relations` of rel.manual
with the spans of head and child; `answer` accept, reject or ignore.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from whomet.loaders.annotation.records import (
    LinkOf,
    Record,
    SpanOf,
    documents_of_records,
    listed,
    whole_number,
)
from whomet.loaders.documents import Document
from whomet.loaders.faults import quoted
from whomet.loaders.files.source import InputSource
from whomet.loaders.made_ids import made_id
from whomet.ontology.vocabulary import Vocabulary

_NOT_READ = ("accept", "options", "label")
"""What is said of the whole text."""
OWN = frozenset(("spans", "relations", "answer", "tokens", "html", "config", *_NOT_READ))


def documents(source: InputSource, stream: IO[bytes], vocabulary: Vocabulary) -> Iterator[Document]:
    """A brief for each task that was accepted, by the first annotator who did."""
    annotated: dict[str, str] = {}

    def understand(value: dict[str, Any], number: int) -> Record:
        hash = str(value.get("_input_hash", number)).lstrip("-")
        record = Record(made_id(source.stem, hash), own=OWN)
        answer = value.get("answer", "accept")
        annotator = str(value.get("_annotator_id") or value.get("_session_id") or "")
        if answer != "accept":
            record.skipped = f"the answer is {answer}"
        elif annotator != (first := annotated.setdefault(hash, annotator)):
            before = quoted(first) if first else "another annotator"
            record.skipped = f"the text has an annotation by {before} before, which is read"
            record.skipped_found = quoted(annotator) if annotator else None
            record.instead = "one annotation of each text"
        for index, item in enumerate(listed(value.get("spans"))):
            given = item if isinstance(item, dict) else {}
            path = ("spans", index)
            place = given.get("start"), given.get("end")
            record.spans.append(
                SpanOf(_id(given), *place, given.get("label"), path, given.get("text"))
            )
        ids = dict.fromkeys(span.id for span in record.spans)
        for index, item in enumerate(listed(value.get("relations"))):
            given = item if isinstance(item, dict) else {}
            ends = (given.get(end) for end in ("head_span", "child_span"))
            head, child = (_known(end, ids, value.get("text")) for end in ends)
            record.links.append(LinkOf(head, child, given.get("label"), ("relations", index)))
        record.ignored += [((key,), key) for key in _NOT_READ if value.get(key)]
        return record

    return documents_of_records(source.name, stream, vocabulary, understand)


def _id(span: Mapping[str, object]) -> str:
    """What tells a span from others: some words may have several labels."""
    return f"{_words(span)}, {span.get('label')}"


def _words(span: Mapping[str, object]) -> str:
    return f"{span.get('start')} to {span.get('end')}"


def _known(span: object, ids: Collection[str], text: object) -> str:
    """The id of a span that a relation repeats, perhaps without its label.

    Of words without a label it is what they are, for a message.
    """
    given = span if isinstance(span, dict) else {}
    if (id := _id(given)) in ids:
        return id
    place = _words(given)
    start, end = whole_number(given.get("start")), whole_number(given.get("end"))
    found = text[start:end] if isinstance(text, str) and start is not None else ""
    return next((one for one in ids if one.startswith(f"{place}, ")), f"{found} ({place})".strip())
