"""The example briefs, and a graph of them that is loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from whomet import loaders
from whomet.graph.database.connection import Connection
from whomet.ontology.records import Brief

from .exports import load

BRIEFS = Path(__file__).resolve().parents[2] / "examples" / "briefs"


@pytest.fixture(scope="session")
def briefs() -> list[Brief]:
    """Every example brief."""
    return [read.brief for read in loaders.read([BRIEFS]) if read.brief is not None]


@pytest.fixture(scope="module")
def examples(connection: Connection, briefs: list[Brief]) -> Connection:
    """The suite's database with the example briefs and nothing else."""
    load(connection, briefs)
    return connection
