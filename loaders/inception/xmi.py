"""A first pass over an XML text: whether it is safe to parse, and where its elements are.

A document type is refused, and with it every entity that could expand or refer to another file; a
CAS needs none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.parsers import expat

from whomet.loaders.faults import TextFault
from whomet.loaders.parsed import DEEPEST, Position

XMI = "http://www.omg.org/XMI"


@dataclass(frozen=True, slots=True)
class XmlElement:
    """The start of an element: where, its type, and its attributes as they are written."""

    position: Position
    type: str
    attributes: dict[str, str]


def survey(data: bytes) -> dict[int, XmlElement]:
    """The elements that have an id in XMI, by it. Raises TextFault where it is not right XML."""
    found: dict[int, XmlElement] = {}
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = 0

    def here() -> Position:
        return parser.CurrentLineNumber, parser.CurrentColumnNumber + 1

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise TextFault("too-deep", here(), "elements are nested too deep", None, _AS_EXPORTED)
        id = attributes.get(f"{XMI} id", "")
        if id.isascii() and id.isdigit() and len(id) < 12:
            found[int(id)] = XmlElement(here(), _type(name), attributes)

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(name: str, *_: object) -> None:
        problem = "a document type and its entities are not read"
        raise TextFault("xml-doctype", here(), problem, f"<!DOCTYPE {name}", _AS_EXPORTED)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        place = error.lineno, error.offset + 1
        if (code := _control_character(data, error)) is not None:
            problem, fix = "the text has a control character", "the text without it"
            raise TextFault("control-character", place, problem, code, fix) from None
        found_there = expat.ErrorString(error.code)
        raise TextFault("xml-syntax", place, "this is not XML", found_there, _AS_EXPORTED) from None
    except (LookupError, ValueError) as error:
        # An encoding that Python does not have, or of which expat cannot take letters of its size.
        problem = "the encoding that the file names is not known"
        raise TextFault("xml-syntax", (1, 1), problem, str(error), 'encoding="UTF-8"') from None
    return found


_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REFERENCE = re.compile(rb"&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
_BAD_REFERENCE, _BAD_TOKEN = 14, 4  # XML_ERROR_BAD_CHAR_REF, XML_ERROR_INVALID_TOKEN


def _control_character(data: bytes, error: expat.ExpatError) -> str | None:
    """The control character that XML 1.0 cannot hold, if that is what is wrong."""
    lines = data.split(b"\n", error.lineno)
    line = lines[error.lineno - 1] if error.lineno <= len(lines) else b""
    if error.code == _BAD_REFERENCE and (found := _REFERENCE.search(line, error.offset)):
        return f"U+{int(found[1], 16) if found[1] else int(found[2]):04X}"
    if error.code == _BAD_TOKEN and (found := _CONTROL.search(line, error.offset)):
        return f"U+{found[0][0]:04X}"
    return None


_EMPTY_NAME = re.compile(rb"<name\s*/>|<name>\s*</name>")


def empty_name(data: bytes) -> Position | None:
    """Where a type system has a `name` without text, for which dkpro-cassis has None."""
    found = _EMPTY_NAME.search(data)
    if found is None:
        return None
    before = data[: found.start()]
    line = before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")
    return before.count(b"\n") + 1, len(line) + 1


def _type(name: str) -> str:
    """The UIMA type of a name in a namespace: http:///a/b.ecore C is a.b.C."""
    namespace, _, local = name.rpartition(" ")
    package = namespace.removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
    return f"{package}.{local}"


_AS_EXPORTED = "the file as INCEpTION exports it"
