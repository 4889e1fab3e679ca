"""The graphs that earlier releases wrote, as fixtures: every node, relationship and index.

Each was loaded by the code of its commit from the same three briefs, and two judgements were made.
A release adds its own: load, judge, and dump what is stored in the same form.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from whomet.graph.database.connection import Connection

STORES = Path(__file__).with_name("stores")
#: By the commit that wrote it.
NAMES = ("a04c543", "25165d7")
LABELLED = "UNWIND $rows AS row CREATE (n:{labels} {{fixture: row.number}}) SET n += row.properties"
RELATED = (
    "UNWIND $rows AS row MATCH (a {{fixture: row.a}}), (b {{fixture: row.b}})"
    " CREATE (a)-[r:{kind}]->(b) SET r = row.properties"
)


def write_store(connection: Connection, name: str) -> None:
    """Make an empty database the graph that this commit wrote, its schema included."""
    store = json.loads((STORES / f"{name}.json").read_text(encoding="utf-8"))
    drop_schema(connection)

    def create_schema(session: Any) -> None:
        for text in store["schema"]:
            session.run(text).consume()
        session.run("CALL db.awaitIndexes(300)").consume()

    def create(transaction: Any) -> None:
        transaction.run("MATCH (n) DETACH DELETE n").consume()
        by_labels: dict[str, list[dict[str, Any]]] = {}
        for number, (labels, properties) in enumerate(store["nodes"]):
            row = {"number": number, "properties": _values(properties)}
            by_labels.setdefault(":".join(labels), []).append(row)
        for labels, rows in by_labels.items():
            transaction.run(LABELLED.format(labels=labels), rows=rows).consume()
        by_type: dict[str, list[dict[str, Any]]] = {}
        for a, kind, b, properties in store["relationships"]:
            row = {"a": a, "b": b, "properties": _values(properties)}
            by_type.setdefault(kind, []).append(row)
        for kind, rows in by_type.items():
            transaction.run(RELATED.format(kind=kind), rows=rows).consume()
        transaction.run("MATCH (n) REMOVE n.fixture").consume()

    connection.prepare(create_schema)
    connection.write(create)


def drop_schema(connection: Connection) -> None:
    """Drop every constraint and index."""

    def drop(session: Any) -> None:
        for row in session.run("SHOW CONSTRAINTS YIELD name RETURN name").data():
            session.run(f"DROP CONSTRAINT `{row['name']}`").consume()
        names = "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"
        for row in session.run(names).data():
            session.run(f"DROP INDEX `{row['name']}`").consume()

    connection.prepare(drop)


def _values(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in properties.items()}


def _value(value: Any) -> Any:
    if isinstance(value, dict) and "date" in value:
        return date.fromisoformat(value["date"])
    if isinstance(value, dict):
        return datetime.fromisoformat(value["datetime"][:19] + "+00:00")
    return value
