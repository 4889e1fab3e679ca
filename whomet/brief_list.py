"""The briefs in the graph, as a list."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from whomet.ontology.json_values import JsonObject

if TYPE_CHECKING:
    from whomet.graph.database.connection import Connection

LIST = """
MATCH (b:Brief)
WHERE $words IS NULL OR toLower(b.id) CONTAINS $words OR toLower(b.title) CONTAINS $words
   OR toLower(b.source) CONTAINS $words
RETURN b.id AS id, b.title AS title, b.source AS source, b.published AS published,
       COUNT { (b)-[:STATES]->() } AS claims
ORDER BY b.published DESC, b.id
"""


@dataclass(frozen=True, slots=True)
class BriefSummary:
    """A brief in the graph, with the number of its claims."""

    id: str
    title: str
    source: str
    published: date
    claims: int

    def to_json(self) -> JsonObject:
        """As `whomet briefs --json` prints it."""
        return {**asdict(self), "published": self.published.isoformat()}


def list_briefs(
    connection: Connection, words: str | None = None, limit: int | None = None
) -> list[BriefSummary]:
    """The briefs whose id, title or source contains `words`, the latest first."""
    query = f"{LIST} LIMIT $limit" if limit is not None else LIST
    given = {"words": None if words is None else words.lower(), "limit": limit}
    rows = connection.read(query, given)
    return [BriefSummary(**{**row, "published": _day(row["published"])}) for row in rows]


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
