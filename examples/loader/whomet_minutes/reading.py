"""From minutes to a brief: the native value, and the place of each of its parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from whomet.loaders import Document, InputSource, TextFault, whole_text
from whomet.ontology.vocabulary import Vocabulary

KEYS = ("Id", "Source", "Date", "Present", "Place")


def documents(source: InputSource, stream: IO[bytes], vocabulary: Vocabulary) -> Iterator[Document]:
    """The one brief of a file of minutes. Raises TextFault: a line of its head is not right."""
    head, _, text = whole_text(stream).partition("\n\n")
    fields: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(head.splitlines(), start=1):
        key, colon, value = line.partition(":")
        if not colon or key not in KEYS:
            expected = f"one of {', '.join(KEYS)}, a colon and a value"
            raise TextFault("wrong-shape", (number, 1), "unknown line", line, expected)
        fields[key], lines[key] = value.strip(), number
    for key in KEYS:
        if key not in fields:
            raise TextFault("missing-key", (1, 1), f"the minutes have no {key}", None, f"{key}: …")

    people = [name.strip() for name in fields["Present"].split(";")]
    entities = {f"person-{number}": _entity("Person", name) for number, name in enumerate(people)}
    entities["place"] = _entity("Place", fields["Place"])
    meeting = {
        "type": "Meeting",
        "quote": text.strip(),
        "participant": [key for key in entities if key != "place"],
        "place": "place",
        "when": fields["Date"],
    }
    value = {
        "brief": fields["Id"],
        "source": fields["Source"],
        "published": fields["Date"],
        "text": text.strip(),
        "entities": entities,
        "events": {"meeting": meeting},
    }

    def locate(path: tuple[str | int, ...], at_key: bool) -> tuple[int, int]:
        return (lines.get(_key_of(path), head.count("\n") + 3), 1)

    yield Document(value, locate)


def _entity(type: str, name: str) -> dict[str, object]:
    return {"type": type, "name": name, "quote": [name]}


def _key_of(path: tuple[str | int, ...]) -> str:
    """The line of the head that a part of the brief comes from."""
    match path:
        case ("entities", "place", *_) | ("events", "meeting", "place", *_):
            return "Place"
        case ("entities", *_) | ("events", "meeting", "participant", *_):
            return "Present"
        case ("published", *_) | ("events", "meeting", "when", *_):
            return "Date"
        case ("brief", *_):
            return "Id"
        case ("source", *_):
            return "Source"
    return ""
