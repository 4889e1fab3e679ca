"""The application in this process, on the suite's server with the example briefs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings
from whomet.serving.access import Access
from whomet.serving.application import application
from whomet.serving.tokens import TokenStore


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
