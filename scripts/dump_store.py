"""Dump a graph as a fixture for tests/upgrade: python scripts/dump_store.py FILE.

Load tests/upgrade/stores/briefs into an empty graph first, and decide
  whomet review --different old-1#met old-2#again --note "the second talk"
  whomet review --same old-1#phone old-3#call
The graph is that of the settings.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from whomet.graph.database.connecting import connect
from whomet.graph.settings import load_settings

NODES = """
MATCH (n) WHERE NOT n:LoadRecord
RETURN elementId(n) AS element, labels(n) AS labels, properties(n) AS properties
ORDER BY labels, n.id
"""
EDGES = """
MATCH (a)-[r]->(b)
RETURN elementId(a) AS a, type(r) AS type, elementId(b) AS b, properties(r) AS properties
"""
INDEXES = """
SHOW INDEXES YIELD type, owningConstraint, createStatement
WHERE type <> 'LOOKUP' AND owningConstraint IS NULL RETURN createStatement AS text
"""
CONSTRAINTS = "SHOW CONSTRAINTS YIELD createStatement RETURN createStatement AS text"


def main(path: Path) -> None:
    """Write one line for each statement of the schema, node and relationship."""
    with connect(load_settings(), any_version=True) as connection:
        schema = sorted(
            row["text"] for text in (INDEXES, CONSTRAINTS) for row in connection.read(text)
        )
        rows = connection.read(NODES)
        number = {row["element"]: n for n, row in enumerate(rows)}
        nodes = [[row["labels"], _plain(row["properties"])] for row in rows]
        edges = sorted(
            (
                [number[row["a"]], row["type"], number[row["b"]], _plain(row["properties"])]
                for row in connection.read(EDGES)
            ),
            key=json.dumps,
        )
    parts = {"schema": schema, "nodes": nodes, "relationships": edges}
    path.write_text(
        "{" + ",\n".join(f'"{name}": [\n{_lines(part)}\n]' for name, part in parts.items()) + "}\n",
        encoding="utf-8",
    )


def _lines(values: list[Any]) -> str:
    return ",\n".join(json.dumps(value, ensure_ascii=False) for value in values)


def _plain(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in sorted(properties.items())}


def _value(value: Any) -> Any:
    value = value.to_native() if hasattr(value, "to_native") else value
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    return {"date": value.isoformat()} if isinstance(value, date) else value


if __name__ == "__main__":
    main(Path(sys.argv[1]))
