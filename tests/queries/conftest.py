"""Small worlds of briefs, loaded as users load theirs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from whomet.graph.database.connection import Connection
from whomet.graph.writing.loading import load_briefs
from whomet.loaders import read
from whomet.serving.shared_graph import STATE

GOLDEN = Path(__file__).parent / "golden"
# What a test writes without an update is seen by these.
COUNTS = "RETURN COUNT { (n) } AS nodes, COUNT { ()-->() } AS relationships"

LoadWorld = Callable[[Path], Connection]


@pytest.fixture(scope="session")
def load_world(connection: Connection, tmp_path_factory: pytest.TempPathFactory) -> LoadWorld:
    """Makes the suite's own database hold the briefs of a world file and nothing else.

    They are loaded only where something has changed the graph since they were.
    """
    copy = tmp_path_factory.mktemp("world") / "world.jsonl"
    loaded: list[object] = []

    def state(path: Path) -> object:
        return path, connection.read(STATE), connection.read(COUNTS)

    def load(path: Path) -> Connection:
        if loaded and loaded[-1] == state(path):
            return connection
        connection.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
        briefs = yaml.safe_load(path.read_text(encoding="utf-8"))
        lines = (json.dumps(brief, ensure_ascii=False, default=str) for brief in briefs)
        copy.write_text("\n".join(lines), encoding="utf-8")
        results = list(read([copy]))
        assert [result.faults for result in results if result.brief is None] == []
        load_briefs(connection, [result.brief for result in results if result.brief is not None])
        loaded.append(state(path))
        return connection

    return load


@pytest.fixture
def world(load_world: LoadWorld) -> Connection:
    """A connection to a graph of the briefs in golden/world.yaml, and of nothing else."""
    return load_world(GOLDEN / "world.yaml")
