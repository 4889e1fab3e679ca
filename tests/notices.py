"""What Neo4j has to say about a query: that something is old, slow, or misspelt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

#: Where the driver writes what the server says.
LOG = "neo4j.notifications"


@contextmanager
def no_notices(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The server has nothing to say about what is asked here, over the suite's own connection."""
    caplog.clear()
    with caplog.at_level("INFO", LOG):
        yield
        said = [record.getMessage() for record in caplog.records if record.name == LOG]
    assert said == []
