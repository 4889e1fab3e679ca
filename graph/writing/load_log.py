"""The log of loads: a node for each, outside of what briefs say and of what is compared.

Each transaction of a load notes in its record what it did: the record says of an interrupted load
exactly what went in. One that was killed has no end.
"""

from __future__ import annotations

import getpass
import os
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from whomet.graph.database.connection import METADATA, Connection
from whomet.graph.errors import DatabaseUnavailable, GraphError, came_of_interruption
from whomet.graph.writing import cypher

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Transaction

    from whomet.graph.writing.update import Step

DONE, INTERRUPTED, FAILED = "done", "interrupted", "failed"
WAIT_SECONDS = 2.0
#: In the status of a transaction that is `Blocked by: [neo4j-transaction-5]`.
TRANSACTION = re.compile(r"[\w.-]+-transaction-\d+")

OnWait = Callable[[str], None]

NOTE = """
MERGE (r:LoadRecord {id: $id})
ON CREATE SET r += $about, r.began = datetime($began),
              r.new = 0, r.changed = 0, r.unchanged = 0, r.removed = 0
SET r.new = r.new + $new, r.changed = r.changed + $changed,
    r.unchanged = r.unchanged + $unchanged, r.removed = r.removed + $removed
"""
END = f"{NOTE}, r.ended = datetime(), r.outcome = $outcome, r.reason = $reason"
LOG = """
MATCH (r:LoadRecord)
RETURN r.id AS id, r.command AS command, r.host AS host, r.pid AS pid, r.user AS user,
       toString(r.began) AS began, toString(r.ended) AS ended,
       r.new AS new, r.changed AS changed, r.unchanged AS unchanged, r.removed AS removed,
       r.outcome AS outcome, r.reason AS reason
ORDER BY r.began DESC, id LIMIT $limit
"""
TRANSACTIONS = """
SHOW TRANSACTIONS YIELD transactionId, metaData, status, username, clientAddress, startTime
RETURN transactionId AS id, metaData AS told, status, username AS user, clientAddress AS address,
       toString(startTime) AS began
"""


@dataclass(frozen=True, slots=True)
class LoadLogEntry:
    """One load, or retraction, while it goes on."""

    command: str
    id: str = field(default_factory=lambda: uuid4().hex)
    began: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))

    @property
    def about(self) -> dict[str, Any]:
        """Who does what: for the record's node, and for those who wait."""
        return {
            "command": self.command,
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "user": user_name(),
        }

    @property
    def metadata(self) -> dict[str, Any]:
        """What the load's transactions say of themselves to whoever looks at the server."""
        return {**METADATA, **self.about, "load": self.id, "began": self.began}

    def note(self, transaction: ManagedTransaction | Transaction, step: Step) -> None:
        """Add what a step did, in its own transaction."""
        transaction.run(NOTE, self._values(step)).consume()

    def end(self, connection: Connection, outcome: str, reason: str | None = None) -> None:
        """Say how it ended."""
        values = {**self._values(None), "outcome": outcome, "reason": reason}
        connection.write(lambda transaction: transaction.run(END, values).consume())

    def end_by(self, connection: Connection, error: BaseException) -> None:
        """Say what ended it, as far as the server still answers."""
        with suppress(GraphError):
            if came_of_interruption(error):
                self.end(connection, INTERRUPTED)
            elif isinstance(error, Exception):
                self.end(connection, FAILED, str(error))

    def _values(self, step: Step | None) -> dict[str, Any]:
        counts = ("new", "changed", "unchanged", "removed")
        done = {name: len(getattr(step, name)) if step else 0 for name in counts}
        return {"id": self.id, "about": self.about, "began": self.began, **done}

    @contextmanager
    def logged(self, connection: Connection) -> Iterator[None]:
        """Whatever ends what is done in it is written down, as far as the server still answers."""
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
        """Wait until no other load writes; `on_wait` is told for whom, once that takes a while."""
        if on_wait is None:
            transaction.run(cypher.LOCK).consume()
            return
        timer = threading.Timer(WAIT_SECONDS, self._tell_who, (connection, on_wait))
        timer.daemon = True
        timer.start()
        try:
            transaction.run(cypher.LOCK).consume()
        finally:
            timer.cancel()

    def _tell_who(self, connection: Connection, on_wait: OnWait) -> None:
        with suppress(GraphError):
            rows = {row["id"]: row for row in connection.read(TRANSACTIONS)}
            mine = [row for row in rows.values() if row["told"].get("load") == self.id]
            ahead = {id for row in mine for id in TRANSACTION.findall(row["status"])}
            for id in sorted(ahead & rows.keys()):
                on_wait(f"Waiting for {_who(rows[id])}.")


def log(connection: Connection, limit: int) -> list[dict[str, Any]]:
    """The last loads, the latest first: as their records say, `outcome` None without an end."""
    return connection.read(LOG, {"limit": limit})


def _who(row: dict[str, Any]) -> str:
    told = row["told"]
    if "pid" not in told:
        return f"a transaction of {row['user']} from {row['address']}, begun {row['began']}"
    return (
        f"`whomet {told['command']}` of {told['user']} on {told['host']}"
        f" (process {told['pid']}), begun {told['began']}"
    )


def user_name() -> str:
    """Who runs this process."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in a container
        return str(os.getuid())
