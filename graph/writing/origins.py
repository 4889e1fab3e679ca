"""From which files the briefs of the graph were loaded, and which briefs share identical text.

Neither is part of what the briefs say: the files are kept beside the log of loads, in one node per
transaction, so that loading a folder again can find the briefs that it no longer holds.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Transaction

    from whomet.graph.database.connection import Connection

KEEP = """
CREATE (:LoadRecord {id: $id, part_of: $load, host: $host, kept: datetime($kept),
                     briefs: $briefs, files: $files, file_of: $file_of})
"""
KEPT = """
MATCH (r:LoadRecord {host: $host}) WHERE r.part_of IS NOT NULL
RETURN r.briefs AS briefs, r.files AS files, r.file_of AS file_of ORDER BY r.kept, r.id
"""
PRESENT = "UNWIND $ids AS id MATCH (b:Brief {id: id}) RETURN b.id AS id"
MOST_OF_A_DAY = 500
MOST_NEW = 500
SAME_TEXT = f"""
UNWIND $ids AS id MATCH (n:Brief {{id: id}})
WITH n.published AS day, collect(n) AS new
CALL (day) {{
  MATCH (b:Brief {{published: day}}) WITH b LIMIT {MOST_OF_A_DAY + 1} RETURN collect(b) AS stored
}}
WITH new, stored WHERE size(stored) <= {MOST_OF_A_DAY}
UNWIND new AS n UNWIND stored AS b
WITH n, b WHERE b.id <> n.id AND b.text = n.text
RETURN n.id AS id, min(b.id) AS other ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class SameText:
    """A new brief that has the text and the date of another one in the graph."""

    id: str
    other: str


def keep_origins(
    transaction: ManagedTransaction | Transaction, load: str, files: Mapping[str, str]
) -> None:
    """Keep the file of each brief that a transaction of the load wrote, by its id."""
    if not files:
        return
    names = list(dict.fromkeys(files.values()))
    number = {name: index for index, name in enumerate(names)}
    values: dict[str, Any] = {
        "id": f"{load}/{uuid4().hex}",
        "load": load,
        "host": socket.gethostname(),
        "kept": datetime.now(UTC).isoformat(),
        "briefs": list(files),
        "files": names,
        "file_of": [number[name] for name in files.values()],
    }
    transaction.run(KEEP, values).consume()


def kept_origins(connection: Connection) -> dict[str, list[str]]:
    """The files on this machine that each brief was loaded from, by its id, the first one first."""
    found: dict[str, list[str]] = {}
    for row in connection.read(KEPT, {"host": socket.gethostname()}):
        for id, index in zip(row["briefs"], row["file_of"], strict=True):
            files, file = found.setdefault(id, []), row["files"][index]
            if file not in files:
                files.append(file)
    return found


def present(connection: Connection, ids: Iterable[str]) -> list[str]:
    """Those of some ids that briefs in the graph have, in order."""
    wanted = list(ids)
    known = {row["id"] for row in connection.read(PRESENT, {"ids": wanted})} if wanted else set()
    return [id for id in wanted if id in known]


def same_text(connection: Connection, new: Sequence[str]) -> tuple[SameText, ...]:
    """The new briefs whose text and date another brief has: most likely it was renamed.

    Of a load with more than `MOST_NEW` new briefs none is looked at, nor of a day with more than
    `MOST_OF_A_DAY`, so that it costs a load nothing that counts.
    """
    if not 0 < len(new) <= MOST_NEW:
        return ()
    rows = connection.read(SAME_TEXT, {"ids": list(new)})
    return tuple(SameText(row["id"], row["other"]) for row in rows)
