"""Small worlds of briefs, loaded as users load theirs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from whomet.graph.database.connection import Connection
from whomet.graph.writing.loading import load_briefs
from whomet.loaders import read

GOLDEN = Path(__file__).parent / "golden"


def load_world(graph: Connection, path: Path, scratch: Path) -> Connection:
    """Load the briefs of a world file into the emptied `graph`; `scratch` is a folder to use."""
    briefs = yaml.safe_load(path.read_text(encoding="utf-8"))
    copy = scratch / "world.jsonl"
    lines = (json.dumps(brief, ensure_ascii=False, default=str) for brief in briefs)
    copy.write_text("\n".join(lines), encoding="utf-8")
    results = list(read([copy]))
    assert [result.faults for result in results if result.brief is None] == []
    load_briefs(graph, [result.brief for result in results if result.brief is not None])
    return graph


@pytest.fixture
def world(graph: Connection, tmp_path: Path) -> Connection:
    """A connection to a graph of the briefs in golden/world.yaml, and of nothing else."""
    return load_world(graph, GOLDEN / "world.yaml", tmp_path)
