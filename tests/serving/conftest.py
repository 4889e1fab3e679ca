"""The application in this process, on the suite's server with the example briefs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from whomet import loaders
from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings
from whomet.graph.writing.loading import load_briefs
from whomet.serving import Access, TokenStore, application

BRIEFS = Path(__file__).resolve().parents[2] / "examples" / "briefs"


@pytest.fixture(scope="module")
def example_graph(connection: Connection) -> Connection:
    """A graph of the example briefs."""
    connection.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    load_briefs(connection, (read.brief for read in loaders.read([BRIEFS]) if read.brief))
    return connection


@pytest.fixture(scope="module")
def access(tmp_path_factory: pytest.TempPathFactory) -> Access:
    return Access(TokenStore(tmp_path_factory.mktemp("tokens") / "tokens.json"))


@pytest.fixture(scope="module")
def client(settings: Settings, example_graph: Connection, access: Access) -> Iterator[TestClient]:
    """A client that is nobody."""
    with TestClient(
        application(settings, access), base_url="http://127.0.0.1", follow_redirects=False
    ) as client:
        yield client


@pytest.fixture(scope="module")
def viewer(access: Access) -> dict[str, str]:
    """The headers of a viewer."""
    return {"Authorization": f"Bearer {access.tokens.add('a viewer', ['viewer'])}"}


@pytest.fixture(scope="module")
def loader(access: Access) -> dict[str, str]:
    """The headers of somebody who may load, and not read."""
    return {"Authorization": f"Bearer {access.tokens.add('a loader', ['loader'])}"}
