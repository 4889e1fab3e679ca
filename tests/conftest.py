"""One real Neo4j for the whole suite, on a home of its own: no test touches any other database.

The jars come from the usual cache (WHOMET_CACHE), so that they are fetched once. WHOMET_NEO4J and
WHOMET_DEFAULT_LANGUAGE choose what the suite runs on.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from whomet.graph.database.connection import Connection, connect
from whomet.graph.database.schema import apply_schema
from whomet.graph.server import down, up
from whomet.graph.settings import Settings, load_settings
from whomet.ontology.vocabulary import default_vocabulary

KEPT = {
    "WHOMET_CACHE",
    "WHOMET_NEO4J",
    "WHOMET_DEFAULT_LANGUAGE",
    "WHOMET_MAVEN_MIRROR",
    "WHOMET_MAVEN_REPOSITORY",
}

# How long a case takes says something about the machine, and nothing about the code. The whole
# check judges a change by the same cases each time; whoever runs the tests by hand finds others.
hypothesis.settings.register_profile(
    "whomet", deadline=None, derandomize=bool(os.environ.get("CI"))
)
hypothesis.settings.load_profile("whomet")


def pytest_configure(config: pytest.Config) -> None:
    """Forget settings of the machine's user that could lead to a database of theirs."""
    for name in [name for name in os.environ if name.startswith("WHOMET_")]:
        if name not in KEPT:
            del os.environ[name]
    # Started in the background, a shell lets its children ignore Ctrl-C, and they theirs.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the suite's own server."""
    home = tmp_path_factory.mktemp("home")
    return load_settings({"home": home, "aot": False, "idle_minutes": 120}, cwd=Path(home))


@pytest.fixture(scope="session")
def server(settings: Settings) -> Iterator[Settings]:
    """The settings of a local server that runs until the session ends."""
    up(settings)
    yield settings
    down(settings)


@pytest.fixture(scope="session")
def connection(server: Settings) -> Iterator[Connection]:
    """A connection to the suite's server, its schema in place."""
    with connect(server) as open_connection:
        open_connection.prepare(lambda session: apply_schema(session, default_vocabulary()))
        yield open_connection


@pytest.fixture
def graph(connection: Connection) -> Connection:
    """The suite's own database, emptied."""
    connection.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    return connection
