"""JSON with positions.

Texts are read by the standard decoder alone, which keeps no places. Only when something is wrong
is the place of a value sought, by walking down its path and letting the decoder skip the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from whomet.loaders.faults import TextFault
from whomet.loaders.files.decoding import position_at
from whomet.loaders.parsed import Number, Path, Position


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
_SKIPPER = json.JSONDecoder(parse_int=Number, parse_float=Number)

_ADVICE = {
    "Expecting property name enclosed in double quotes": (
        "a key is missing or is not in double quotes",
        "a key in double quotes, and no comma after the last one",
    ),
    "Illegal trailing comma before end of object": (
        "there is a comma after the last value",
        "no comma before } or ]",
    ),
    "Illegal trailing comma before end of array": (
        "there is a comma after the last value",
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
        "a string has a line break or another control character",
        "\\n for a line break, \\t for a tab",
    ),
    "Invalid \\escape": ("a backslash does not begin an escape", "\\\\ for a backslash"),
    "Invalid \\uXXXX escape": ("a \\u escape is incomplete", "\\u and four hexadecimal digits"),
    "Invalid control character": (
        "a string has a control character",
        "\\n for a line break, \\t for a tab",
    ),
}


ADVICE_ON_COMMAS = _ADVICE["Expecting ',' delimiter"]
ADVICE_ON_COLONS = _ADVICE["Expecting ':' delimiter"]
AFTER_THE_END = "there is text after the end of the brief"
ADVICE_ON_KEYS = _ADVICE["Expecting property name enclosed in double quotes"]


def parse(text: str, first_line: int = 1) -> Any:
    """The value of a JSON text, numbers as `Number`.

    `first_line` is the line of the file on which `text` begins. Raises TextFault.
    """
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as fault:
        raise _syntax(text, fault.msg, fault.pos, first_line) from None
    except RecursionError:
        raise _too_deep(first_line) from None
    except DuplicateKeyError:
        raise _duplicate_or_syntax(text, first_line) from None


class JsonPositions:
    """The places of the values of a valid JSON text, which begins at a place of its file.

    What was walked through once is kept.
    """

    def __init__(self, text: str, first_line: int = 1, first_column: int = 1) -> None:
        self._text = text
        self._first_line = first_line
        self._first_column = first_column
        self._known: dict[int, dict[str | int, tuple[int, int]]] = {}

    def __call__(self, path: Path, at_key: bool = False) -> Position:
        """The position of the value at `path`, or of its key if `at_key`.

        Of a path that leads too far, the nearest value above it.
        """
        place = index = _after_blanks(self._text, 0)
        for depth, step in enumerate(path):
            children = self._known.get(index)
            if children is None:
                found = _items(self._text, index)
                children = {key: (there, here) for key, there, here in found}
                self._known[index] = children
            if step not in children:
                break
            key_index, index = children[step]
            place = key_index if at_key and depth == len(path) - 1 else index
        line, column = position_at(self._text, place, self._first_line)
        return line, column + (self._first_column - 1 if line == self._first_line else 0)


def position_of(text: str, path: Path, at_key: bool = False, first_line: int = 1) -> Position:
    """The position of one value; `JsonPositions` for more of them."""
    return JsonPositions(text, first_line)(path, at_key)


def lines_of_items(text: str) -> Iterator[int]:
    """The line on which each item of a right text that is a list begins, in one pass."""
    for _, _, line in items(text):
        yield line


def items(text: str, index: int = 0, line: int = 1) -> Iterator[tuple[str | int, int, int]]:
    """Of the object or array at `index`, on `line`, each key, and index and line of its value."""
    start = _after_blanks(text, index)
    last = index
    for key, _, place in _items(text, start):
        line += text.count("\n", last, place)
        last = place
        yield key, place, line


def _after_blanks(text: str, index: int) -> int:
    match = _BLANKS.match(text, index)
    return match.end() if match else index


def _items(text: str, index: int) -> Iterator[tuple[str | int, int, int]]:
    """Of the object or array at `index` of a right text: each key, its place, its value's place."""
    opening = text[index]
    if opening not in "{[":
        return
    index = _after_blanks(text, index + 1)
    count = 0
    while text[index] not in "}]":
        key: str | int = count
        key_index = index
        if opening == "{":
            key, index = _SKIPPER.raw_decode(text, index)
            index = _after_blanks(text, _after_blanks(text, index) + 1)  # past the colon
        yield key, key_index, index
        count += 1
        _, index = _SKIPPER.raw_decode(text, index)
        index = _after_blanks(text, index)
        if text[index] == ",":
            index = _after_blanks(text, index + 1)


def _duplicate_or_syntax(text: str, first_line: int) -> TextFault:
    """The fault of a text in which an object that was read has a key twice.

    The text after that object has not been read yet. A mistake there comes first, since without
    it the structure of the text is not known.
    """
    try:
        _SKIPPER.decode(text)
    except json.JSONDecodeError as fault:
        return _syntax(text, fault.msg, fault.pos, first_line)
    except RecursionError:
        return _too_deep(first_line)
    return _duplicate(text, first_line)


_TOKEN = re.compile(r'[{}\[\]]|"(?:[^"\\]|\\.)*"(?=[ \t\n\r]*(:)?)', re.DOTALL)


def _duplicate(text: str, first_line: int) -> TextFault:
    """The first key of a valid text that occurs in its object a second time, in one pass."""
    open_objects: list[dict[str, int]] = []
    for token in _TOKEN.finditer(text):
        match token[0]:
            case "{" | "[":
                open_objects.append({})
            case "}" | "]":
                open_objects.pop()
            case string if token[1]:
                key = json.loads(string)
                here = token.start()
                before = open_objects[-1].setdefault(key, here)
                if before != here:
                    return duplicate_key(
                        key,
                        position_at(text, here, first_line),
                        position_at(text, before, first_line),
                    )
    raise AssertionError("the decoder found a key that occurs twice")


def _too_deep(first_line: int) -> TextFault:
    return TextFault(
        "too-deep",
        (first_line, 1),
        "values are nested too deep",
        None,
        "a brief as the documentation shows it, which needs five levels",
    )


def _syntax(text: str, message: str, index: int, first_line: int) -> TextFault:
    position = position_at(text, index, first_line)
    if message == "Extra data":
        return TextFault(
            "several-documents",
            position,
            AFTER_THE_END,
            _seen(text, index),
            "one brief in a .json file, or one brief per line in a .jsonl file",
        )
    problem, fix = _ADVICE.get(message.partition(":")[0], (f"this is not JSON ({message})", None))
    return TextFault("json-syntax", position, problem, _seen(text, index), fix)


def _seen(text: str, index: int) -> str:
    from whomet.loaders.faults import quoted

    piece = text[index : index + 30].split("\n")[0].strip()
    return quoted(piece) if piece else "the end of the line" if index < len(text) else "the end"


def duplicate_key(key: str, here: Position, before: Position) -> TextFault:
    """The fault of a key that occurs twice in one mapping."""
    return TextFault(
        "duplicate-key",
        here,
        f"the key {key} occurs twice",
        f"first on line {before[0]}, column {before[1]}",
        "each key once; put several values into one list",
    )
