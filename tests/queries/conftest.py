"""A small world of briefs, loaded as users load theirs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from graph.connection import Connection
from graph.loading import load_briefs
from loaders import read

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def world(graph: Connection, tmp_path: Path) -> Connection:
    """A connection to a graph of the briefs in golden/world.yaml, and of nothing else."""
    briefs = yaml.safe_load((GOLDEN / "world.yaml").read_text(encoding="utf-8"))
    path = tmp_path / "world.jsonl"
    lines = (json.dumps(brief, ensure_ascii=False, default=str) for brief in briefs)
    path.write_text("\n".join(lines), encoding="utf-8")
    results = list(read([path]))
    assert [result.faults for result in results if result.brief is None] == []
    load_briefs(graph, [result.brief for result in results if result.brief is not None])
    return graph
