"""The example briefs as the loader reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from whomet import loaders
from whomet.ontology.records import Brief

BRIEFS = Path(__file__).resolve().parents[2] / "examples" / "briefs"


@pytest.fixture(scope="session")
def briefs() -> list[Brief]:
    """Every example brief; a fault or a warning in any of them fails the test."""
    found: list[Brief] = []
    for read in loaders.read([BRIEFS]):
        assert [str(fault) for fault in read.faults] == []
        assert read.brief is not None
        found.append(read.brief)
    return found
