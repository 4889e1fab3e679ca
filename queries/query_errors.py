"""The server's errors about a question's text, placed in the file that its author edits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whomet.graph.database.driver import driver_module
from whomet.queries.cypher_tokens import MAP, column_before, in_map
from whomet.queries.errors import CatalogueError
from whomet.queries.question import Question
from whomet.queries.question_reading import read_question

if TYPE_CHECKING:
    from neo4j import ResultSummary

    from whomet.ontology.vocabulary import Vocabulary
    from whomet.queries.internal_queries import Reader

# What a server says of a statement; every other error is about the server.
_OF_STATEMENT = re.compile(
    r"Neo\.ClientError\.(?:Statement|Procedure|Schema|General)\.|Neo\.DatabaseError\.Statement\."
)
_PLACE = re.compile(r"\(line (\d+), column (\d+)")
#: EXPLAIN is on its own line, so that columns are those of the text.
EXPLAIN_LINES = 1


class RefusedQuestion(CatalogueError):
    """Cypher that the server refuses: `path`, `line` and `column` are those of its source.

    `column` is None if the server names no place, or if the line was compiled.
    """

    def __init__(self, path: Path, line: int, column: int | None, fault: str) -> None:
        place = f"{path}:{line}" if column is None else f"{path}:{line}:{column}"
        super().__init__(f"{place}: {fault}")
        self.path, self.line, self.column, self.fault = path, line, column, fault


def explained(reader: Reader, question: Question, values: Mapping[str, Any]) -> ResultSummary:
    """The summary of EXPLAIN of a question; the lines that it names are one too high."""
    return reader.explain("\n" + in_map(question.cypher), {MAP: dict(values)})


@contextmanager
def refusals_at_their_line(
    question: Question, vocabulary: Vocabulary, before: int = EXPLAIN_LINES
) -> Iterator[None]:
    """Turn the server's error about a question's text into a RefusedQuestion.

    `before` is the number of lines that were sent before the text. Other errors, such as that of a
    lost server, are raised unchanged.
    """
    try:
        yield
    except driver_module().exceptions.Neo4jError as error:
        if not _OF_STATEMENT.match(error.code or ""):
            raise
        # A compiled text from the cache does not know where its lines come from; a fresh one does.
        fresh = read_question(question.path, vocabulary, fresh=True)
        found = _PLACE.search(str(error))
        line = max(1, min(int(found[1]) - before if found else 1, len(fresh.places)))
        path, number = fresh.places[line - 1]
        column = None
        if found and int(found[1]) > before:
            text = fresh.cypher.split("\n")[line - 1]
            column = _column(path, number, text, column_before(text, int(found[2])))
        raise RefusedQuestion(path, number, column, _fault(error)) from error


def _column(path: Path, line: int, text: str, column: int) -> int | None:
    """The column, if the line in the file is the same up to there as the one that was sent."""
    lines = path.read_text(encoding="utf-8").split("\n")
    as_sent = line <= len(lines) and lines[line - 1][:column] == text[:column]
    return column if as_sent else None


def _fault(error: Exception) -> str:
    """The first sentence of the server's message; the rest repeats the text with a caret."""
    text = str(getattr(error, "message", None) or error)
    first = text.strip().split("\n")[0]
    return f"Neo4j refuses it: {re.sub(r' *[(]line [0-9]+, column.*', '', first).rstrip('.')}"
