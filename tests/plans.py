"""What a query costs the server, for tests of bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whomet.graph.database.connection import Connection


def db_hits(graph: Connection, text: str, parameters: Mapping[str, Any]) -> int:
    """The db-hits of all operators of a query, which it runs."""
    profile = graph.profile(text, parameters).profile
    assert profile is not None
    return _hits(profile)


def _hits(operator: dict[str, Any]) -> int:
    return int(operator.get("dbHits", 0)) + sum(map(_hits, operator.get("children", [])))
