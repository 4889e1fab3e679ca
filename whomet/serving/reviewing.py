"""The review page: one item after the other, each answered by one key, for who may judge."""

from __future__ import annotations

import threading
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from whomet.api import Graph
from whomet.graph.database.connection import Connection
from whomet.graph.errors import DatabaseUnavailable, GraphError
from whomet.graph.review.proposals.items import ProposedItem
from whomet.graph.review.queue import QueueItem, ReviewQueue
from whomet.serving.access import Permission
from whomet.serving.addresses import address
from whomet.serving.problems import Problem
from whomet.serving.rendering import page
from whomet.serving.requests import ensure_allowed, form_fields
from whomet.serving.shared_graph import SharedGraph

SKIP, UNDO, AGAIN, FORGET = "skip", "undo", "again", "forget"
#: What each button does, its key, and its words.
DECISIONS = (
    ("same", "s", "Same"),
    ("different", "d", "Different"),
    ("unsure", "u", "Unsure"),
    (SKIP, "k", "Skip"),
    (UNDO, "z", "Undo"),
)


def routes(graph: SharedGraph) -> list[Route]:
    """The routes of the review."""
    return [Route("/review", _Reviewing(graph).review, methods=["GET", "POST"])]


class _Reviewing:
    """Each reviewer has their own queue, which is filled again when it is finished."""

    def __init__(self, graph: SharedGraph) -> None:
        self._graph = graph
        self._queues: dict[str, tuple[Connection, ReviewQueue]] = {}
        self._lock = threading.Lock()

    async def review(self, request: Request) -> Response:
        """The item to decide; a decision about the item that was shown leads to the next one."""
        who = ensure_allowed(request, Permission.JUDGE).name
        form: dict[str, str] = {}
        if request.method == "POST":
            form = await form_fields(request)

        def work(graph: Graph) -> Response:
            with self._lock:
                queue = self._queue(graph, who, fresh=form.get("do") == AGAIN)
                told = _decided(queue, form)
                if form and told is None:
                    return RedirectResponse(address(request, "review"), HTTPStatus.SEE_OTHER)
                return _shown(request, queue, told)

        try:
            return await self._graph.use_in_turn(work)
        finally:
            if form:
                self._graph.changed()

    def _queue(self, graph: Graph, who: str, *, fresh: bool) -> ReviewQueue:
        connection = graph.connect()
        kept = self._queues.get(who)
        # The connection is another after the database was away.
        if kept is None or kept[0] is not connection or fresh:
            kept = (connection, graph.review_queue(by=who))
            self._queues[who] = kept
        return kept[1]


def _decided(queue: ReviewQueue, form: dict[str, str]) -> str | None:
    """Do what a form says; a sentence where that is not possible."""
    wanted = form.get("do")
    if wanted is None or wanted == AGAIN:
        return None
    if wanted == FORGET:
        return _forgotten(queue, form.get("judgement", ""))
    if wanted not in [name for name, _, _ in DECISIONS]:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"There is no decision '{wanted}'.")
    try:
        if wanted == UNDO:
            return None if queue.undo() is not None else "There is no decision to undo."
        item = queue.next()
        if item is None or item_id(item) != form.get("item"):
            return "That item has been decided since it was shown; this is the next one."
        if wanted == SKIP:
            queue.skip()
        else:
            queue.answer(wanted, form.get("note", "").strip() or None)
    except DatabaseUnavailable:
        raise
    except GraphError as error:
        return error.message
    return None


def _forgotten(queue: ReviewQueue, judgement: str) -> str | None:
    """Take back a judgement that contradicts others; a sentence where it is gone."""
    try:
        queue.forget(judgement)
    except DatabaseUnavailable:
        raise
    except GraphError as error:
        return error.message
    return None


def item_id(item: QueueItem) -> str:
    """What identifies an item."""
    if isinstance(item, ProposedItem):
        return item.id
    return " ".join(str(claim["id"]) for claim in item.claims)


def _shown(request: Request, queue: ReviewQueue, told: str | None) -> Response:
    item = queue.next()
    values: dict[str, Any] = {"item": item, "of_events": False, "id": ""}
    if item is not None:
        values["id"] = item_id(item)
        values["of_events"] = not isinstance(item, ProposedItem)
    return page(
        request,
        "review.html",
        **values,
        progress=queue.progress,
        told=told,
        contradictions=queue.contradictions,
        decisions=DECISIONS,
        again=AGAIN,
        forget=FORGET,
    )
