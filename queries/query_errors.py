"""Mapping the errors of Neo4j to the lines of a question's source, which its author edits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from whomet.graph.database.driver import driver_module
from whomet.queries.catalogue import Question, read_question
from whomet.queries.errors import CatalogueError

if TYPE_CHECKING:
    from whomet.ontology.vocabulary import Vocabulary

_STATEMENT = "Neo.ClientError.Statement."
_LINE = re.compile(r"\(line (\d+), column")


class RefusedQuestion(CatalogueError):
    """Cypher that the server does not take: `path` and `line` are those of its source."""

    def __init__(self, path: Path, line: int, fault: str) -> None:
        super().__init__(f"{path}:{line}: {fault}")
        self.path, self.line, self.fault = path, line, fault


@contextmanager
def refusals_at_their_line(question: Question, vocabulary: Vocabulary) -> Iterator[None]:
    """Turn what the server says of a question's text into a RefusedQuestion.

    Every other error, such as that of a server that is gone, goes on as it is.
    """
    try:
        yield
    except driver_module().exceptions.ClientError as error:
        if not (error.code or "").startswith(_STATEMENT):
            raise
        # A compiled text from the cache does not know where its lines come from; a fresh one does.
        places = read_question(question.path, vocabulary, fresh=True).places
        found = _LINE.search(str(error))
        line = min(int(found[1]) if found else 1, len(places))
        path, number = places[line - 1]
        raise RefusedQuestion(path, number, _fault(error)) from error


def _fault(error: Exception) -> str:
    """The first sentence of the server's; the rest repeats the text with a caret."""
    text = str(getattr(error, "message", None) or error)
    first = text.split("\n")[0]
    return f"Neo4j refuses it: {re.sub(r' *[(]line [0-9]+, column.*', '', first).rstrip('.')}"
