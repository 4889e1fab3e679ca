"""A user-defined question runs only if its plan reads the graph and does nothing else.

A READ transaction only refuses to write: in it, `TERMINATE TRANSACTIONS` can end somebody's load,
`LOAD CSV` fetches files, and a procedure can do anything. So the operators of the plan, as EXPLAIN
gives it, are compared with those that are known only to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from whomet.queries.errors import QuestionError
from whomet.queries.query_errors import explained, refusals_at_their_line

if TYPE_CHECKING:
    from neo4j import ResultSummary

    from whomet.queries.internal_queries import Reader
    from whomet.queries.question import Question

# Operators by Neo4j's manual ("Operators in detail", 5.26 and 2026), those that read.
_READS = re.compile(
    r"""
      (?!Asserting)\w*(?: Scan | Seek | SeekByRange | Lookup )
    | (?!Transaction|Foreach)\w*Apply
    | (?: Node | Value | LeftOuter | RightOuter | NodeLeftOuter | NodeRightOuter ) HashJoin
    | (?: Optional | VarLength | PruningVarLength | BFSPruningVarLength )? Expand (?: All | Into )?
    | \w*ShortestPath | (?: Bidirectional )? (?: Repeat | Trail ) \w* | PathPropagatingBFS
    | ProjectEndpoints | CartesianProduct | Argument | ArgumentTracker | AssertSameNode
    | Triadic (?: Selection | Build | Filter )
    | Filter | CacheProperties | Projection | EmptyRow | EmptyResult | ProduceResults? | Optional
    | (?: Exhaustive )? Limit | Skip | (?: Partial )? (?: Sort | Top ) | Top1WithTies
    | (?: Ordered )? (?: Distinct | Union ) | (?: Eager | Ordered )? Aggregation | Eager
    | (?: Node | Relationship ) CountFromCountStore | (?: Partitioned )? Unwind
    | NullifyMetadata | PreserveOrder | Input
    """,
    re.VERBOSE,
)
_PROCEDURES = frozenset(
    (
        "db.index.fulltext.querynodes",
        "db.index.fulltext.queryrelationships",
        "db.index.vector.querynodes",
        "db.index.vector.queryrelationships",
    )
)
_KNOWN = {
    "LoadCSV": "loads files (LOAD CSV)",
    "TransactionForeach": "commits in between (IN TRANSACTIONS)",
    "TransactionApply": "commits in between (IN TRANSACTIONS)",
    "TerminateTransactions": "ends transactions (TERMINATE)",
    "AdministrationCommand": "administers the server",
}


def ensure_safe(reader: Reader, question: Question, values: Mapping[str, Any]) -> None:
    """QuestionError unless the plan of `question` reads the graph and does nothing else."""
    with refusals_at_their_line(question, reader.vocabulary):
        summary = explained(reader, question, values)
    for fault in faults(summary):
        raise QuestionError(
            f"question '{question.name}' ({question.path}) {fault}, but a question only reads the"
            " graph; remove that"
        )


def faults(summary: ResultSummary) -> Iterator[str]:
    """What a plan does besides reading the graph, each once, in a few words."""
    found = dict.fromkeys(
        fault for step in _steps(summary.plan) if (fault := _fault(step)) is not None
    )
    if summary.query_type in ("w", "rw"):
        yield next((words for words in found if words in _KNOWN.values()), "writes")
        return
    yield from found
    if summary.query_type not in (None, "r") and not found:
        yield "administers the server"


def _fault(step: Mapping[str, Any]) -> str | None:
    operator = _operator(step)
    if operator == "ProcedureCall":
        name = str(step.get("args", {}).get("Details", "")).partition("(")[0].strip()
        return None if name.lower() in _PROCEDURES else f"calls a procedure ({name})"
    if operator in _KNOWN:
        return _KNOWN[operator]
    if operator.startswith("Show"):
        return f"reads data outside the graph ({re.sub('(?<!^)(?=[A-Z])', ' ', operator).upper()})"
    return None if _READS.fullmatch(operator) else f"has the step {operator}, not known to read"


def operators(plan: Mapping[str, Any] | None) -> Iterator[str]:
    """The name of every operator of a plan, such as NodeUniqueIndexSeek."""
    return map(_operator, _steps(plan))


def _operator(step: Mapping[str, Any]) -> str:
    name: str = step["operatorType"].partition("@")[0]
    return name.partition("(")[0]


def _steps(plan: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any]]:
    todo = [plan] if plan else []
    while todo:
        step = todo.pop()
        yield step
        todo.extend(step.get("children", ()))
