"""One real Neo4j for the whole suite, on a home of its own: no test touches any other database.

The jars come from the usual cache (WHOMET_CACHE), so that they are fetched once. WHOMET_NEO4J and
WHOMET_DEFAULT_LANGUAGE choose what the suite runs on. What a run has started ends with it, however
it ends: tests/reaper.py.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

import hypothesis
import pytest
from neo4j import Session

from tests.engines import LANGUAGES, OTHER_ENGINE
from tests.warm_process import WarmProcess
from tests.webhook_receiver import Receiver, receiving
from whomet import loaders
from whomet.graph.database import driver
from whomet.graph.database.connecting import connect
from whomet.graph.database.connection import Connection
from whomet.graph.database.schema import apply_schema
from whomet.graph.errors import GraphError
from whomet.graph.server import configuration, down, provision, up
from whomet.graph.server.aot import aot_file, is_made
from whomet.graph.settings import Settings, load_settings
from whomet.graph.writing.loading import load_briefs
from whomet.ontology.vocabulary import default_vocabulary
from whomet.serving.shared_graph import STATE

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

# Emptied and filled again by each test, the graph changes so much that the server would plan its
# statements over and over. Plans made on an empty graph must do anyway (tests/graph/test_seeks.py).
configuration.FIXED["dbms.cypher.min_replan_interval"] = "1h"

# A test that asks for one of these starts Neo4j, or builds and installs whomet.
SERVER_FIXTURES = {"settings", "installation"}
BUILD_FIXTURES = {"built", "make_environment"}
# The order of the tests: what can be shared out in small parts comes last.
SHARED_SERVER, OWN_SERVER, BUILD, FAST = range(4)
# These ask all questions, which a server plans for a minute, and then answers at once: where
# several processes share the tests, one of them takes these.
QUESTIONS = {"queries", "oracle", "examples", "browsing", "standing", "serving", "docs"}
QUESTIONS |= {"test_asking", "test_dossier_command", "test_on_the_graph", "test_standing"}
#: Of these, what asks few of them or others; it makes the halves equal.
FEW_QUESTIONS = {"test_extension", "test_read_only", "test_streaming"}

# The `java` launcher reads this variable. A server that a test starts for itself is there for
# seconds: without the JVM's second compiler, its start takes little more than half the processor
# time. The shared one, which answers for many minutes, needs that compiler, but takes less time
# altogether if only what runs five times as often as usual is compiled again.
JAVA_OPTIONS = "JDK_JAVA_OPTIONS"
SHORT_LIVED = "-XX:TieredStopAtLevel=1"
LONG_LIVED = (
    "-XX:Tier4InvocationThreshold=25000 -XX:Tier4MinInvocationThreshold=3000"
    " -XX:Tier4CompileThreshold=75000 -XX:Tier4BackEdgeThreshold=200000"
)

RUN = "PYTEST_RUN_OF_WHOMET"
#: Processes, such as `make`, without which the run is not wanted any more; their ids.
ENDS_WITH = "PYTEST_ENDS_WITH"
REAPER = Path(__file__).with_name("reaper.py")
EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "briefs"


def pytest_configure(config: pytest.Config) -> None:
    """Forget settings of the machine's user that could lead to a database of theirs."""
    for name in [name for name in os.environ if name.startswith("WHOMET_")]:
        if name not in KEPT:
            del os.environ[name]
    # Nor are settings of theirs read, nor is a folder trusted for them.
    if not hasattr(config, "workerinput"):
        own = tempfile.TemporaryDirectory(prefix="whomet-config-")
        config.add_cleanup(own.cleanup)
        os.environ["XDG_CONFIG_HOME"] = own.name
        config.pluginmanager.register(_Failures(config))
    # Started in the background, a shell lets its children ignore Ctrl-C, and they theirs.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # The processes that xdist starts inherit the variable, and one reaper is enough.
    if not hasattr(config, "workerinput"):
        _start_reaper(config)


class _Failures:
    """Says at once what has failed, and not only when all tests have run."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        if not report.failed or terminal is None:
            return
        crash = getattr(report.longrepr, "reprcrash", None)
        why = next(iter(str(crash.message if crash else report.longrepr).splitlines()), "")
        terminal.write("\n")
        terminal.write_line(f"Failed in its {report.when}: {report.nodeid}: {why}")
        terminal.flush()


def _start_reaper(config: pytest.Config) -> None:
    run = uuid.uuid4().hex
    # A run inside a run, as a test has it, is its own: it ends what it started.
    environ = {name: value for name, value in os.environ.items() if name != RUN}
    reaper = subprocess.Popen(
        [sys.executable, REAPER, f"{RUN}={run}", *os.environ.get(ENDS_WITH, "").split()],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=environ,
        start_new_session=True,
    )
    os.environ[RUN] = run
    os.environ.pop(ENDS_WITH, None)
    # The end of this process closes the pipe, and so does the end of the run.
    config.add_cleanup(lambda: _finish(reaper))


def _finish(reaper: subprocess.Popen[bytes]) -> None:
    """Let it end what is left, and wait for that."""
    reaper.communicate()


# First, since `-m` deselects by the markers.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests by what they start, and order them.

    Where several processes share the tests by file (`-n 2 --dist loadfile`), the long ones come
    first, and the many short ones fill what is left.
    """
    kinds = {item: _kind(item) for item in items}
    for item, kind in kinds.items():
        if kind in (SHARED_SERVER, OWN_SERVER):
            item.add_marker(pytest.mark.server)
        if kind == BUILD:
            item.add_marker(pytest.mark.build)
    items.sort(key=lambda item: (kinds[item], not _asks_questions(item.path)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """The tests by file, but one process has all that ask questions."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file: str = super()._split_scope(nodeid)
            return "questions" if _asks_questions(PurePath(file)) else file

    return Scheduling(config, log)


def _asks_questions(file: PurePath) -> bool:
    return bool(QUESTIONS & {file.parent.name, file.stem}) and file.stem not in FEW_QUESTIONS


def _kind(item: pytest.Item) -> int:
    wanted = set(getattr(item, "fixturenames", ()))
    if wanted & BUILD_FIXTURES:
        return BUILD
    if "server" in wanted:
        return SHARED_SERVER
    return OWN_SERVER if wanted & SERVER_FIXTURES else FAST


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the suite's own server."""
    home = tmp_path_factory.mktemp("home")
    found = load_settings({"home": home, "idle_minutes": 120}, cwd=Path(home))
    # The AOT cache where it is there; to make it takes longer than a few tests.
    cache = aot_file(found, provision(found))
    made = cache is not None and is_made(cache)
    if made or cache is None:
        start_servers_lightly()
    return replace(found, aot=made)


def start_servers_lightly() -> None:
    """From now on, servers start for a short life, unless the user of the machine has other wishes.

    Not before their AOT cache is made, which remembers what was worth compiling.
    """
    os.environ.setdefault(JAVA_OPTIONS, SHORT_LIVED)


@pytest.fixture(scope="session")
def server(settings: Settings) -> Iterator[Settings]:
    """The settings of a local server that runs until the session ends."""
    with pytest.MonkeyPatch.context() as patch:
        if os.environ.get(JAVA_OPTIONS, SHORT_LIVED) == SHORT_LIVED:
            patch.setenv(JAVA_OPTIONS, LONG_LIVED)
        up(settings)
    yield settings
    down(settings)


@pytest.fixture(scope="session")
def connection(server: Settings) -> Iterator[Connection]:
    """A connection to the suite's server, its schema in place.

    What the server has to say about a query is logged (tests/notices.py).
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(driver, "NOTIFICATIONS", "INFORMATION")
        open_connection = connect(server)
    with open_connection:
        open_connection.prepare(lambda session: apply_schema(session, default_vocabulary()))
        open_connection.prepare(_make_tokens)
        yield open_connection


def _make_tokens(session: Session) -> None:
    """Make the database know every label, type and property of the ontology, and no node.

    Otherwise there would be something to say about each that has never been used.
    """
    vocabulary = default_vocabulary()
    labels = ":".join(vocabulary.labels())
    # The last three are of a graph that is being upgraded.
    names = (*vocabulary.property_keys(), "state", "done", "total")
    keys = ", ".join(f"`{name}`: 0" for name in names)
    # The schema's constraints hold for this node too, which is alone.
    session.run(f"CREATE (n:{labels} {{{keys}}})").consume()
    for kind in vocabulary.relationship_types():
        session.run(f"MATCH (n:Brief) CREATE (n)-[:{kind} {{{keys}}}]->(n)").consume()
    session.run("MATCH (n) DETACH DELETE n").consume()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is marked so in several default languages, unless the run is in one of its own."""
    marker = metafunc.definition.get_closest_marker("languages")
    if marker is not None and not OTHER_ENGINE and "server" in metafunc.fixturenames:
        metafunc.fixturenames.append("language")
        metafunc.parametrize("language", marker.args, indirect=True, scope="module")


@pytest.fixture(scope="module")
def language(request: pytest.FixtureRequest, connection: Connection) -> Iterator[None]:
    """The language of statements that do not name one, as an administrator may set it."""
    _set_language(connection, request.param)
    yield
    _set_language(connection, LANGUAGES[0])


def _set_language(connection: Connection, language: str) -> None:
    [row] = connection.read("SHOW DEFAULT DATABASE YIELD name")
    statement = f"ALTER DATABASE `{row['name']}` SET DEFAULT LANGUAGE {language}"
    connection.write(lambda tx: tx.run(statement).consume())
    try:
        connection.read("UNWIND [1] AS x FILTER x = 1 RETURN x")
    except GraphError:
        assert language == LANGUAGES[0]
    else:
        assert language != LANGUAGES[0]


@pytest.fixture
def graph(connection: Connection) -> Connection:
    """The suite's own database, emptied."""
    connection.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    return connection


@pytest.fixture(scope="session")
def load_examples(connection: Connection) -> Callable[[], Connection]:
    """Makes the suite's own database hold the example briefs and nothing else.

    They are loaded only where something has changed the graph since they were.
    """
    loaded: list[list[dict[str, object]]] = []

    def load() -> Connection:
        if not loaded or connection.read(STATE) != loaded[-1]:
            connection.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
            load_briefs(connection, (read.brief for read in loaders.read([EXAMPLES]) if read.brief))
            loaded.append(connection.read(STATE))
        return connection

    return load


@pytest.fixture(scope="module")
def example_graph(load_examples: Callable[[], Connection]) -> Connection:
    """A graph of the example briefs, for the tests of a module that only read."""
    return load_examples()


@pytest.fixture(scope="session")
def warm_process() -> Iterator[WarmProcess]:
    """The process that those of `whomet` are forked from."""
    process = WarmProcess()
    yield process
    process.end()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A program that takes what webhooks post."""
    with receiving() as found:
        yield found
