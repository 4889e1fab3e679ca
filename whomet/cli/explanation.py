"""Formats the explanation of a question (`whomet ask --explain`) as text and JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whomet.queries.explanation import Explanation

WIDEST = 60


def as_text(explanation: Explanation) -> str:
    """`:param` lines and Cypher for Neo4j Browser, then the plan with the result on top."""
    rows = [("DB HITS", "ROWS", "OPERATOR")]
    for step in explanation.steps:
        details = step.details if len(step.details) <= WIDEST else f"{step.details[: WIDEST - 1]}…"
        rows.append((f"{step.db_hits:,}", f"{step.rows:,}", f"{'  ' * step.depth}{step.operator}"))
        rows[-1] = (*rows[-1][:2], f"{rows[-1][2]}  {details}".rstrip())
    hits, found = (max(len(row[column]) for row in rows) for column in (0, 1))
    plan = [f"{row[0]:>{hits}}  {row[1]:>{found}}  {row[2]}" for row in rows]
    return "\n".join(
        [
            *explanation.parameters,
            "",
            explanation.cypher.rstrip("\n"),
            "",
            *plan,
            "",
            f"{explanation.db_hits:,} db hits in total.\n",
        ]
    )


def as_json(explanation: Explanation) -> str:
    """The same as JSON."""
    data = {**asdict(explanation), "db_hits": explanation.db_hits}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
