"""Whether the kept answer to a standing question still holds, so that it need not be asked again.

Each transaction that changes the graph counts one more on a node of its own, at its end. An answer
holds while that number is the one that it was read at, and the question is the same. Where it rests
on some `anchors` and on what its rows hold (`rests`), a change that concerns none of them moves
that number on. A transaction that is rolled back counts nothing, nor does Cypher that somebody
runs by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Transaction

#: Locks the node too: whoever keeps an answer does so before or after a change, never amid one.
COUNT = """
MERGE (c:LoadLock {id: 'changes'})
SET c.count = coalesce(c.count, 0) + 1
RETURN c.count AS count, EXISTS { (:StandingQuestion) } AS standing,
       EXISTS { MATCH (q:StandingQuestion) WHERE q.anchors IS NOT NULL AND q.seen = c.count - 1 }
         AS anchored
"""
MOVE_ON = """
MATCH (q:StandingQuestion)
WHERE q.seen = $count - 1 AND q.anchors IS NOT NULL
  AND none(id IN q.anchors WHERE id IN $around)
  AND none(id IN q.rests WHERE id IN $shown)
SET q.seen = $count
"""
#: What was judged is kept with each question until its next run.
TELL = "MATCH (q:StandingQuestion) SET q.judged = coalesce(q.judged, []) + $judged"
STATE = """
OPTIONAL MATCH (c:LoadLock {id: 'changes'})
WITH coalesce(c.count, 0) AS changes
OPTIONAL MATCH (q:StandingQuestion {id: $id})
RETURN changes, toString(date()) AS today, q.seen AS seen, q.token AS token, q.checked AS checked,
       coalesce(q.judged, []) AS judged, q.noted IS NOT NULL AS notes
"""


class Reader(Protocol):
    """What reads from a graph: a connection, or a transaction of one."""

    def read(self, cypher: str, parameters: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a query."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What an answer rests on, as ids; None for all of the graph.

    `anchors` are the entities that were asked about; `rests` are in its rows, or have a role in the
    events of these.
    """

    anchors: Sequence[str] | None = None
    rests: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class QuestionState:
    """How many changes of the graph there were, and what is known of a question's last answer.

    `today` is the day of the database, which questions may count with.
    `seen` is the number of changes that the answer was read at, `token` says what was asked,
    `checked` is the moment of the last run. They are None where there is no such answer. `judged`
    are entries of `whomet.graph.standing.judged`, of what was judged since the last run; `notes` is
    False if the last run was of an earlier whomet, which noted no such entries.
    """

    changes: int
    today: str
    seen: int | None
    token: str | None
    checked: str | None
    judged: Sequence[str]
    notes: bool

    def holds(self, token: str | None) -> bool:
        """Whether the last answer is the one to what `token` says; None is never the same."""
        return token is not None and (self.seen, self.token) == (self.changes, token)


def question_state(reader: Reader, name: str) -> QuestionState:
    """The state of a standing question; to be read before the question is asked."""
    [row] = reader.read(STATE, {"id": name})
    return QuestionState(**row)


def note_change(
    transaction: ManagedTransaction | Transaction,
    judged: Sequence[str] = (),
    concerns: Callable[[], tuple[Collection[str], Collection[str]]] | None = None,
) -> None:
    """Count a change of the graph, at the end of the transaction that makes it.

    `judged` are the judgements that it made and withdrew, as `judged.entries` gives them.
    `concerns` finds the ids of what the change may bring into an answer or take out of it, and of
    what it may change in one; without it, the change concerns every answer.
    """
    counted = transaction.run(COUNT).single(strict=True)
    if counted["standing"] and judged:
        transaction.run(TELL, {"judged": list(judged)}).consume()
    if counted["anchored"] and concerns is not None:
        around, shown = (sorted(ids) for ids in concerns())
        values = {"count": counted["count"], "around": around, "shown": shown}
        transaction.run(MOVE_ON, values).consume()
