"""The questions as favourites of Neo4j Browser: their parameters, their answer, its graph.

Browser shows no rows of a favourite that sets parameters and asks in one go (it takes such a text
for a script, and reports only its outcome). So a question is three favourites: the first sets the
parameters, and the others, each a single statement, show the answer as a table and as a graph.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from typing import Any

from whomet.ontology.vocabulary import Vocabulary
from whomet.queries.errors import QuestionError
from whomet.queries.internal_queries import Reader
from whomet.queries.question import Question
from whomet.queries.resolving import check_value, fill, parameter_lines
from whomet.queries.terms import ALL_EVENTS, terms

EVENT, CLAIM = "event", "claim"
ASK = "The rows: set the parameters first."
DRAW = "The events of the rows as a graph: set the parameters first."


@dataclass(frozen=True, slots=True)
class Favourites:
    """A question as texts for Browser, each named by its first line.

    `parameters` is None for a question that takes none, `graph` for one whose rows are not about
    events. `missing` are the names in the question's example that this graph does not have; they
    are null in `parameters`, or, in a list, are left as they are and find nothing.
    """

    name: str
    parameters: str | None
    answer: str
    graph: str | None
    missing: tuple[str, ...]


def favourites(reader: Reader, question: Question) -> Favourites:
    """The favourites of a question, with the values of its own example."""
    given = example_values(question)
    comments = [f"Sets the parameters as in: {question.example}"]
    missing = []
    unclear: dict[str, Any] = {}
    for name, value in list(given.items()):
        parameter = question.parameter(name)
        try:
            check_value(reader, parameter, value)
        except QuestionError as error:
            del given[name]
            missing.append(str(value))
            if error.candidates:
                # Null would be no condition at all, and the answer one about everybody.
                comments.append(f"To be chosen: {name}, for {error.message}")
                unclear[parameter.sets[0]] = [value] if parameter.many else value
            else:
                comments.append(f"Not set: {name}, for {error.message}")
    filled = fill(reader, question, given)
    lines = parameter_lines(replace(filled, values={**filled.values, **unclear}))
    return Favourites(
        name=question.name,
        parameters=_favourite(question.title, comments, "\n".join(lines)) if lines else None,
        answer=_favourite(question.title, [question.question, ASK], question.cypher),
        graph=_graph(question, reader.vocabulary),
        missing=tuple(missing),
    )


def example_values(question: Question) -> dict[str, Any]:
    """The values in the question's example, by parameter."""
    words = iter(shlex.split(question.example.split(f" {question.name}", 1)[1]))
    values: dict[str, Any] = {}
    for word in words:
        parameter = question.parameter(word.removeprefix("--"))
        values[parameter.name] = True if parameter.type == "flag" else next(words)
    return values


def _graph(question: Question, vocabulary: Vocabulary) -> str | None:
    columns = {column.name: column.many for column in question.columns}
    if EVENT in columns:
        many = columns[EVENT]
        lines = [
            *([f"UNWIND {EVENT} AS id", "WITH DISTINCT id"] if many else [_distinct(EVENT)]),
            f"MATCH (e:{terms(vocabulary)[ALL_EVENTS]} {{id: id}})",
            "OPTIONAL MATCH (e)-[role]-(x)",
            "WHERE role.asserted",
            "RETURN e, role, x",
        ]
    elif CLAIM in columns:
        lines = [
            _distinct(CLAIM),
            "MATCH (b:Brief)-[states:STATES]->(c:Claim {id: id})-[about:ABOUT]->(e)",
            "RETURN b, states, c, about, e",
        ]
    else:
        return None
    asked = [f"  {line}".rstrip() for line in question.cypher.strip().splitlines()]
    comments = [question.question, DRAW]
    return _favourite(question.title, comments, "\n".join(["CALL () {", *asked, "}", *lines]))


def _distinct(column: str) -> str:
    return f"WITH DISTINCT {column} AS id"


def _favourite(title: str, comments: list[str], text: str) -> str:
    """The text with its name on the first line, from which Browser takes it."""
    heads = [" ".join(head.split()) for head in (title, *comments)]
    return "".join(f"// {head}\n" for head in heads) + text.strip("\n") + "\n"
