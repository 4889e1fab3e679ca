"""JSON with positions.

Texts without a fault are read by the standard decoder alone. Only when something is wrong is the
text read again by `positions`, which is slower and knows where every value and key stands.
"""

from __future__ import annotations

import json
import re
from typing import Any

from loaders.parsed import DEEPEST, Node, Number, Position, TextFault
from loaders.text import position_at


class DuplicateKeyError(ValueError):
    """An object has a key twice; the standard decoder would keep the last without a word."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DuplicateKeyError
    return found


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=Number, parse_float=Number, parse_constant=Number
)
_BLANKS = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|-?Infinity|NaN")
_WORDS: tuple[tuple[str, bool | None], ...] = (("true", True), ("false", False), ("null", None))

_ADVICE = {
    "Expecting property name enclosed in double quotes": (
        "a key is missing or is not in double quotes",
        "a key in double quotes, and no comma after the last one",
    ),
    "Illegal trailing comma before end of object": (
        "a comma stands after the last value",
        "no comma before } or ]",
    ),
    "Illegal trailing comma before end of array": (
        "a comma stands after the last value",
        "no comma before } or ]",
    ),
    "Expecting ':' delimiter": ("a colon is missing after the key", '"key": value'),
    "Expecting ',' delimiter": (
        "a comma or a closing bracket is missing",
        'a comma between values, and \\" for a quotation mark inside a string',
    ),
    "Expecting value": (
        "a value is missing or is not JSON",
        "a string in double quotes, a list or an object",
    ),
    "Unterminated string starting at": (
        "a string does not end",
        "a closing quotation mark, and \\n for a line break inside a string",
    ),
    "Invalid control character at": (
        "a line break or another control character stands inside a string",
        "\\n for a line break, \\t for a tab",
    ),
    "Invalid \\escape": ("a backslash does not begin an escape", "\\\\ for a backslash"),
    "Invalid \\uXXXX escape": ("a \\u escape is not whole", "\\u and four hexadecimal digits"),
    "Invalid control character": (
        "a control character stands inside a string",
        "\\n for a line break, \\t for a tab",
    ),
}


def parse(text: str, first_line: int = 1) -> Any:
    """The value of a JSON text, numbers as `Number`.

    `first_line` is the line of the file on which `text` begins. Raises TextFault.
    """
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as fault:
        raise _syntax(text, fault.msg, fault.pos, first_line) from None
    except RecursionError:
        raise _too_deep((first_line, 1)) from None
    except DuplicateKeyError:
        positions(text, first_line)
        raise AssertionError("the second reading finds what the first one found") from None


def positions(text: str, first_line: int = 1) -> Node:
    """The value of a JSON text as a tree of nodes with places. Raises TextFault."""
    scanner = _Scanner(text, first_line)
    index = scanner.skip(0)
    node, index = scanner.value(index, 0)
    index = scanner.skip(index)
    if index != len(text):
        raise _syntax(text, "Extra data", index, first_line)
    return node


def _syntax(text: str, message: str, index: int, first_line: int) -> TextFault:
    position = position_at(text, index, first_line)
    if message == "Extra data":
        return TextFault(
            "several-documents",
            position,
            "something stands after the end of the brief",
            _seen(text, index),
            "one brief in a .json file, or one brief a line in a .jsonl file",
        )
    problem, fix = _ADVICE.get(message.partition(":")[0], (f"this is not JSON ({message})", None))
    return TextFault("json-syntax", position, problem, _seen(text, index), fix)


def _seen(text: str, index: int) -> str:
    from loaders.faults import quoted

    piece = text[index : index + 30].split("\n")[0].strip()
    return quoted(piece) if piece else "the end of the line" if index < len(text) else "the end"


def _too_deep(position: Position) -> TextFault:
    return TextFault(
        "too-deep",
        position,
        f"values are nested deeper than {DEEPEST} levels",
        None,
        "a brief as the documentation shows it, which needs five",
    )


class _Scanner:
    """A recursive reading that notes places; strings and numbers are the standard decoder's."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text = text
        self.first_line = first_line

    def skip(self, index: int) -> int:
        match = _BLANKS.match(self.text, index)
        return match.end() if match else index

    def position(self, index: int) -> Position:
        return position_at(self.text, index, self.first_line)

    def fault(self, message: str, index: int) -> TextFault:
        return _syntax(self.text, message, index, self.first_line)

    def value(self, index: int, depth: int) -> tuple[Node, int]:
        if depth > DEEPEST:
            raise _too_deep(self.position(index))
        start = self.text[index : index + 1]
        if start == "{":
            return self.object(index, depth)
        if start == "[":
            return self.array(index, depth)
        if start == '"':
            found, end = self.string(index)
            return Node(found, self.position(index), {}, {}), end
        for word, meaning in _WORDS:
            if self.text.startswith(word, index):
                return Node(meaning, self.position(index), {}, {}), index + len(word)
        match = _NUMBER.match(self.text, index)
        if match is None:
            raise self.fault("Expecting value", index)
        return Node(Number(match[0]), self.position(index), {}, {}), match.end()

    def string(self, index: int) -> tuple[str, int]:
        try:
            found, end = _DECODER.raw_decode(self.text, index)
        except json.JSONDecodeError as fault:
            raise self.fault(fault.msg, fault.pos) from None
        return str(found), end

    def array(self, index: int, depth: int) -> tuple[Node, int]:
        node = Node([], self.position(index), {}, {})
        values: list[object] = []
        index = self.skip(index + 1)
        if self.text.startswith("]", index):
            return node, index + 1
        while True:
            child, index = self.value(index, depth + 1)
            node.children[len(values)] = child
            values.append(child.value)
            index = self.skip(index)
            if self.text.startswith("]", index):
                node.value = values
                return node, index + 1
            if not self.text.startswith(",", index):
                raise self.fault("Expecting ',' delimiter", index)
            index = self.skip(index + 1)

    def object(self, index: int, depth: int) -> tuple[Node, int]:
        node = Node({}, self.position(index), {}, {})
        values: dict[str, object] = {}
        index = self.skip(index + 1)
        if self.text.startswith("}", index):
            return node, index + 1
        while True:
            if not self.text.startswith('"', index):
                raise self.fault("Expecting property name enclosed in double quotes", index)
            place = self.position(index)
            key, end = self.string(index)
            if key in values:
                raise duplicate_key(key, place, node.keys[key])
            index = self.skip(end)
            if not self.text.startswith(":", index):
                raise self.fault("Expecting ':' delimiter", index)
            child, index = self.value(self.skip(index + 1), depth + 1)
            node.children[key] = child
            node.keys[key] = place
            values[key] = child.value
            index = self.skip(index)
            if self.text.startswith("}", index):
                node.value = values
                return node, index + 1
            if not self.text.startswith(",", index):
                raise self.fault("Expecting ',' delimiter", index)
            index = self.skip(index + 1)


def duplicate_key(key: str, here: Position, before: Position) -> TextFault:
    """The fault of a key that stands twice in one mapping."""
    return TextFault(
        "duplicate-key",
        here,
        f"the key {key} stands twice",
        f"it first on line {before[0]}, column {before[1]}",
        "each key once; put several values into one list",
    )
