"""A server of these tests' own, which a bulk load may stop."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from whomet.graph.database.connecting import connect
from whomet.graph.database.connection import Connection
from whomet.graph.server import down
from whomet.graph.server.folders import Folders
from whomet.graph.server.staging import unfinished_folder
from whomet.graph.server.state import processes_with
from whomet.graph.settings import Settings, load_settings


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Settings]:
    """A home that one module alone uses, on the same jars."""
    home = tmp_path_factory.mktemp("bulk")
    made = load_settings({"home": home, "aot": settings.aot, "neo4j": settings.neo4j}, cwd=home)
    yield made
    down(made)


@pytest.fixture
def empty(own: Settings) -> Settings:
    """The same, with nothing in its graph."""
    with connect(own) as connection:
        wipe(connection)
    return own


def wipe(connection: Connection) -> None:
    """Empty a database of the tests' own."""
    connection.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())


def assert_nothing_left(settings: Settings) -> None:
    """No process and no folder of a bulk load is there any more."""
    folders = Folders.of(settings)
    assert [path.name for path in folders.home.glob("data*")] == ["data"]
    assert not (folders.home / "bulk").exists()
    assert not unfinished_folder(folders).exists()
    inside = str(folders.home / "bulk")
    assert not list(processes_with(f"--home-dir={inside}/{folders.home.name}"))
    assert not list(processes_with(f"@{inside}/{folders.home.name}/conf/import.args"))
