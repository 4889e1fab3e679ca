"""How the database answers a question: the Cypher, its parameters, and what each step costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from whomet.queries.cypher_tokens import MAP, in_map
from whomet.queries.internal_queries import Reader
from whomet.queries.query_errors import refusals_at_their_line
from whomet.queries.resolving import Resolved, parameter_lines
from whomet.queries.row_reading import TIME_LIMIT
from whomet.queries.safety import ensure_safe

if TYPE_CHECKING:
    from neo4j import ResultSummary


class Profiler(Reader, Protocol):
    """What an explanation needs of a connection."""

    def profile(
        self,
        cypher: str,
        parameters: dict[str, Any] | None = None,
        timeout: float | None = None,
    ) -> ResultSummary:
        """The summary of PROFILE."""
        ...


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One operator of the plan, `depth` below the result; `rows` and `db_hits` as counted."""

    depth: int
    operator: str
    details: str
    rows: int
    db_hits: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """A question as it was run. `parameters` are `:param` lines for Neo4j Browser."""

    question: str
    cypher: str
    parameters: tuple[str, ...]
    steps: tuple[PlanStep, ...]

    @property
    def db_hits(self) -> int:
        """The db-hits of all steps together."""
        return sum(step.db_hits for step in self.steps)


def explain(profiler: Profiler, resolved: Resolved) -> Explanation:
    """Run a question under PROFILE and say what its plan did."""
    question = resolved.question
    text, values = in_map(question.cypher), {MAP: dict(resolved.values)}
    if question.of_library:
        summary = profiler.profile(text, values, TIME_LIMIT)
    else:
        ensure_safe(profiler, question, resolved.values)
        with refusals_at_their_line(question, profiler.vocabulary):
            summary = profiler.profile("\n" + text, values, TIME_LIMIT)
    return Explanation(
        question=question.name,
        cypher=question.cypher,
        parameters=tuple(parameter_lines(resolved)),
        steps=tuple(_steps(summary.profile, 0)),
    )


def _steps(step: Mapping[str, Any] | None, depth: int) -> Iterator[PlanStep]:
    if step is None:
        return
    arguments = step.get("args", {})
    yield PlanStep(
        depth=depth,
        operator=step["operatorType"].partition("@")[0],
        details=" ".join(str(arguments.get("Details", "")).split()),
        rows=int(step.get("rows", 0)),
        db_hits=int(step.get("dbHits", 0)),
    )
    # The first child is what goes on; the others are run for each of its rows.
    first, *others = step.get("children") or [None]
    for other in others:
        yield from _steps(other, depth + 1)
    yield from _steps(first, depth)
