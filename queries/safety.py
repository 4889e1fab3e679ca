"""A user-defined question runs only if its plan reads the graph and nothing else.

A READ transaction already refuses to write; it does not keep `LOAD CSV` from reading files and
addresses, nor procedures from doing whatever they do. The plan shows both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from whomet.queries.errors import QuestionError

if TYPE_CHECKING:
    from neo4j import ResultSummary

    from whomet.queries.catalogue import Question

_REFUSED = {
    "LoadCSV": "loads files (LOAD CSV)",
    "ProcedureCall": "calls a procedure",
    "TransactionForeach": "commits in between (IN TRANSACTIONS)",
    "TransactionApply": "commits in between (IN TRANSACTIONS)",
}


def ensure_safe(question: Question, summary: ResultSummary) -> None:
    """QuestionError unless the plan of `question`, as EXPLAIN gives it, only reads the graph."""
    for fault in faults(summary):
        raise QuestionError(
            f"question '{question.name}' ({question.path}) {fault}, and a question only reads the"
            " graph; take that out"
        )


def faults(summary: ResultSummary) -> Iterator[str]:
    """What a plan does beside reading the graph, each once, in a few words."""
    found = dict.fromkeys(
        words
        for operator in operators(summary.plan)
        for name, words in _REFUSED.items()
        if operator.startswith(name)
    )
    yield from found
    if summary.query_type not in (None, "r") and not found:
        yield "writes"


def operators(plan: Mapping[str, Any] | None) -> Iterator[str]:
    """The name of every operator of a plan, such as NodeUniqueIndexSeek."""
    todo = [plan] if plan else []
    while todo:
        step = todo.pop()
        yield step["operatorType"].partition("@")[0]
        todo.extend(step.get("children", ()))
