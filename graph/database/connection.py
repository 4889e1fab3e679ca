"""A connection to the graph: reading, writing, streaming and explaining through it."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from whomet.graph.database.driver import (
    check_agent,
    driver_module,
    row_of,
    silent_server,
    translated,
)
from whomet.graph.database.silence import Probe, SilenceWatch
from whomet.graph.database.versions import VERSION, GraphVersion, ensure_usable
from whomet.graph.errors import DatabaseUnavailable, came_of_interruption
from whomet.graph.settings import Settings
from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    import neo4j

    from whomet.graph.server.first_plans import FirstPlans
    from whomet.ontology.records import Brief

T = TypeVar("T")
Parameters = Mapping[str, Any]
METADATA = {"app": "whomet"}
#: Seconds for which a connection reads without checking whether an upgrade or restore is running.
VERSION_SECONDS = 2.0
#: The setting that an error names where a transaction would take more memory than one may.
MEMORY_OF_ONE = "db.memory.transaction.max"


class Connection:
    """A driver with causal consistency: reads see what was written through the same connection.

    `vocabulary` is the one that the settings define. Every method raises GraphError or
    DatabaseUnavailable instead of the driver's errors that a user can act on. `connecting.connect`
    makes one.
    """

    def __init__(
        self,
        driver: neo4j.Driver,
        uri: str,
        settings: Settings,
        database: str | None,
        vocabulary: Vocabulary,
        probe: Probe,
        first_plans: FirstPlans | None = None,
    ) -> None:
        self._driver = driver
        self._probe = probe
        self._first_plans = first_plans
        self._bookmarks = driver_module().GraphDatabase.bookmark_manager()
        self._settings = settings
        self.uri = uri
        self.database = database
        self.vocabulary = vocabulary
        self._any_version = True
        self._gave_up = False
        self._version_seen = float("-inf")
        with self._translated():
            agent = driver.get_server_info().agent
        self.server_version = check_agent(agent, uri)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; calling it again does nothing."""
        self._driver.close()

    @property
    def home(self) -> Path:
        """The home folder of the settings, where whomet keeps what is on this machine."""
        return self._settings.home

    def graph_version(self) -> GraphVersion:
        """The version of the graph, as it is now."""
        return GraphVersion.from_row(self._together(lambda reader: reader.read(VERSION), None)[0])

    def ensure_room_to_load(self, briefs: Collection[Brief]) -> None:
        """DatabaseUnavailable if the disk of the local server has no room for these briefs."""
        if self._settings.uri is None and briefs:
            from whomet.graph.server.disk_space import ensure_room_to_load

            ensure_room_to_load(self._settings, briefs)

    def refuse_other_versions(self) -> None:
        """GraphVersionError, now or when reading, if the graph is not to be used.

        Another whomet wrote it, or it is being upgraded or restored. A write finds out by itself
        (`update`); reading looks again after a while.
        """
        self._any_version = False
        self.ensure_usable()

    def ensure_usable(self) -> None:
        """See `refuse_other_versions`, without which it does nothing."""
        now = time.monotonic()
        if not self._any_version and now - self._version_seen > VERSION_SECONDS:
            ensure_usable(self.graph_version())
            self._version_seen = now

    def read(
        self, cypher: str, parameters: Parameters | None = None, timeout: float | None = None
    ) -> list[dict[str, Any]]:
        """The rows of a query, in a managed READ transaction (retried; routed to a reader).

        `timeout` is in seconds; None means the server's limit.
        """
        return self.together(lambda reader: reader.read(cypher, parameters), timeout)

    def together(self, work: Callable[[TransactionReader], T], timeout: float | None = None) -> T:
        """Run `work` in one managed READ transaction and return its result.

        One transaction for several short queries saves much of their time. `work` may be retried;
        `timeout` is in seconds, for all of it.
        """
        self.ensure_usable()
        return self._together(work, timeout)

    def _together(self, work: Callable[[TransactionReader], T], timeout: float | None) -> T:
        def run(transaction: neo4j.ManagedTransaction) -> T:
            return work(TransactionReader(transaction, self.vocabulary, self._first_plans))

        with self._translated(), self._session() as session:
            result: T = session.execute_read(self._limited(run, timeout))
        return result

    @contextmanager
    def reading(self, timeout: float | None = None) -> Iterator[TransactionReader]:
        """One READ transaction for as long as the block lasts, to take rows as they come.

        It is not retried. `timeout` is in seconds, and counts also while nothing is read.
        """
        self.ensure_usable()
        neo4j = driver_module()
        with (
            self._translated(),
            self._session(default_access_mode=neo4j.READ_ACCESS) as session,
            session.begin_transaction(metadata=METADATA, timeout=timeout) as transaction,
        ):
            yield TransactionReader(transaction, self.vocabulary, self._first_plans)

    def write(
        self,
        work: Callable[[neo4j.ManagedTransaction], T],
        timeout: float | None = None,
        metadata: Parameters = METADATA,
    ) -> T:
        """Run `work` in one managed WRITE transaction, with retries, and return its result.

        `metadata` is shown by SHOW TRANSACTIONS.
        """
        with self._translated(), self._session() as session:
            result: T = session.execute_write(self._limited(work, timeout, metadata))
        return result

    def prepare(self, work: Callable[[neo4j.Session], T]) -> T:
        """Run `work` with a session and return its result: for schema commands."""
        with self._translated(), self._session() as session:
            return work(session)

    def stream(
        self, cypher: str, parameters: Parameters | None = None, timeout: float | None = None
    ) -> Iterator[dict[str, Any]]:
        """The rows of a read query, one by one, in constant memory."""
        self.ensure_usable()
        neo4j = driver_module()
        query = neo4j.Query(cypher, metadata=METADATA, timeout=timeout)
        with (
            self._translated(),
            self._session(default_access_mode=neo4j.READ_ACCESS) as session,
        ):
            yield from map(row_of, session.run(query, dict(parameters or {})))

    def explain(self, cypher: str, parameters: Parameters | None = None) -> neo4j.ResultSummary:
        """The summary of EXPLAIN: `plan`, and `gql_status_objects` with every warning."""
        return self._summary(f"EXPLAIN {cypher}", parameters)

    def profile(
        self, cypher: str, parameters: Parameters | None = None, timeout: float | None = None
    ) -> neo4j.ResultSummary:
        """The summary of PROFILE: `profile` with db-hits and rows of each operator."""
        return self._summary(f"PROFILE {cypher}", parameters, timeout)

    def _summary(
        self, cypher: str, parameters: Parameters | None, timeout: float | None = None
    ) -> neo4j.ResultSummary:
        neo4j = driver_module()
        read = neo4j.READ_ACCESS
        options = {"default_access_mode": read, "notifications_min_severity": "INFORMATION"}
        with self._translated(), self._session(**options) as session:
            query = neo4j.Query(cypher, timeout=timeout)
            result = session.run(query, dict(parameters or {}))
            for _ in result:
                pass  # PROFILE has its figures only after every row was consumed
            return result.consume()

    @contextmanager
    def _session(self, **options: Any) -> Iterator[neo4j.Session]:
        session = self._driver.session(
            database=self.database, bookmark_manager=self._bookmarks, **options
        )
        try:
            yield session
            session.close()
        except BaseException as error:
            # Interrupted in the middle of a message, a connection can only be dropped; the driver
            # does so only for a cancelled task.
            cut = came_of_interruption(error)
            kind = asyncio.CancelledError if cut else type(error)
            session.__exit__(kind, None, None)  # type: ignore[no-untyped-call]
            raise

    def _limited(
        self,
        work: Callable[[neo4j.ManagedTransaction], T],
        timeout: float | None,
        metadata: Parameters = METADATA,
    ) -> Callable[[neo4j.ManagedTransaction], T]:
        """The work as the driver runs it, once more after each error that may not come again.

        The driver tries again for half a minute, each try with the time limit of the first. No
        other try begins where it would need more memory than the server gives to any transaction,
        where memory was short twice (once may be due to others), or where it would end after the
        time limit if it took as long as the last.
        """
        exceptions = driver_module().exceptions
        ends = math.inf if timeout is None else time.monotonic() + timeout
        short_of_memory = 0

        def attempt(transaction: neo4j.ManagedTransaction) -> T:
            nonlocal short_of_memory
            began = time.monotonic()
            try:
                return work(transaction)
            except exceptions.Neo4jError as error:
                now = time.monotonic()
                short_of_memory += "OutOfMemory" in (error.code or "")
                hopeless = (
                    MEMORY_OF_ONE in str(error) or short_of_memory > 1 or now + (now - began) > ends
                )
                ours = translated(error, self.uri, self._settings) if hopeless else None
                if ours is None:
                    raise
                raise ours from error

        limit = driver_module().unit_of_work(metadata=dict(metadata), timeout=timeout)
        limited: Callable[[neo4j.ManagedTransaction], T] = limit(attempt)
        return limited

    def _give_up(self) -> None:
        """The server is silent: every call under way, and every later one, is to fail."""
        self._gave_up = True
        self._driver.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        exceptions = driver_module().exceptions
        try:
            with SilenceWatch(self._probe, self._give_up):
                yield
        except (exceptions.Neo4jError, exceptions.DriverError) as error:
            if self._gave_up:
                raise DatabaseUnavailable(silent_server(self.uri, self._settings)) from error
            ours = translated(error, self.uri, self._settings)
            if ours is None:
                raise
            raise ours from error


@dataclass(frozen=True, slots=True)
class TransactionReader:
    """Reads within one transaction of `Connection`, with the interface of a connection."""

    transaction: neo4j.ManagedTransaction | neo4j.Transaction
    vocabulary: Vocabulary
    first_plans: FirstPlans | None

    def read(self, cypher: str, parameters: Parameters | None = None) -> list[dict[str, Any]]:
        """The rows of a query."""
        return list(map(row_of, self._run(cypher, parameters)))

    def stream(self, cypher: str, parameters: Parameters | None = None) -> Iterator[dict[str, Any]]:
        """The rows of a query, one by one, in constant memory; others may be read meanwhile.

        The query begins at once, so that the server runs it while other rows are taken.
        """
        return map(row_of, self._run(cypher, parameters))

    def explain(self, cypher: str, parameters: Parameters | None = None) -> neo4j.ResultSummary:
        """The summary of EXPLAIN: its `plan`."""
        return self._run(f"EXPLAIN {cypher}", parameters).consume()

    def _run(self, cypher: str, parameters: Parameters | None) -> neo4j.Result:
        first_plans = self.first_plans
        # The driver returns a result when the statement is planned.
        with nullcontext() if first_plans is None else first_plans.sending(cypher):
            return self.transaction.run(cypher, dict(parameters or {}))
