"""What the formats of rows have in common: which rows, and a value as text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from whomet.queries.runner import QueryResult
from whomet.queries.show import Description


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of an answer, or of a description: the claims behind what it describes."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    known_by: date | None = None


def rows_of(what: QueryResult | Description) -> Rows:
    """The rows of an answer or a description, with the names of their columns."""
    if isinstance(what, Description):
        columns = tuple(what.claims[0]) if what.claims else ()
        return Rows(what.id, what.name, columns, what.claims)
    known_by = what.parameters.get("known_by")
    return Rows(
        what.question.name,
        what.question.title,
        what.columns,
        what.rows,
        date.fromisoformat(known_by) if known_by else None,
    )


def text(value: Any) -> str:
    """A value as text: lists joined by "; ", nothing for what is not known."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(text, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
