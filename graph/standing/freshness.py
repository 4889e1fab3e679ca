"""Whether the kept answer to a standing question is still valid, so that it is not asked again.

Each transaction that changes the graph ends by incrementing a counter, which is stored on a node of
its own. The question's node stores the value at which its answer was read: the answer is valid as
long as the two are equal and the question is the same. If it is known what an answer depends on
(`Dependencies`), a change that concerns none of that increments the stored value, too. Neither a
transaction that is rolled back nor Cypher that somebody runs by hand counts as a change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Transaction

#: Also locks the node, so that an answer is kept before or after a change, never during one.
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
#: Judgements are noted on each question until its next run.
NOTE_JUDGED = "MATCH (q:StandingQuestion) SET q.judged = coalesce(q.judged, []) + $judged"
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
class Dependencies:
    """What an answer depends on, as ids; None stands for the whole graph.

    `anchors` are the entities that were asked about. `rests` are the events and entities in the
    rows, and the entities with a role in these events.
    """

    anchors: Sequence[str] | None = None
    rests: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class QuestionState:
    """How many changes of the graph there were, and what is stored of a question's last answer.

    `today` is the database's date, on which an answer may depend. `seen` is the number of changes
    when the answer was read, `token` identifies what was asked, and `checked` is the moment of the
    last run; they are None if there is no answer yet. `judged` are the judgements since the last
    run, as entries of `whomet.graph.standing.judged`. `notes` is False if the last run was by an
    earlier whomet, which did not note judgements.
    """

    changes: int
    today: str
    seen: int | None
    token: str | None
    checked: str | None
    judged: Sequence[str]
    notes: bool

    def holds(self, token: str | None) -> bool:
        """Whether the last answer is valid for what `token` identifies; never for None."""
        return token is not None and (self.seen, self.token) == (self.changes, token)


def question_state(reader: Reader, name: str) -> QuestionState:
    """The state of a standing question; read it before the question is asked."""
    [row] = reader.read(STATE, {"id": name})
    return QuestionState(**row)


def note_change(
    transaction: ManagedTransaction | Transaction,
    judged: Sequence[str] = (),
    concerns: Callable[[], tuple[Collection[str], Collection[str]]] | None = None,
) -> None:
    """Count a change of the graph, at the end of the transaction that makes it.

    `judged` are the judgements that it made and withdrew, as entries (`judged.entries`).
    `concerns` finds two sets of ids: of what may add rows to an answer or remove them, and of what
    may alter the rows of one; without it, the change concerns every answer.
    """
    counted = transaction.run(COUNT).single(strict=True)
    if counted["standing"] and judged:
        transaction.run(NOTE_JUDGED, {"judged": list(judged)}).consume()
    if counted["anchored"] and concerns is not None:
        around, shown = (sorted(ids) for ids in concerns())
        values = {"count": counted["count"], "around": around, "shown": shown}
        transaction.run(MOVE_ON, values).consume()
