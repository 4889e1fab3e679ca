"""Checking a question file: its header without a database, its plan with one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from whomet.queries.errors import CatalogueError, QuestionError
from whomet.queries.internal_queries import Reader
from whomet.queries.query_errors import (
    EXPLAIN_LINES,
    RefusedQuestion,
    explained,
    refusals_at_their_line,
)
from whomet.queries.question import Question
from whomet.queries.question_reading import read_question
from whomet.queries.safety import faults, operators
from whomet.queries.unknown_names import UNKNOWN_NAMES, unknown_name

if TYPE_CHECKING:
    from neo4j import GqlStatusObject, ResultSummary

    from whomet.ontology.vocabulary import Vocabulary

TEMPLATE = Path(__file__).with_name("new_question.cypher")
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_PRODUCT = "03N90"


@dataclass(frozen=True, slots=True)
class Finding:
    """A remark on a question file; with `advice` it is no error, and the question can be asked."""

    path: Path
    line: int
    message: str
    advice: bool = False
    column: int | None = None

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" + (f":{self.column}" if self.column else "")
        return f"{place}: {'advice: ' if self.advice else ''}{self.message}"


def check_question(path: Path, reader: Reader | None, vocabulary: Vocabulary) -> list[Finding]:
    """Everything that is wrong with the question file `path`, or that could be better.

    Without a `reader` only its header and parameters are checked.
    """
    if not NAME.fullmatch(path.stem) or path.suffix != ".cypher":
        fix = "name the file NAME.cypher, NAME in small letters, digits and hyphens"
        return [Finding(path, 1, f"'{path.name}' is not a name for a question; {fix}")]
    try:
        question = read_question(path, vocabulary, fresh=True)
    except OSError as error:
        return [Finding(path, 1, f"cannot be read ({error.strerror}); give a file that can")]
    except CatalogueError as error:
        return [_from_catalogue(path, error)]
    if reader is None:
        return []
    try:
        with refusals_at_their_line(question, vocabulary):
            summary = explained(reader, question, _nothing_given(question))
    except RefusedQuestion as error:
        return [Finding(error.path, error.line, error.fault, column=error.column)]
    return [*_unsafe(question, summary), *_noticed(question, summary, vocabulary)]


def new_question(name: str, folder: Path) -> Path:
    """Write a working question file to start from; QuestionError if it cannot be written."""
    if not NAME.fullmatch(name):
        raise QuestionError(
            f"'{name}' is not a name for a question; use small letters, digits and hyphens"
        )
    path = folder / f"{name}.cypher"
    title = name.replace("-", " ").capitalize()
    text = TEMPLATE.read_text(encoding="utf-8").replace("TITLE", title).replace("NAME", name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise QuestionError(f"{path} is there already; choose another name") from None
    except OSError as error:
        raise QuestionError(
            f"{path} cannot be written ({error.strerror}); choose another folder"
        ) from error
    return path


def _nothing_given(question: Question) -> dict[str, object]:
    return {name: p.default for p in question.parameters for name in p.sets}


def _from_catalogue(path: Path, error: CatalogueError) -> Finding:
    place = re.match(r"(.+?\.cypher):(\d+):(?:(\d+):)? ", error.message)
    if place is None:
        return Finding(path, 1, error.message)
    column = int(place[3]) if place[3] else None
    return Finding(Path(place[1]), int(place[2]), error.message[place.end() :], column=column)


def _unsafe(question: Question, summary: ResultSummary) -> Iterator[Finding]:
    path, line = question.places[0]
    for fault in faults(summary):
        yield Finding(path, line, f"it {fault}; a question only reads the graph")
    if "AllNodesScan" in operators(summary.plan):
        yield Finding(
            path,
            line,
            "it reads every node; begin with a label and a property that has an index",
            advice=True,
        )


def _noticed(
    question: Question, summary: ResultSummary, vocabulary: Vocabulary
) -> Iterator[Finding]:
    for notice in summary.gql_status_objects:
        place = question.places[_notice_line(notice)]
        if notice.gql_status in UNKNOWN_NAMES:
            if (message := unknown_name(notice, vocabulary)) is not None:
                yield Finding(*place, message)
        elif notice.gql_status == _PRODUCT:
            message = "two patterns without a link multiply each other; link them"
            yield Finding(*place, message, advice=True)
        elif notice.gql_status.startswith("01"):
            yield Finding(*place, notice.status_description, advice=True)


def _notice_line(notice: GqlStatusObject) -> int:
    position = notice.position
    return max(position.line - 1 - EXPLAIN_LINES, 0) if position is not None else 0
