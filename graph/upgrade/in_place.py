"""Upgrading a graph where it is, in resumable steps.

1. *setting aside*: briefs and judgements get other labels, under which nothing finds them;
2. *clearing*: everything that was computed from them is deleted, and indexes are created again
whose
   definition has changed;
3. *writing*: batch by batch, they are stored as by a load, their dates read again;
4. *verifying*: the graph is compared with its briefs, and gets the version of this whomet.

Nodes of others stay as they are, and so do the log of loads and the server's users.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from whomet.graph.database.connection import Connection
from whomet.graph.database.schema import renew_schema
from whomet.graph.database.versions import (
    CURRENT,
    NEW,
    OLDER,
    UPGRADING,
    VERSION,
    GraphVersion,
)
from whomet.graph.errors import GraphError
from whomet.graph.progress import ProgressCallback
from whomet.graph.projection.briefs import brief_from_properties
from whomet.graph.projection.entity_judgements import judgement_from_properties
from whomet.graph.review.event_judging import KEEP
from whomet.graph.upgrade.reread_dates import KeptReading, NewReading, Reread, reread
from whomet.graph.upgrade.rewriting import (
    BATCH_BRIEFS,
    BATCH_CHARACTERS,
    BATCH_ELEMENTS,
    add_done,
    delete_some,
    differences,
    finish,
    own_labels,
    rewriting,
    set_phase,
    wrongly_made,
)
from whomet.graph.writing import load_log
from whomet.graph.writing.load_log import LoadLogEntry
from whomet.graph.writing.loading import UNLIMITED
from whomet.graph.writing.stored_state import native
from whomet.graph.writing.update import lock_graph, update
from whomet.graph.writing.vocabulary_check import ensure_known
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

SETTING_ASIDE, CLEARING, WRITING, VERIFYING = "setting aside", "clearing", "writing", "verifying"
DONE = "done"

EVERY_BRIEF = "MATCH (b:Brief|EarlierBrief) RETURN properties(b) AS properties"
TAKE = "MERGE (lock:LoadLock {id: 'load'}) SET lock.taken = datetime()"
TOTAL = "RETURN COUNT { (:Brief) } AS briefs"
SET_ASIDE = """
MATCH (n:{label}) WITH n LIMIT $batch
SET n:Earlier{label} REMOVE n:{label}
RETURN count(n) AS n
"""
MENTIONS = "MATCH (:EarlierBrief)-[r]-() WITH DISTINCT r LIMIT $batch DELETE r RETURN count(r) AS n"
EARLIER_JUDGEMENTS = "MATCH (j:EarlierJudgement) RETURN properties(j) AS properties"
FORGET_JUDGEMENTS = "MATCH (j:EarlierJudgement) DETACH DELETE j"
EARLIER_SIZES = """
MATCH (b:EarlierBrief) WITH b LIMIT $batch
RETURN elementId(b) AS element, size(b.text) AS characters
"""
EARLIER = """
UNWIND $elements AS element MATCH (b) WHERE elementId(b) = element
RETURN properties(b) AS properties
"""
FORGET = "UNWIND $elements AS element MATCH (b) WHERE elementId(b) = element DETACH DELETE b"


@dataclass(slots=True)
class UpgradeNotes:
    """What became of the dates, as far as this process wrote the briefs."""

    new: list[NewReading] = field(default_factory=list)
    kept: list[KeptReading] = field(default_factory=list)

    def add(self, found: Reread) -> None:
        """Add what became of the dates of one brief."""
        self.new += found.new
        self.kept += found.kept


def upgrade_in_place(
    connection: Connection, progress: ProgressCallback, notes: UpgradeNotes
) -> int:
    """Upgrade the graph, or continue an upgrade; returns the number of briefs.

    GraphError, and the graph unchanged, if a stored brief uses a class, role or attribute that the
    vocabulary does not know.
    """
    _ensure_possible(connection)
    entry = LoadLogEntry("upgrade")
    while True:
        done: list[Reread] = []

        def step(transaction: ManagedTransaction, done: list[Reread] = done) -> tuple[str, Any]:
            done.clear()
            if not _lock(transaction):
                return DONE, None
            return _step(transaction, connection.vocabulary, done)

        phase, far = connection.write(step, UNLIMITED, entry.metadata)
        for each in done:
            notes.add(each)
        if phase == DONE:
            return int(connection.read(TOTAL)[0]["briefs"])
        if phase == WRITING and far.done == 0:
            connection.prepare(lambda session: renew_schema(session, connection.vocabulary))
        if phase == VERIFYING:
            break
        progress("Upgrading", far.done, far.total)
    found = differences(connection, far.total, progress)
    if found:
        connection.write(_begin_again, UNLIMITED, entry.metadata)
        raise wrongly_made("The upgrade", found)
    connection.write(finish, UNLIMITED, entry.metadata)
    entry.end(connection, load_log.DONE)
    return int(far.total)


def _lock(transaction: ManagedTransaction) -> bool:
    """Take the lock, and begin an upgrade unless one is under way; False if it has ended."""
    # MERGE makes others wait; what it finds may have been begun or ended by one of them.
    transaction.run(TAKE).consume()
    row = transaction.run(VERSION).single(strict=True)
    version = GraphVersion.from_row(row)
    if version.standing in (NEW, CURRENT):
        return False
    if version.standing == OLDER:
        total = transaction.run(TOTAL).single(strict=True)["briefs"]
        set_phase(transaction, SETTING_ASIDE, state=UPGRADING, done=0, total=total)
    lock_graph(transaction, UPGRADING)
    return True


def _begin_again(transaction: ManagedTransaction) -> None:
    set_phase(transaction, SETTING_ASIDE, done=0)


def _ensure_possible(connection: Connection) -> None:
    for row in connection.stream(EVERY_BRIEF, timeout=UNLIMITED):
        stored = native(row["properties"])
        try:
            brief = brief_from_properties(stored)
        except (ValueError, KeyError, TypeError) as error:
            raise GraphError(
                f"The brief {stored.get('id')} in the graph cannot be read ({error}), so that the"
                " graph cannot be upgraded; something other than whomet has changed it."
            ) from error
        ensure_known(connection.vocabulary, brief)


def _step(
    transaction: ManagedTransaction, vocabulary: Vocabulary, done: list[Reread]
) -> tuple[str, Any]:
    """Do one part of the work; the phase after it, and how far it is."""
    steps: dict[str, Callable[[], str]] = {
        SETTING_ASIDE: lambda: _set_aside(transaction),
        CLEARING: lambda: _clear(transaction, vocabulary),
        WRITING: lambda: _write(transaction, vocabulary, done),
        VERIFYING: lambda: VERIFYING,
    }
    before = rewriting(transaction).phase
    phase = steps[before]()
    if phase != before:
        set_phase(transaction, phase)
    return phase, rewriting(transaction)


def _set_aside(transaction: ManagedTransaction) -> str:
    for label in ("Brief", "Judgement"):
        text = SET_ASIDE.format(label=label)
        if transaction.run(text, {"batch": BATCH_ELEMENTS}).single(strict=True)["n"]:
            return SETTING_ASIDE
    return CLEARING


def _clear(transaction: ManagedTransaction, vocabulary: Vocabulary) -> str:
    if transaction.run(MENTIONS, {"batch": BATCH_ELEMENTS}).single(strict=True)["n"]:
        return CLEARING
    return CLEARING if delete_some(transaction, own_labels(vocabulary)) else WRITING


def _write(transaction: ManagedTransaction, vocabulary: Vocabulary, done: list[Reread]) -> str:
    """Write a batch; the judgements come before the first, so that they decide from the first."""
    for row in transaction.run(EARLIER_JUDGEMENTS).data():
        made = judgement_from_properties(native(row["properties"]))
        transaction.run(KEEP, {"properties": made.properties()}).consume()
    transaction.run(FORGET_JUDGEMENTS).consume()
    elements = _next(transaction)
    if not elements:
        return VERIFYING
    rules = rewriting(transaction).rules
    wanted: dict[str, Brief | None] = {}
    for row in transaction.run(EARLIER, {"elements": elements}).data():
        read = reread(vocabulary, brief_from_properties(native(row["properties"])), rules)
        done.append(read)
        wanted[read.brief.id] = read.brief
    update(transaction, vocabulary, wanted, doing=UPGRADING)
    transaction.run(FORGET, {"elements": elements}).consume()
    add_done(transaction, len(wanted))
    return WRITING


def _next(transaction: ManagedTransaction) -> list[str]:
    chosen: list[str] = []
    characters = 0
    for row in transaction.run(EARLIER_SIZES, {"batch": BATCH_BRIEFS}).data():
        characters += row["characters"]
        if chosen and characters > BATCH_CHARACTERS:
            break
        chosen.append(row["element"])
    return chosen
