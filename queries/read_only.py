"""What a user-defined question may contain, checked on its tokens before it is sent to a database.

The plan, which `safety.py` judges, does not show everything: it says nothing of `USE`, of functions
that somebody else installed, or of a second statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whomet.queries.cypher_tokens import Token, TokenKind, position

#: The clauses with which a statement that reads can begin.
BEGINNINGS = (
    "MATCH",
    "OPTIONAL",
    "UNWIND",
    "WITH",
    "RETURN",
    "CALL",
    "FILTER",
    "LET",
    "FOR",
    "WHEN",
)
#: The first words of other statements, and what those do.
OTHER_STATEMENTS = {
    "LOAD": "loads files (LOAD CSV)",
    "SHOW": "reads data outside the graph",
    "TERMINATE": "ends transactions",
    **dict.fromkeys(("CREATE", "DELETE", "DETACH", "FOREACH", "INSERT", "MERGE"), "writes"),
    **dict.fromkeys(("NODETACH", "REMOVE", "SET"), "writes"),
    **dict.fromkeys(("ALTER", "DENY", "DROP", "GRANT", "RENAME", "REVOKE"), "changes the server"),
    **dict.fromkeys(
        ("DEALLOCATE", "DRYRUN", "ENABLE", "REALLOCATE", "START", "STOP"), "changes the server"
    ),
}
_PARTNERS = {"(": ")", "[": "]", "{": "}"}
#: Neo4j's own functions that have a namespace; every function of a plugin has one.
NAMESPACES = frozenset(
    ("date", "datetime", "duration", "localdatetime", "localtime", "point", "time", "vector")
)
# Before version 25 Neo4j replaces it anywhere, so that \u0055SE is USE and \u0027 ends a text.
_ESCAPE = re.compile(r"\\u", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CypherFault:
    """What is wrong at a line and column of a text, both counted from 1."""

    line: int
    column: int
    message: str


def reading_faults(text: str, found: Sequence[Token], first_line: int = 1) -> Iterator[CypherFault]:
    """Why a text is not one statement that only reads, judging by its tokens."""
    for match in _ESCAPE.finditer(text):
        line, column = position(text, match.start(), first_line)
        yield CypherFault(line, column, "escapes such as \\u0041 are refused; write the character")
    yield from _brackets(found)
    yield from _second_statement(found)
    yield from _beginning(found)
    for index, token in enumerate(found):
        if _is_use(found, index):
            yield CypherFault(
                token.line, token.column, "USE asks another database; remove it, or set database"
            )
        if (name := _foreign_function(found, index)) is not None:
            message = f"the function {name} is not one of Neo4j's own; remove it"
            yield CypherFault(token.line, token.column, message)


def _second_statement(found: Sequence[Token]) -> Iterator[CypherFault]:
    ends = [index for index, token in enumerate(found) if token.is_sign(";")]
    for index in ends:
        following = next((token for token in found[index:] if not token.is_sign(";")), None)
        if following is not None:
            message = "a second statement begins here; a question is one statement, keep one"
            yield CypherFault(following.line, following.column, message)
            return


def _brackets(found: Sequence[Token]) -> Iterator[CypherFault]:
    """Unbalanced brackets, with which the text would end elsewhere than it seems to."""
    opened: list[Token] = []
    for token in found:
        if token.is_sign(*_PARTNERS):
            opened.append(token)
        elif token.is_sign(*_PARTNERS.values()):
            if not opened or _PARTNERS[opened[-1].value] != token.value:
                message = f"'{token.value}' closes no bracket; remove it, or open it before"
                yield CypherFault(token.line, token.column, message)
                return
            opened.pop()
    for token in opened[-1:]:
        message = f"'{token.value}' is not closed; expected '{_PARTNERS[token.value]}'"
        yield CypherFault(token.line, token.column, message)


def _beginning(found: Sequence[Token]) -> Iterator[CypherFault]:
    first = _after_options(found)
    if first is None or first.kind is not TokenKind.NAME or first.quoted:
        return
    word = first.value.upper()
    if word in ("EXPLAIN", "PROFILE"):
        message = f"{word} is not part of a question; remove it, and use `whomet ask --explain`"
    elif word in OTHER_STATEMENTS:
        message = (
            f"it {OTHER_STATEMENTS[word]}, but a question only reads the graph; expected one of"
            f" {', '.join(BEGINNINGS)}, found {word}"
        )
    else:
        return
    yield CypherFault(first.line, first.column, message)


def _after_options(found: Sequence[Token]) -> Token | None:
    """The first token after `CYPHER 25 runtime=slotted`, if the text begins so."""
    index = 0
    if found and found[0].is_word("CYPHER"):
        index = 1
        if index < len(found) and found[index].kind is TokenKind.NUMBER:
            index += 1
        while index + 2 < len(found) and found[index + 1].is_sign("="):
            index += 3
    return found[index] if index < len(found) else None


def _is_use(found: Sequence[Token], index: int) -> bool:
    """Whether a clause USE begins here; the word may also be a name, such as that of a property."""
    token = found[index]
    if not token.is_word("USE") or index + 1 >= len(found):
        return False
    if found[index + 1].kind is not TokenKind.NAME:
        return False
    if token is _after_options(found):
        return True
    before = found[index - 1]
    if before.is_word("ALL", "DISTINCT") and index > 1:
        before = found[index - 2]
        return before.is_word("UNION")
    return before.is_sign("{", "}", ")", ";") or before.is_word("UNION", "THEN", "ELSE", "NEXT")


def _foreign_function(found: Sequence[Token], index: int) -> str | None:
    """The name of a function of a plugin that is called here, `apoc.cypher.run` for instance."""
    # Procedures are judged by the plan, which knows CALL from a name.
    if index and (found[index - 1].is_sign(".") or found[index - 1].is_word("CALL")):
        return None
    parts: list[str] = []
    while index < len(found) and found[index].kind is TokenKind.NAME:
        parts.append(found[index].value)
        if index + 1 >= len(found) or not found[index + 1].is_sign("."):
            break
        index += 2
    if len(parts) < 2 or index + 1 >= len(found) or not found[index + 1].is_sign("("):
        return None
    return ".".join(parts) if parts[0].lower() not in NAMESPACES else None
