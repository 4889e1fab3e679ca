"""The log of loads: a node for each load, which is not part of the graph that briefs make.

Each transaction of a load adds what it did to its entry, so that the entry of an interrupted load
says exactly what was stored. That of a killed load has no end.
"""

from __future__ import annotations

import getpass
import os
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from whomet.graph.database.connection import METADATA, Connection
from whomet.graph.errors import DatabaseUnavailable, GraphError, came_of_interruption
from whomet.graph.writing import cypher
from whomet.graph.writing.origins import keep_origins

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Transaction

    from whomet.graph.writing.update import UpdateResult

DONE, INTERRUPTED, FAILED, REFUSED = "done", "interrupted", "failed", "refused"
MOST_PATHS = 20
WAIT_SECONDS = 2.0
#: A transaction's id in the status of another: `Blocked by: [neo4j-transaction-5]`.
TRANSACTION = re.compile(r"[\w.-]+-transaction-\d+")

#: Called with a sentence that says for whom a load waits.
OnWait = Callable[[str], None]

ADD = """
MERGE (r:LoadRecord {id: $id})
ON CREATE SET r += $about, r.began = datetime($began),
              r.new = 0, r.changed = 0, r.unchanged = 0, r.removed = 0
SET r.refused = $refused, r.new = r.new + $new, r.changed = r.changed + $changed,
    r.unchanged = r.unchanged + $unchanged, r.removed = r.removed + $removed
"""
END = f"{ADD}, r.ended = datetime(), r.outcome = $outcome, r.reason = $reason"
LOG = """
MATCH (r:LoadRecord) WHERE r.part_of IS NULL
RETURN r.id AS id, r.command AS command, r.host AS host, r.pid AS pid, r.user AS user,
       toString(r.began) AS began, toString(r.ended) AS ended,
       r.new AS new, r.changed AS changed, r.unchanged AS unchanged, r.removed AS removed,
       coalesce(r.refused, 0) AS refused, coalesce(r.paths, []) AS paths,
       r.outcome AS outcome, r.reason AS reason
ORDER BY r.began DESC, id LIMIT $limit
"""
TRANSACTIONS = """
SHOW TRANSACTIONS YIELD transactionId, metaData, status, username, clientAddress, startTime
RETURN transactionId AS id, metaData AS metadata, status, username AS user,
       clientAddress AS address, toString(startTime) AS began
"""


@dataclass(frozen=True, slots=True)
class LoadLogEntry:
    """The log entry of one load or retraction, while it runs.

    `paths` are what it was asked to load, `refused` returns how many briefs were refused so far,
    and `files_of` which files of the briefs of an update are to be kept.
    """

    command: str
    paths: Sequence[str] = ()
    refused: Callable[[], int] = lambda: 0
    files_of: Callable[[UpdateResult], Mapping[str, str]] = lambda result: {}
    id: str = field(default_factory=lambda: uuid4().hex)
    began: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="milliseconds"))

    @property
    def about(self) -> dict[str, Any]:
        """Who runs which command: for the log, and for those who wait."""
        return {
            "command": self.command,
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "user": user_name(),
            **({"paths": list(self.paths[:MOST_PATHS])} if self.paths else {}),
        }

    @property
    def metadata(self) -> dict[str, Any]:
        """The metadata of the load's transactions, shown by SHOW TRANSACTIONS."""
        return {**METADATA, **self.about, "load": self.id, "began": self.began}

    def add(self, transaction: ManagedTransaction | Transaction, result: UpdateResult) -> None:
        """Add what an update did, in the update's own transaction."""
        counts = ("new", "changed", "unchanged", "removed")
        numbers = {name: len(getattr(result, name)) for name in counts}
        transaction.run(ADD, self._values(**numbers)).consume()
        keep_origins(transaction, self.id, self.files_of(result))

    def add_new(self, transaction: ManagedTransaction | Transaction, briefs: int) -> None:
        """Add that so many briefs were stored in an empty graph."""
        transaction.run(ADD, self._values(new=briefs)).consume()

    def end(self, connection: Connection, outcome: str, reason: str | None = None) -> None:
        """Write how the load ended."""
        values = {**self._values(), "outcome": outcome, "reason": reason}
        connection.write(lambda transaction: transaction.run(END, values).consume())

    def end_by(self, connection: Connection, error: BaseException) -> None:
        """Write which error ended the load, if the server still answers."""
        with suppress(GraphError):
            if came_of_interruption(error):
                self.end(connection, INTERRUPTED)
            elif isinstance(error, Exception):
                self.end(connection, FAILED, str(error))

    def _values(self, **numbers: int) -> dict[str, Any]:
        done = dict.fromkeys(("new", "changed", "unchanged", "removed"), 0) | numbers
        about = {"id": self.id, "about": self.about, "began": self.began}
        return {**about, "refused": self.refused(), **done}

    @contextmanager
    def logged(self, connection: Connection) -> Iterator[None]:
        """Write how the work in this context ended, if the server still answers."""
        try:
            yield
        except BaseException as error:
            if came_of_interruption(error) or not isinstance(error, DatabaseUnavailable):
                self.end_by(connection, error)
            raise
        self.end(connection, DONE)

    def take_lock(
        self,
        connection: Connection,
        transaction: ManagedTransaction | Transaction,
        on_wait: OnWait | None,
    ) -> None:
        """Wait until no other load writes; `on_wait` is called if that takes a while."""
        if on_wait is None:
            transaction.run(cypher.LOCK).consume()
            return
        timer = threading.Timer(WAIT_SECONDS, self._report_blockers, (connection, on_wait))
        timer.daemon = True
        timer.start()
        try:
            transaction.run(cypher.LOCK).consume()
        finally:
            timer.cancel()

    def _report_blockers(self, connection: Connection, on_wait: OnWait) -> None:
        with suppress(GraphError):
            rows = {row["id"]: row for row in connection.read(TRANSACTIONS)}
            mine = [row for row in rows.values() if row["metadata"].get("load") == self.id]
            ahead = {id for row in mine for id in TRANSACTION.findall(row["status"])}
            for id in sorted(ahead & rows.keys()):
                on_wait(f"Waiting for {_who(rows[id])}.")


def log(connection: Connection, limit: int) -> list[dict[str, Any]]:
    """The entries of the last loads, the latest first; `outcome` is None without an end."""
    return connection.read(LOG, {"limit": limit})


def _who(row: dict[str, Any]) -> str:
    metadata = row["metadata"]
    if "pid" not in metadata:
        return f"a transaction of {row['user']} from {row['address']}, begun {row['began']}"
    return (
        f"`whomet {metadata['command']}` of {metadata['user']} on {metadata['host']}"
        f" (process {metadata['pid']}), begun {metadata['began']}"
    )


def user_name() -> str:
    """The name of the user who runs this process."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in a container
        return str(os.getuid())
