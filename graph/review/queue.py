"""A reviewer's way through what there is to decide: next, decide, skip, undo, and how far one is.

For any front: nothing here asks or prints. What was decided is in the graph, so that a queue made
again continues where the last one ended; skipped items come again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from whomet.graph.database.connection import Connection
from whomet.graph.errors import GraphError
from whomet.graph.projection.event_judgements import Judgement
from whomet.graph.review.contradicting import contradictions
from whomet.graph.review.entity_judging import forget_judgement
from whomet.graph.review.event_judging import forget, judge, stored_judgements
from whomet.graph.review.proposals.deciding import (
    AlreadyDecided,
    Decision,
    decide,
    undo,
    why_closed,
)
from whomet.graph.review.proposals.items import ProposedItem, shown
from whomet.graph.review.proposals.proposing import Proposal
from whomet.graph.review.review_item import NEAR, UNMERGED, ReviewItem
from whomet.graph.writing.load_log import OnWait
from whomet.ontology.json_values import JsonObject

QueueItem = ProposedItem | ReviewItem
#: The kinds of items about events that are decided as a pair.
PAIRS = (UNMERGED, NEAR)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reviewer is: how many items were decided, skipped, closed meanwhile, and are left.

    `closed` are those that another reviewer or another decision settled.
    """

    decided: int
    skipped: int
    closed: int
    left: int

    @property
    def total(self) -> int:
        """All items of the queue."""
        return self.decided + self.skipped + self.closed + self.left

    def to_json(self) -> JsonObject:
        """By name."""
        return {
            "decided": self.decided,
            "skipped": self.skipped,
            "closed": self.closed,
            "left": self.left,
            "total": self.total,
        }


@dataclass(frozen=True, slots=True)
class Answered:
    """An item with the verdict that it was given; `batch` of what is not an event."""

    item: QueueItem
    verdict: str
    batch: str | None = None


class ReviewQueue:
    """The items of one reviewer, in order. Several reviewers may have a queue each at once.

    Before an item is given out, and before a decision is stored, the graph is asked whether it is
    still open, so that nobody is asked for, or overwrites, what another has decided.
    """

    def __init__(
        self,
        connection: Connection,
        proposals: Iterable[Proposal],
        events: Iterable[ReviewItem] = (),
        by: str | None = None,
    ) -> None:
        self._connection = connection
        self._by = by
        pairs = (item for item in events if len(item.claims) == 2 and item.kind in PAIRS)
        self._left: deque[Proposal | ReviewItem] = deque([*proposals, *pairs])
        self._answered: list[Answered] = []
        self._skipped: list[Proposal | ReviewItem] = []
        self._closed = 0
        self._given: QueueItem | None = None
        self._contradictions: list[ReviewItem] | None = None

    @property
    def contradictions(self) -> list[ReviewItem]:
        """The judgements that contradict each other since later briefs came.

        They are no questions of same or different: `forget` takes one back.
        """
        if self._contradictions is None:
            self._contradictions = contradictions(self._connection)
        return self._contradictions

    def forget(self, id: str, on_wait: OnWait | None = None) -> None:
        """Take back a judgement of a contradiction, by its id; GraphError if there is none."""
        self._contradictions = None
        claims = {made.id: made for made in stored_judgements(self._connection)}
        if id in claims:
            forget(self._connection, claims[id].one, claims[id].other, on_wait)
        else:
            forget_judgement(self._connection, id, on_wait=on_wait)

    @property
    def progress(self) -> Progress:
        """How far one is."""
        return Progress(len(self._answered), len(self._skipped), self._closed, len(self._left))

    def next(self) -> QueueItem | None:
        """The item to decide now, with its evidence; the same until it is decided or skipped.

        None when nothing is left.
        """
        self._given = None
        while self._left:
            first = self._left[0]
            if self._is_open(first):
                if isinstance(first, Proposal):
                    self._given = shown(self._connection, [first])[0]
                else:
                    self._given = first
                return self._given
            self._left.popleft()
            self._closed += 1
        return None

    def answer(
        self, verdict: str, note: str | None = None, on_wait: OnWait | None = None
    ) -> Answered:
        """Decide the item that `next` gave: `same`, `different` or `unsure`.

        AlreadyDecided if it was decided meanwhile, GraphError if it contradicts other decisions;
        then it is not decided.
        """
        item = self._given
        if item is None:
            raise GraphError("There is no item to decide; ask for the next one.")
        if isinstance(item, ProposedItem):
            made: Decision = decide(
                self._connection, item.proposal, verdict, note=note, by=self._by, on_wait=on_wait
            )
            answered = Answered(item, verdict, made.batch)
        else:
            if not self._is_open(item):
                raise AlreadyDecided(f"{item.what} has been judged since it was shown.")
            judge(self._connection, *_claims(item), verdict, note, on_wait, by=self._by)
            answered = Answered(item, verdict)
        self._given = self._contradictions = None
        self._left.popleft()
        self._answered.append(answered)
        return answered

    def skip(self) -> None:
        """Leave the item that `next` gave for another time."""
        if self._given is not None:
            self._given = None
            self._skipped.append(self._left.popleft())

    def undo(self, on_wait: OnWait | None = None) -> Answered | None:
        """Undo the last decision of this queue, whose item comes first again."""
        if not self._answered:
            return None
        self._given = self._contradictions = None
        last = self._answered.pop()
        if isinstance(last.item, ProposedItem):
            if last.batch is not None:
                undo(self._connection, last.batch, on_wait=on_wait)
            self._left.appendleft(last.item.proposal)
        else:
            forget(self._connection, *_claims(last.item), on_wait)
            self._left.appendleft(last.item)
        return last

    def _is_open(self, item: Proposal | ReviewItem) -> bool:
        if isinstance(item, Proposal):
            return why_closed(self._connection, item) is None
        pair = frozenset(_claims(item))
        judged: list[Judgement] = stored_judgements(self._connection)
        return all(made.pair != pair for made in judged)


def _claims(item: ReviewItem) -> tuple[str, str]:
    one, other = (str(claim["id"]) for claim in item.claims)
    return one, other
