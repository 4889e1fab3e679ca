"""A lexer for Cypher, complete enough to find the parameters and columns of a query."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

MAP = "given"


class TokenKind(Enum):
    """What a token is. Comments and blanks are not tokens."""

    STRING = "string"
    PARAMETER = "parameter"
    NAME = "name"
    NUMBER = "number"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Token:
    """A token with its value (a name or parameter without backticks and `$`) and where it begins.

    Lines and columns count from 1.
    """

    kind: TokenKind
    value: str
    line: int
    quoted: bool = False
    column: int = 1

    def is_word(self, *words: str) -> bool:
        """Whether this is one of these keywords, in any case."""
        return self.kind is TokenKind.NAME and not self.quoted and self.value.upper() in words

    def is_sign(self, *signs: str) -> bool:
        """Whether this is one of these signs."""
        return self.kind is TokenKind.SIGN and self.value in signs


_NAME = r"[^\W\d]\w*"
_BACKTICKED = r"`(?:[^`]|``)*`"
_TOKEN = re.compile(
    rf"""
      (?P<skip>     \s+ | //[^\r\n]* | /\*.*?\*/ )
    | (?P<string>   '(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" )
    | (?P<parameter>\$(?:{_BACKTICKED}|{_NAME}|\d+) )
    | (?P<quoted>   {_BACKTICKED} )
    | (?P<name>     {_NAME} )
    | (?P<number>   \d[\w]*(?:\.\d\w*)? )
    | (?P<sign>     . )
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str, first_line: int = 1) -> Iterator[Token]:
    """The tokens of a Cypher text; its first line counts as `first_line`."""
    line, line_start = first_line, 0
    for match in _TOKEN.finditer(text):
        column = match.start() - line_start + 1
        value = match.group()
        kind = match.lastgroup
        if kind == "parameter":
            yield Token(TokenKind.PARAMETER, _unquote(value[1:]), line, column=column)
        elif kind == "quoted":
            yield Token(TokenKind.NAME, _unquote(value), line, True, column)
        elif kind != "skip" and kind is not None:
            yield Token(TokenKind(kind), value, line, column=column)
        if "\n" in value:
            line += value.count("\n")
            line_start = match.start() + value.rindex("\n") + 1


def position(text: str, offset: int, first_line: int = 1) -> tuple[int, int]:
    """Line and column of an offset, the column counted from 1."""
    before = text[:offset]
    return first_line + before.count("\n"), offset - before.rfind("\n")


def _unquote(name: str) -> str:
    return name[1:-1].replace("``", "`") if name.startswith("`") else name


@cache
def in_map(text: str) -> str:
    """A question's Cypher with each parameter `$x` taken from one map: `$given.x`."""

    def moved(match: re.Match[str]) -> str:
        value = match.group()
        return f"${MAP}.{value[1:]}" if match.lastgroup == "parameter" else value

    return _TOKEN.sub(moved, text)


def column_before(line: str, column: int) -> int:
    """The column in `line` that is `column` in `in_map(line)`."""
    shift = 0
    for match in _TOKEN.finditer(line):
        if match.lastgroup == "parameter" and match.start() + 1 + shift < column:
            shift = min(shift + len(MAP) + 1, column - match.start() - 1)
    return column - shift


def used_parameters(found: list[Token]) -> dict[str, int]:
    """The parameters of a query with the line where each is first used."""
    used: dict[str, int] = {}
    for token in found:
        if token.kind is TokenKind.PARAMETER:
            used.setdefault(token.value, token.line)
    return used


def returned_columns(found: list[Token]) -> tuple[int, list[str]]:
    """Line and column names of the last RETURN outside all brackets; line 0 if there is none.

    A column without `AS` has the name of its last token, which is right for a plain variable.
    """
    depth = 0
    items: list[list[Token]] = []
    line = 0
    inside = False
    for token in found:
        if token.kind is TokenKind.SIGN and token.value in "([{":
            depth += 1
        elif token.kind is TokenKind.SIGN and token.value in ")]}":
            depth -= 1
        if depth == 0 and token.is_word("RETURN"):
            line, items, inside = token.line, [[]], True
        elif depth == 0 and token.is_word("ORDER", "SKIP", "LIMIT", "OFFSET", "UNION"):
            inside = False
        elif inside and depth == 0 and token.value == ",":
            items.append([])
        elif inside and not (token.is_word("DISTINCT") and not items[-1]):
            items[-1].append(token)
    return line, [item[-1].value for item in items if item and item[-1].value != ";"]
